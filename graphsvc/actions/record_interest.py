"""record-interest: a former colleague was told that people may stay in touch, and may opt out at any time."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Outcome
from graphsvc.consenting import Recorded, switch_of, written_down
from graphsvc.errors import ConflictError
from graphsvc.kinds.consent import INTEREST, PURPOSE_WORDS
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who was told, when, and where that is written down."""

    person: str = field(label="Person", help="Who was told: name, e-mail address or key.", node="Person")
    date: dt.date = field(label="Told on", help="Day of the notice.")
    evidence: str = field(
        label="Evidence", help="Where the notice is kept, such as 'letter of 3 June'.", personal=True
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records the notice on which staying in touch rests; a yes of the person is left as it is."""
    if switch_of(desk, params.person, INTEREST).is_live:
        raise ConflictError("this holds already: record it again when it has run out.")
    given = Recorded(
        person=params.person,
        purpose=INTEREST,
        is_yes=True,
        evidence=params.evidence,
        on=params.date,
        basis="legitimate_interest",
    )
    sentence = f"Recorded without a consent: {PURPOSE_WORDS[INTEREST]}, for 24 months from the notice."
    return written_down(desk, scope, given, sentence=sentence)


RECORD_INTEREST = Action(
    name="record-interest",
    title="Record a legitimate interest",
    help="For staying in touch alone, and only after a notice: it holds for 24 months, or until the person "
    "opts out. Every other purpose needs a consent.",
    roles=frozenset({"alumni_programme", "hr"}),
    params=Params,
    run=run,
    reach="ours",
    is_live=True,
    is_sealed_of_hr=True,
)
