"""Everything that is stored about a person, for that person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.consent import statements
from graphsvc.errors import NotFoundError
from graphsvc.introduction import Asked, asked_by, waiting_for
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.sheets.history import OWN, Interval, intervals
from graphsvc.sheets.own_ties import OwnTie, own_ties
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import Entity, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the person is here, and under what other systems know them."""

    key: str = field(label="Key", help="Key of the person.")
    name: str = field(label="Name", help="Name as the first source writes it.", personal=True)
    email: str | None = field(label="E-mail", help="Address that mail and calendars show.", personal=True)
    aliases: tuple[str, ...] = field(label="Other addresses", help="Further addresses.", personal=True)
    location: str | None = field(label="Place", help="City of work.", personal=True)
    identifiers: tuple[str, ...] = field(
        label="Known as", help="Addresses, and ids as source, record and id.", personal=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnConsent:
    """One thing the person said yes or no to."""

    purpose: str = field(label="Purpose", help="What it is about.")
    given_on: date | None = field(label="Yes on", help="Day of a yes.")
    expires_on: date | None = field(label="Until", help="First day a yes no longer holds.")
    withdrawn_on: date | None = field(label="No on", help="Day of a no.")
    basis: str | None = field(label="Basis", help="Legal basis.")
    evidence: str | None = field(label="Evidence", help="Where it is written down.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIntroduction:
    """One introduction in which the person has a part."""

    key: str = field(label="Introduction", help="Key of the introduction.")
    part: str = field(label="You", help="asker or introducer.")
    asker: str = field(label="Asked by", help="Who wants to meet somebody.", node="Person")
    introducer: str | None = field(
        label="Introducer", help="Who is asked; empty until they accept, if the service asks.", node="Person"
    )
    target: str = field(label="To meet", help="Whom.", node="Person")
    asked_on: date = field(label="Asked", help="Day it was asked for.")
    state: str = field(label="State", help="asked, accepted, declined or made.")
    answered_on: date | None = field(label="Answered", help="Day of the last answer.")
    note: str = field(label="Words", help="What the introducer is told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What the graph holds of one person."""

    person: Identity = field(label="You", help="Who you are here.")
    history: tuple[Interval, ...] = field(label="Over time", help="Jobs, units, teams and what was recorded.")
    ties: tuple[OwnTie, ...] = field(label="Ties", help="Your ties and where they come from.")
    consents: tuple[OwnConsent, ...] = field(label="Consents", help="What you said yes or no to.")
    introductions: tuple[OwnIntroduction, ...] = field(
        label="Introductions", help="Those you asked for, and those that wait for your answer."
    )


def own_data(view: View, snapshot: Snapshot, scope: Scope, *, person: str, on: date) -> OwnData:
    """Returns what the graph holds of a person.

    Raises:
        NotFoundError: the person is gone.
    """
    entity = next(iter(view.get([person])), None)
    if entity is None:
        raise NotFoundError("you are not known here any more. Ask an administrator.")
    rows = view.history(person)
    return OwnData(
        person=_identity(entity),
        history=tuple(intervals(view, rows, person, kinds=OWN, scope=scope)),
        ties=tuple(own_ties(snapshot, view, person)),
        consents=tuple(_consent(said) for said in statements(view, person, on)),
        introductions=own_introductions(view, person),
    )


def own_introductions(view: View, person: str) -> tuple[OwnIntroduction, ...]:
    """Returns the introductions that wait for a person, then those they asked for."""
    return (
        *(_introduction(each, "introducer") for each in waiting_for(view, person)),
        *(_introduction(each, "asker") for each in asked_by(view, person)),
    )


def _identity(entity: Entity) -> Identity:
    said = entity.properties
    return Identity(
        key=entity.key,
        name=str(said.get("name", entity.key)),
        email=said.get("email"),
        aliases=tuple(said.get("aliases") or ()),
        location=said.get("location"),
        identifiers=tuple(entity.tokens),
    )


def _consent(said: Mapping[str, Any]) -> OwnConsent:
    return OwnConsent(
        purpose=str(said["purpose"]),
        given_on=_day(said.get("given_on")),
        expires_on=_day(said.get("expires_on")),
        withdrawn_on=_day(said.get("withdrawn_on")),
        basis=said.get("basis"),
        evidence=said.get("evidence"),
    )


def _introduction(asked: Asked, part: str) -> OwnIntroduction:
    return OwnIntroduction(
        key=asked.key,
        part=part,
        asker=asked.asker,
        introducer=asked.introducer if part == "introducer" else asked.named_introducer,
        target=asked.target,
        asked_on=asked.asked_on,
        state=asked.state,
        answered_on=asked.answered_on,
        note=asked.note,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
