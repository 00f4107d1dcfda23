"""Consent: what a person agreed to, for one purpose, from when until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Properties of a consent; live while given_on <= day < min(expires_on, withdrawn_on)."""

    purpose: Purpose = field(label="Purpose", help="What the person agreed to.")
    given_on: date = field(label="Given", help="Day the person agreed.")
    expires_on: date | None = field(label="Expires", help="First day it no longer holds.", default=None)
    withdrawn_on: date | None = field(label="Withdrawn", help="Day it was taken back.", default=None)
    basis: Literal["consent", "legitimate_interest"] = field(
        label="Basis", help="Legal basis of the purpose.", default="consent"
    )
    evidence: str | None = field(label="Evidence", help="Where the consent is written down.", default=None)


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
