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
        "stay_in_touch": "Stay in touch",
        "rehire_contact": "Be asked to come back",
        "contractor_contact": "Be asked for contract work",
        "introductions_in": "Be introduced to people",
        "introductions_out": "Introduce people",
        "vouch": "Vouch for others",
        "mentor": "Mentor",
        "job_change_tracking": "Let us note job changes",
        "events": "Be invited to events",
    }
)
"""Purposes as people read them, in the order they are offered."""

PURPOSE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "stay_in_touch": "Former colleagues may write to me now and then, and I show as one of theirs.",
        "rehire_contact": "You may ask me whether I want to come back when a job fits.",
        "contractor_contact": "You may ask me for contract work when I could help.",
        "introductions_in": "Others may be introduced to me, after I said yes to each of them.",
        "introductions_out": "You may look for people I would like to meet, and I ask for each introduction.",
        "vouch": "Others may ask me to speak for them where we worked together.",
        "mentor": "I may be suggested as a mentor to people here.",
        "job_change_tracking": "You may note where I work when I change my job.",
        "events": "You may invite me to events for former colleagues.",
    }
)
"""What each purpose means to the person who is asked, one plain sentence each."""
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
