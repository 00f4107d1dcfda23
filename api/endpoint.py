"""The one endpoint declaration: what a route takes, gives, who may ask, and how it is logged.

`endpoint` turns a function into data; the application binds what the registries list and refuses to start
for anything else. Routing, validation, the OpenAPI document, the permission matrix and the role tests all
read the same declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from api.problem import TYPES
from graphsvc.errors import ConfigurationError
from graphsvc.scope import Role, Scope
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import View
from graphsvc.workspace import Workspace

Cache = Literal["revalidate", "no-store", "immutable"]
Rate = Literal["read", "export", "what-if", "login"]
ANYONE = "anyone"
"""Role of an endpoint that asks for no sign-in."""
AUTOMATIC = frozenset({"unauthenticated", "forbidden", "not-found", "validation", "rate-limited", "internal"})
"""Problems that every endpoint may end in."""
MAX_BODY = 1_000_000
"""Bytes of a body, unless an endpoint takes files."""
KEY_HEADER = "Idempotency-Key"
"""Header under which a sender names a request that may come twice."""
UNLOGGED = frozenset({"/healthz", "/readyz", "/assets/{name}"})
"""Paths without an audit action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A client that somebody lends: worth what they may see of it themselves, now.

    Attributes:
        client: key of the client.
        by: who lends it, in the role in which they do.
    """

    client: str
    by: "Principal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks.

    Attributes:
        name: how they are known: an e-mail address, a token's name, or `local`.
        roles: roles granted and live.
        person: key of the person they are, None where nobody matches.
        accounts: rule of the account lead's grant: `assigned`, `unit:KEY`, `all`; empty = none.
        session: id of the session, empty for a token.
        is_demo: may change role, in a demo workspace only.
        lent: clients that others lend to them.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    person: str | None = None
    accounts: str = ""
    session: str = ""
    is_demo: bool = False
    lent: tuple[Lent, ...] = ()

    @property
    def acts_as(self) -> str:
        """Who it is to scopes and the audit.

        Behind the doors of a demo sits somebody else each time, with cases of their own.
        """
        return f"{self.name} as {min(self.roles)}" if self.is_demo and self.roles else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, checked: what a view function gets.

    Attributes:
        workspace: configuration.
        principal: who asks.
        scope: what they may see.
        snapshot: publication that answers, a `Snapshot`; None where the endpoint needs no graph.
        view: open read transaction of the store, for names and live gates; None likewise.
        query: record of the query parameters, None if the endpoint takes none.
        body: record of the body, None if it takes none.
        path: parts of the path by name.
        house: the application's services.
    """

    workspace: Workspace
    principal: Principal
    scope: Scope
    snapshot: Any
    view: Any
    query: Any
    body: Any
    path: Mapping[str, str]
    house: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a view function gives back.

    Attributes:
        content: JSON values.
        status: HTTP status.
        count: rows, for the audit.
        headers: further headers.
        subjects: keys of the people it is about; the audit keeps a keyed hash of each.
        action: name in the audit, where it differs from the endpoint's.
        is_kept: a request of the same key gets it again; False for what holds a secret or an address.
        purpose: why, where a case says it and not the request.
        filters: what the audit keeps besides the parameters of the address; no names.
        is_shared: holds nobody's own things, so that the whole answer may be kept while nothing changes.
    """

    content: Any
    status: int = 200
    count: int | None = None
    subjects: tuple[str, ...] = ()
    action: str = ""
    purpose: str = ""
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    is_kept: bool = True
    is_shared: bool = False


class ScopeOf(Protocol):
    """Rule that gives the scope of a principal; without one an endpoint cannot be declared."""

    def __call__(
        self,
        principal: Principal,
        workspace: Workspace,
        *,
        view: View,
        snapshot: Snapshot,
        purpose: str | None,
    ) -> Scope:
        """Returns what the principal may see."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One route as a declaration; see `endpoint`.

    `needs_graph` is False for what must work before anything is published: sign-in, health, imports; who
    asks is then known by address and roles, not as a person of the firm. `takes` are records of query
    parameters that the function reads itself, `media` what it may answer in, `totals` is the record of the
    summary beside the rows. `takes_key` lets a sender repeat a request under an Idempotency-Key; never for
    an answer that holds a secret, since it is kept. `needs_session` refuses tokens, so that one that leaks
    cannot multiply. `status` is that of success, 0 = the usual one of the
    method; `max_body` is the most bytes that are read, `takes_file` tells of a form with one file.
    """

    method: Literal["GET", "POST", "DELETE", "PUT"]
    path: str
    name: str
    summary: str
    run: Callable[[Call], Reply]
    roles: frozenset[str]
    scope: ScopeOf
    audit: str | None
    query: type[Any] | None = None
    body: type[Any] | None = None
    out: type[Any] | None = None
    totals: type[Any] | None = None
    is_many: bool = False
    cache: Cache = "revalidate"
    rate: Rate = "read"
    problems: frozenset[str] = frozenset()
    needs_graph: bool = True
    takes: tuple[type[Any], ...] = ()
    media: tuple[str, ...] = ("application/json",)
    takes_key: bool = False
    needs_session: bool = False
    status: int = 0
    max_body: int = MAX_BODY
    takes_file: bool = False

    def __post_init__(self) -> None:
        """Refuses a declaration that lacks roles, scope or audit action, or names an unknown problem."""
        if not self.roles:
            raise ConfigurationError(f"endpoint {self.path}: no role may call it; name one, or 'anyone'")
        if not self.needs_graph and self.cache == "revalidate" and self.roles != frozenset({ANYONE}):
            raise ConfigurationError(f"endpoint {self.path}: without a graph nothing has a tag; use no-store")
        if self.audit is None and self.path not in UNLOGGED:
            raise ConfigurationError(f"endpoint {self.path}: it needs an audit action")
        unknown = self.problems - TYPES.keys()
        if unknown:
            raise ConfigurationError(f"endpoint {self.path}: unknown problems {', '.join(sorted(unknown))}")


def endpoint(method: Any, path: str, **declared: Any) -> Callable[[Callable[[Call], Reply]], Endpoint]:
    """Returns a decorator that turns a function into an endpoint.

    Args:
        method: HTTP method.
        path: path with `{name}` parts.
        declared: the other attributes of `Endpoint`; `roles` may be any set.
    """

    def declare(run: Callable[[Call], Reply]) -> Endpoint:
        """Returns the endpoint that a function serves."""
        summary = (run.__doc__ or "").strip().splitlines()
        told: dict[str, Any] = {**declared, "roles": frozenset(declared["roles"])}
        return Endpoint(
            method=method,
            path=path,
            name=run.__name__,
            summary=summary[0] if summary else "",
            run=run,
            **told,
        )

    return declare
