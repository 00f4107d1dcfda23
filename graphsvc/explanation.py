"""Why an answer places somebody in a list: the reasons of their own row in words, and never a place in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from graphsvc.questions import QUESTIONS
from graphsvc.shape import field

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One list that holds the caller."""

    question: str = field(label="Question", help="Name of the question.")
    title: str = field(label="Asked", help="The question in words.")
    reason: str = field(label="Why", help="Why it names you, in words.")
    clients: tuple[str, ...] = field(label="Clients", help="Clients it is about.", node="Organisation")
    people: tuple[str, ...] = field(label="People", help="People it is about.", node="Person")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Why:
    reason: str
    clients: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """Whom a row of a question names, and why the rows that name one do."""

    person: Callable[[Json], str | None]
    why: Callable[[Sequence[Json]], _Why]


def explanations(rows_of: Callable[[str], Sequence[Json]], person: str) -> list[Explanation]:
    """Returns every list of people that holds somebody today, in the order of the questions.

    Args:
        rows_of: rows of a question by its name, as JSON values, over the whole firm.
        person: key of the person it is about; of each list only their own rows are read.
    """
    own = {name: [row for row in rows_of(name) if each.person(row) == person] for name, each in LISTS.items()}
    return [_explained(name, LISTS[name].why(rows)) for name, rows in own.items() if rows]


def _explained(name: str, why: _Why) -> Explanation:
    return Explanation(
        question=name,
        title=QUESTIONS[name].title,
        reason=why.reason,
        clients=why.clients,
        people=why.people,
    )


def _loses(rows: Sequence[Json]) -> _Why:
    reason = "Of all colleagues, your leaving would cost these clients most of what holds them to us."
    return _Why(reason=reason, clients=tuple(row["client"] for row in rows))


def _alone(rows: Sequence[Json]) -> _Why:
    hanging = [each for row in rows for each in row["clients"]]
    surely = "Nobody" if all(each["kind"] == "hard" for each in hanging) else "Most likely nobody"
    is_ours = rows[0]["subject_kind"] == "employee"
    ours, theirs = "here has a strong tie to these clients", "at these clients is as well known to us"
    reason = f"{surely} else {ours if is_ours else theirs}."
    return _Why(reason=reason, clients=tuple(each["client"] for each in hanging))


def _connects(rows: Sequence[Json]) -> _Why:
    row, said = rows[0], list[str]()
    if "cut_vertex" in row["kinds"]:
        said.append("Without you, colleagues lose the rest of the network.")
    if row["brokered_pairs"]:
        said.append(f"{row['brokered_pairs']} pairs of people you know have no other link.")
    return _Why(reason=" ".join(said), people=tuple(row["falls_off"]))


def _was_here(rows: Sequence[Json]) -> _Why:  # noqa: ARG001 - everybody is in the register for one reason
    return _Why(reason="You worked here before: the register holds name, years, last unit and consents.")


def _at_client(rows: Sequence[Json]) -> _Why:
    return _Why(
        reason="You worked here before, work at these clients now, and agreed to stay in touch.",
        clients=tuple(row["client"] for row in rows),
        people=tuple(dict.fromkeys(keeper for row in rows for keeper in row["keepers"])),
    )


def _worst(row: Json) -> str | None:
    return row["worst_departure"]["person"] if row["worst_departure"] else None


LISTS: Mapping[str, _List] = MappingProxyType(
    {
        "portfolio": _List(person=_worst, why=_loses),
        "single-points-of-failure": _List(person=itemgetter("subject"), why=_alone),
        "bridge-people": _List(person=itemgetter("person"), why=_connects),
        "alumni": _List(person=itemgetter("person"), why=_was_here),
        "alumni-at-clients": _List(person=itemgetter("person"), why=_at_client),
    }
)
"""Questions whose rows name people, by name."""
