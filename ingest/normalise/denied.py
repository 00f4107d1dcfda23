"""Columns that are dropped on sight: protected attributes, pay, health, private life, content.

The list beats any mapping. Users may add to it, never remove from it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORDS = frozenset(
    """
    sex race age dob ssn sin nin pay zip bank bic income photo picture avatar vacation married
    salutation courtesy subject body description notes note comments comment
    """.split()
)
_PAY_PARTS = frozenset(
    """
    salary compensation payrate paidper hourlyrate overtimerate bonus commissionamount
    annualincome wage
    """.split()
)
_PARTS = frozenset(
    """
    birth gender pronoun sexualorient marital familystatus spouse children dependent
    emergencycontact ethnic hispanic latino racedesc racial nationality citizen immigration
    religio konfession churchtax steuer politic unionmember disab medical health bloodtype
    maternity pregnan sickleave absence veteran militarystatus stockoption taxid socialsecurity
    nationalid governmentid passport driverslicen iban swift routingnumber sortcode homeaddress
    street postal zipcode phone performance perfscore potentialrating flightrisk
    engagementsurvey empsatisfaction dayslate disciplin grievance sentiment diversity snippet
    terminationinvoluntary
    """.split()
)
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BREAK = re.compile(r"[\W\d_]+")


@lru_cache(maxsize=4096)
def is_denied(header: str, *, fees_allowed: bool = False) -> bool:
    """Tells whether a column with this header is never read.

    Args:
        header: the header as the file writes it.
        fees_allowed: the table yields revenue or contracts only, where client fees may be called
            compensation; the parts about pay do not bind it.
    """
    words = [word for word in _BREAK.split(_CAMEL.sub(" ", header).lower()) if word]
    joined = "".join(words)
    parts = _PARTS if fees_allowed else _PARTS | _PAY_PARTS
    return any(word in _WORDS for word in words) or any(part in joined for part in parts)


def denied_among(headers: Iterable[str], *, fees_allowed: bool = False) -> list[str]:
    """Returns the headers whose columns are never read, in the order given."""
    return [head for head in headers if is_denied(head, fees_allowed=fees_allowed)]
