"""Consent: what a person said about one purpose: yes from a day until a day, or no from a day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from graphsvc.kind import Column, NodeKind
from graphsvc.shape import field

Purpose = Literal[
    "stay_in_touch",
    "rehire_contact",
    "contractor_contact",
    "introductions_in",
    "introductions_out",
    "vouch",
    "mentor",
    "job_change_tracking",
    "events",
]

PURPOSE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "stay_in_touch": "Former colleagues may write to me",
        "rehire_contact": "The firm may ask me to come back",
        "contractor_contact": "The firm may offer me contract work",
        "introductions_in": "Others may ask to be introduced to me",
        "introductions_out": "The firm may suggest people for me to meet",
        "vouch": "Others may ask me to vouch for them",
        "mentor": "The firm may suggest me as a mentor",
        "job_change_tracking": "The firm may note where I work next",
        "events": "The firm may invite me to events",
    }
)
"""Purposes as people read them, in the order offered: who may do what, in the words of whoever is asked."""

PURPOSE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "stay_in_touch": "They write now and then, and I show as one of theirs.",
        "rehire_contact": "It asks when a job fits, and I answer as I like.",
        "contractor_contact": "It asks when I could help, for a time I choose.",
        "introductions_in": "I am asked each time and say yes or no; nobody is introduced without that.",
        "introductions_out": "It looks among people who agreed to be met, and I ask for each introduction.",
        "vouch": "They ask where we worked together, and I speak for them if I want to.",
        "mentor": "I am suggested to people there, and choose whom I take.",
        "job_change_tracking": "It notes my new employer and title when I change my job.",
        "events": "It writes when there is one for former colleagues.",
    }
)
"""What each purpose means to the person who is asked, one plain sentence each."""
INTEREST: Purpose = "stay_in_touch"
"""The one purpose that may rest on the legitimate interest of the firm: after a notice, until an opt-out."""
LIVES = timedelta(days=730)
"""24 months: then a consent is given anew, or it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Properties of one statement; a yes is live while given_on <= day < min(expires_on, withdrawn_on)."""

    purpose: Purpose = field(label="Purpose", help="What the person agreed to, or did not.")
    given_on: date | None = field(
        label="Given", help="Day the person agreed; empty where this only says no.", default=None
    )
    expires_on: date | None = field(label="Expires", help="First day it no longer holds.", default=None)
    withdrawn_on: date | None = field(label="Withdrawn", help="Day it was taken back.", default=None)
    basis: Literal["consent", "legitimate_interest"] = field(
        label="Basis", help="Legal basis of the purpose.", default="consent"
    )
    evidence: str | None = field(label="Evidence", help="Where the consent is written down.", default=None)
    given_by: Literal["person", "recorder"] | None = field(
        label="Said by",
        help="The person here, or a recorder of what came by mail or on paper; empty where a file says so.",
        default=None,
    )
    recorder: str | None = field(
        label="Recorder", help="Who recorded what came by mail or on paper.", personal=True, default=None
    )
    stated_at: int | None = field(
        label="Said at",
        help="Instant it was said, which orders what was said on one day; empty where a file says so.",
        unit="microseconds UTC",
        default=None,
    )


CONSENT = NodeKind(
    label="Consent",
    prefix="n",
    record=Consent,
    columns=(
        Column(name="purpose", form="code"),
        Column(name="given_on", form="day"),
        Column(name="expires_on", form="day"),
        Column(name="withdrawn_on", form="day"),
    ),
)
