"""Why an answer places somebody in a list: the reasons of their own row in words, and never a place in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from graphsvc.questions import QUESTIONS
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot


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
    """How a question's rows name people, and why a row names one."""

    person: str
    why: Callable[[Any], _Why]


def explanations(snapshot: Snapshot, scope: Scope, person: str) -> list[Explanation]:
    """Returns every list of people that holds somebody today, in the order of the questions.

    The lists are asked as those ask who may; of each only the person's own row is read.

    Args:
        snapshot: what is published.
        scope: of whoever asks, for consents that are live.
        person: key of the person it is about.
    """
    if scope.people == "off":
        return []
    return [_explained(name, why) for name in _LISTS for why in _own_rows(snapshot, scope, person, name)]


def _own_rows(snapshot: Snapshot, scope: Scope, person: str, name: str) -> Iterator[_Why]:
    asked, found = QUESTIONS[name], _LISTS[name]
    wide = replace(scope, roles=asked.roles, clients=None, purpose="own data")
    for row in asked.run(snapshot, wide, asked.params()).rows:
        if getattr(row, found.person) == person:
            yield found.why(row)


def _explained(name: str, why: _Why) -> Explanation:
    return Explanation(
        question=name,
        title=QUESTIONS[name].title,
        reason=why.reason,
        clients=why.clients,
        people=why.people,
    )


def _alone(row: Any) -> _Why:
    clear = all(each.kind == "hard" for each in row.clients)
    surely = "Nobody else here has" if clear else "Most likely nobody else here has"
    return _Why(
        reason=f"{surely} a strong tie to these clients.", clients=tuple(one.client for one in row.clients)
    )


def _connects(row: Any) -> _Why:
    said: list[str] = []
    if "cut_vertex" in row.kinds:
        said.append("Without you, colleagues lose the rest of the network.")
    if row.brokered_pairs:
        said.append(f"{row.brokered_pairs} pairs of people you know have no other link.")
    return _Why(reason=" ".join(said), people=row.falls_off)


def _was_here(row: Any) -> _Why:  # noqa: ARG001 - everybody is in the register for the same reason
    return _Why(reason="You worked here before: the register holds name, years, last unit and consents.")


def _at_client(row: Any) -> _Why:
    return _Why(
        reason="You worked here before, work at this client now, and agreed to stay in touch.",
        clients=(row.client,),
        people=row.keepers,
    )


_LISTS: Mapping[str, _List] = MappingProxyType(
    {
        "single-points-of-failure": _List(person="subject", why=_alone),
        "bridge-people": _List(person="person", why=_connects),
        "alumni": _List(person="person", why=_was_here),
        "alumni-at-clients": _List(person="person", why=_at_client),
    }
)
"""Questions whose rows are people, by name."""
