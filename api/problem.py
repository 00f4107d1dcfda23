"""Errors as problem documents (RFC 9457): one form for every door, with a page that explains each type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from graphsvc.errors import GraphsvcError, NotAllowedError

CONTENT_TYPE = "application/problem+json"

TYPES: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "bad-json": (400, "The body is not valid JSON"),
        "bad-cursor": (400, "The cursor is malformed or of another list"),
        "bad-request": (400, "The request cannot be understood"),
        "unauthenticated": (401, "Sign in first"),
        "forbidden": (403, "Your role does not allow this"),
        "inverse-ranking": (403, "No list of people of least impact is given"),
        "top-only": (403, "Only the most exposed people are listed"),
        "second-approval-required": (403, "A second person must approve this"),
        "person-views-off": (403, "This workspace names no people"),
        "small-group": (403, "The group is smaller than five people"),
        "differencing": (403, "This differs from an earlier question by fewer than five people"),
        "what-if-budget": (403, "The number of people asked about is used up"),
        "not-found": (404, "There is nothing here for you"),
        "method-not-allowed": (405, "This address does not take that method"),
        "not-acceptable": (406, "This form is not offered"),
        "conflict": (409, "Somebody else holds this at the moment"),
        "cursor-expired": (410, "The list has changed since; begin again"),
        "too-large": (413, "The body is too large"),
        "unsupported-media-type": (415, "The body must be application/json"),
        "validation": (422, "Some input is wrong"),
        "purpose-required": (422, "Say what this is for"),
        "individual-rate": (422, "A rate per person is not taken"),
        "idempotency-mismatch": (422, "The key was used with another body"),
        "rate-limited": (429, "Too many requests"),
        "internal": (500, "Something went wrong here"),
        "not-ready": (503, "Nothing has been published yet"),
        "store-unreachable": (503, "The store does not answer"),
    }
)
"""Status and title of every problem type."""
NOT_OFFERED: Mapping[str, str] = MappingProxyType(
    {
        "inverse-ranking": "No question takes an order: lists of exposure have one, the most exposed first.",
        "top-only": "Lists of exposed colleagues end at the twentieth, in pages and files alike.",
        "differencing": "No question adds up people over a free filter, so no two can be subtracted.",
        "individual-rate": "No question takes a rate at which people leave, neither for one nor for many.",
    }
)
"""Types that nothing raises in this release, since what they would refuse cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One wrong input: where it stands (`query`, `body`, `path`, `header`), which, and why."""

    where: str
    pointer: str
    detail: str


class ProblemError(Exception):
    """A request that ends in a problem document.

    Args:
        slug: one of `TYPES`.
        detail: what is wrong here and what to do next.
        faults: each wrong input.
        headers: headers that belong to the status, such as `Retry-After`.
    """

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        faults: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or TYPES[slug][1])
        self.problem = Problem(slug=slug, detail=detail, faults=faults, headers=headers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is told of an error; nothing of it names a person."""

    slug: str
    detail: str = ""
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def status(self) -> int:
        """HTTP status."""
        return TYPES[self.slug][0]

    @property
    def title(self) -> str:
        """Title, the same for every problem of the type."""
        return TYPES[self.slug][1]

    def document(self, *, request_id: str) -> dict[str, Any]:
        """Returns the document that is sent."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "errors": [
                {"in": fault.where, "pointer": fault.pointer, "detail": fault.detail} for fault in self.faults
            ],
            "request_id": request_id,
        }


def problem_of(error: GraphsvcError) -> Problem:
    """Returns the problem a deliberate error becomes; an unknown kind is an internal one."""
    slug = error.problem if isinstance(error, NotAllowedError) else error.slug
    if slug not in TYPES:
        slug = {"configuration": "internal", "input-refused": "validation"}.get(slug, "internal")
    if slug == "internal":
        return Problem(slug=slug)
    return Problem(slug=slug, detail=str(error), faults=_fault(str(error)))


def _fault(message: str) -> tuple[Fault, ...]:
    """Returns what is wrong with one field, where a message begins with its name."""
    name, mark, rest = message.partition(": ")
    is_told = bool(mark) and name.isidentifier() and name.islower()
    return (Fault(where="body", pointer=f"/{name}", detail=rest),) if is_told else ()
