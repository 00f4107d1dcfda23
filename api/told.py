"""What is written down of an answer, and whole answers that may be sent again while nothing changes."""

from dataclasses import dataclass, replace
from typing import Any, Final, Self

from flask import Response, g
from flask import request as current

from api.bulk import met
from api.endpoint import Call, Endpoint, Reply
from api.house import House
from api.lookup import is_key
from api.seal import is_of_what_if
from graphsvc.shape import words_of
from graphsvc.store.audit import Access

MAY_REPEAT: Final = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
LARGEST: Final = 256 * 1024
"""Bytes of an answer above which it is made anew each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is written down of an answer: its rows of the audit, and whom who asked has now read."""

    accesses: tuple[Access, ...]
    principal: str
    people: frozenset[str]

    @classmethod
    def of(cls, endpoint: Endpoint, call: Call, reply: Reply) -> Self:
        """Returns what is written down of the answer to a call."""
        return cls(
            accesses=_accesses(endpoint, call, reply),
            principal=call.scope.principal if endpoint.needs_graph else "",
            people=_people(endpoint, call, reply) if endpoint.needs_graph else frozenset(),
        )

    def again(self, request_id: str) -> "Read":
        """Returns what is written down when the answer is sent to another request."""
        accesses = (replace(access, request_id=request_id) for access in self.accesses)
        return replace(self, accesses=tuple(accesses))

    def write_down(self, house: House) -> None:
        """Writes it into the audit; returns when that is safe."""
        if self.accesses:
            house.audit.append_all(self.accesses)
        house.note_reads(self.principal, self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A whole answer as it was sent, and what is written down whenever it is sent."""

    content: bytes
    headers: tuple[tuple[str, str], ...]
    read: Read

    @classmethod
    def of(cls, response: Response, read: Read) -> Self:
        """Keeps an answer."""
        return cls(content=response.get_data(), headers=tuple(response.headers), read=read)

    def response(self) -> Response:
        """Returns it as a response once more."""
        return Response(self.content, headers=list(self.headers))


def _accesses(endpoint: Endpoint, call: Call, reply: Reply) -> tuple[Access, ...]:
    """Returns one row for each person an answer is about, or one row."""
    if endpoint.audit is None:
        return ()
    told = Access(
        who=call.principal.acts_as,
        role=",".join(sorted(call.principal.roles)),
        action=reply.action or endpoint.audit,
        purpose=reply.purpose or call.scope.purpose or "",
        filters={**_filters(endpoint), **reply.filters},
        count=reply.count,
        seq=call.snapshot.seq if endpoint.needs_graph else None,
        request_id=g.get("request_id", ""),
    )
    subjects = reply.subjects or (call.path.get("key", ""),)
    return tuple(replace(told, subject=subject) for subject in subjects)


def _people(endpoint: Endpoint, call: Call, reply: Reply) -> frozenset[str]:
    """Returns whom the caller read; a what-if has a budget of its own, and its people are confidential."""
    if current.method not in MAY_REPEAT or is_of_what_if(reply.action or endpoint.audit or ""):
        return frozenset()
    asked = {key for key in (*reply.subjects, call.path.get("key", "")) if is_key(key, "Person")}
    return (met() | asked) - {call.principal.person}


def _filters(endpoint: Endpoint) -> dict[str, str]:
    """Returns the declared parameters that are no names: nothing personal, of nodes keys of clients alone."""
    kept: dict[str, str] = {}
    records: list[Any] = [*endpoint.takes, *([endpoint.query] if endpoint.query else [])]
    for record in records:
        for name, words in words_of(record).items():
            value = current.args.get(name)
            if value is None or words.personal:
                continue
            if not words.node or _is_client(value, words.node):
                kept[name] = value
    kept.pop("cursor", None)
    return kept


def _is_client(value: str, label: str) -> bool:
    return label == "Organisation" and is_key(value, label)
