"""Which statements of people hold on a day; read from the store for every request, never from a snapshot.

A no, from whatever source, beats every yes that is not newer and given by the person. A statement counts
by its day and, within the day, by its instant; where only a day is known, a yes was said as it began and a
no as it ended. The consents of a state of the store are read once.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.kinds.consent import CONSENT, LIVES, PURPOSE_WORDS
from graphsvc.store.port import OPEN, FactClaim, Interval, NodeClaim, View

_EPOCH = date(1970, 1, 1)
_FIRST, _LAST = -1, 2**63 - 1
_NAMES = ("purpose", "given_on", "expires_on", "withdrawn_on", "given_by", "stated_at", "evidence")
OBJECTION = "objection"
"""Evidence of a no to every purpose at once, which also ends what needs no consent."""
Moment = tuple[str, int]
"""ISO day and instant of a statement, in order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """What people agree to on a day: ids of people, by purpose.

    Attributes:
        live: who agrees.
        once: who agreed and no longer does: it was taken back or ran out.
        answered: who ever said yes or no to anything.
        objected: who objected and did not agree to the purpose since.
    """

    live: Mapping[str, frozenset[int]]
    once: Mapping[str, frozenset[int]]
    answered: frozenset[int]
    objected: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Where one person stands with one purpose.

    Attributes:
        purpose: code of the purpose.
        is_live: agrees today.
        since: ISO day of the yes that holds, else of the latest word; empty where nothing was ever said.
        until: ISO day on which the yes runs out; empty where none holds.
        withdrawn_on: ISO day of the latest no; empty without one.
        evidence: where the statement that counts is written down.
        given_by: `person`, `recorder`, or empty where a file says so.
        basis: `consent`, or `legitimate_interest` where it holds without one, since a notice.
    """

    purpose: str
    is_live: bool = False
    since: str = ""
    until: str = ""
    withdrawn_on: str = ""
    evidence: str = ""
    given_by: str = ""
    basis: str = "consent"


def agreements(view: View, on: date) -> Agreements:
    """Returns what people agree to on a day. O(consents) once for each state of the store."""
    return view.once(f"consents on {on}", lambda: _agreements(view, on))


def confirmed_on(view: View, on: date) -> Mapping[int, str]:
    """Returns the ISO day on which each person, by id, last said yes to something, by a day."""
    newest: dict[int, str] = {}
    for (_, person), words in _said(view, on).items():
        days = [str(each["given_on"]) for each in words if _is_yes(each, on.isoformat())]
        newest[person] = max([newest.get(person, ""), *days])
    return {person: day for person, day in newest.items() if day}


def switches(view: View, person: str, on: date) -> list[Switch]:
    """Returns where a person, by key, stands with each purpose, in the order they are offered."""
    said: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for properties in statements(view, person, on):
        said[str(properties["purpose"])].append(properties)
    return [_switch(purpose, said[purpose], on.isoformat()) for purpose in PURPOSE_WORDS]


def statements(view: View, person: str, on: date) -> list[Mapping[str, Any]]:
    """Returns what a person said by a day, as properties, oldest first."""
    day = (on - _EPOCH).days
    about = [
        row.src
        for row in view.history(person)
        if row.type == "ABOUT" and row.valid_from <= day < row.valid_to
    ]
    found = [entity.properties for entity in view.get(about) if entity.kind == CONSENT.label]
    return sorted(found, key=lambda said: _when(said, _said_on(said), default=_FIRST))


def says(  # noqa: PLR0913 - a statement with its proof, all by keyword
    person: str,
    purpose: str,
    *,
    is_yes: bool,
    on: date,
    at: int,
    given_by: str,
    evidence: str = "",
    recorder: str = "",
    basis: str = "consent",
) -> tuple[NodeClaim, FactClaim]:
    """Returns the claims that a person said yes or no to a purpose.

    Args:
        person: key of the person.
        purpose: code of the purpose.
        is_yes: they agree.
        on: day it was said.
        at: instant it was said or recorded, microseconds UTC.
        given_by: `person` or `recorder`.
        evidence: where it is written down.
        recorder: principal who recorded it for them.
        basis: `consent`, or `legitimate_interest`, which begins with a notice.
    """
    days = {"given_on": on, "expires_on": on + LIVES} if is_yes else {"withdrawn_on": on}
    told: dict[str, Any] = {"purpose": purpose, "basis": basis, "given_by": given_by, "stated_at": at}
    told |= {name: day.isoformat() for name, day in days.items()}
    told |= {name: text for name, text in (("evidence", evidence), ("recorder", recorder)) if text}
    key = CONSENT.key("app", person, purpose, "yes" if is_yes else "no", at)
    node = NodeClaim(kind=CONSENT.label, key=key, properties=told)
    return node, FactClaim(type="ABOUT", src=key, dst=person, intervals=(Interval(valid_to=OPEN),))


def _agreements(view: View, on: date) -> Agreements:
    day = on.isoformat()
    said = _said(view, on)
    live: dict[str, set[int]] = defaultdict(set)
    once: dict[str, set[int]] = defaultdict(set)
    objected: dict[str, set[int]] = defaultdict(set)
    for (purpose, person), words in said.items():
        if _holding(words, day) is not None:
            live[purpose].add(person)
            continue
        if any(each["evidence"] == OBJECTION and _is_no(each, day) for each in words):
            objected[purpose].add(person)
        if any(_is_yes(each, day) for each in words):
            once[purpose].add(person)
    return Agreements(
        live=_frozen(live),
        once=_frozen(once),
        answered=frozenset(person for _, person in said),
        objected=_frozen(objected),
    )


def _said(view: View, on: date) -> dict[tuple[str, int], list[Mapping[str, Any]]]:
    """Returns what was said by a day, by purpose and person."""
    owner, day = _owners(view, (on - _EPOCH).days), on.isoformat()
    said: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for consent, properties in _consents(view):
        person = owner.get(consent)
        purpose = str(properties["purpose"])
        if person is not None and purpose in PURPOSE_WORDS and _said_on(properties) <= day:
            said[purpose, person].append(properties)
    return said


def _frozen(found: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {purpose: frozenset(people) for purpose, people in found.items()}


def _switch(purpose: str, said: Sequence[Mapping[str, Any]], day: str) -> Switch:
    words = [each for each in said if _said_on(each) <= day]
    if not words:
        return Switch(purpose=purpose)
    yes = _holding(words, day)
    refusals = [str(each["withdrawn_on"]) for each in words if _is_no(each, day)]
    counts = yes or max(words, key=lambda each: _when(each, _said_on(each), default=_FIRST))
    return Switch(
        purpose=purpose,
        is_live=yes is not None,
        since=str(counts["given_on"]) if yes else _last_said(counts, day),
        until=str(yes.get("expires_on") or "") if yes else "",
        withdrawn_on=max(refusals, default=""),
        evidence=str(counts.get("evidence") or ""),
        given_by=str(counts.get("given_by") or ""),
        basis=str(counts.get("basis") or "consent"),
    )


def _holding(words: Sequence[Mapping[str, Any]], day: str) -> Mapping[str, Any] | None:
    """Returns the newest yes that holds on a day, None without one."""
    refusals = [_when(each, str(each["withdrawn_on"]), default=_LAST) for each in words if _is_no(each, day)]
    last_no = max(refusals, default=None)
    held = [each for each in words if _is_yes(each, day) and not _is_over(each, day)]
    held = [each for each in held if last_no is None or _beats(each, last_no)]
    return max(held, key=lambda each: _when(each, str(each["given_on"]), default=_FIRST), default=None)


def _beats(yes: Mapping[str, Any], no: Moment) -> bool:
    """Returns whether a yes is newer than a no and given by the person."""
    return yes.get("given_by") == "person" and _when(yes, str(yes["given_on"]), default=_FIRST) > no


def _is_yes(said: Mapping[str, Any], day: str) -> bool:
    return bool(said.get("given_on")) and str(said["given_on"]) <= day


def _is_no(said: Mapping[str, Any], day: str) -> bool:
    return bool(said.get("withdrawn_on")) and str(said["withdrawn_on"]) <= day


def _is_over(said: Mapping[str, Any], day: str) -> bool:
    return bool(said.get("expires_on")) and str(said["expires_on"]) <= day


def _said_on(said: Mapping[str, Any]) -> str:
    return str(said.get("given_on") or said.get("withdrawn_on") or "")


def _last_said(said: Mapping[str, Any], day: str) -> str:
    return str(said["withdrawn_on"]) if _is_no(said, day) else str(said["given_on"])


def _when(said: Mapping[str, Any], day: str, *, default: int) -> Moment:
    """Returns when something was said; one that says yes and no knows its days alone."""
    at = said.get("stated_at")
    is_one = not (said.get("given_on") and said.get("withdrawn_on"))
    return day, int(at) if is_one and at is not None else default


def _owners(view: View, day: int) -> dict[int, int]:
    """Returns the person of each consent that its source still states; one no longer stated is none."""
    owner: dict[int, int] = {}
    for chunk in view.scan("ABOUT", ("src", "dst"), as_of=day):
        owner.update(zip(chunk["src"].tolist(), chunk["dst"].tolist(), strict=True))
    return owner


def _consents(view: View) -> Iterator[tuple[int, dict[str, Any]]]:
    for chunk in view.scan(CONSENT.label, ("id", *_NAMES)):
        columns = [chunk[name].tolist() for name in _NAMES]
        for consent, *values in zip(chunk["id"].tolist(), *columns, strict=True):
            yield consent, dict(zip(_NAMES, values, strict=True))
