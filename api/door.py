"""One request through the door: who asks, may they, what do they ask for, what is written down.

Every endpoint takes this way, so that a new one cannot forget a check. Order matters: identity, role,
origin, rate, input, scope; only then is anything read.
"""

import hmac
from collections.abc import Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import orjson
from flask import Request, Response, g
from flask import request as current

from api.access import consent_day
from api.encoding import encode, takes_gzip
from api.endpoint import ANYONE, Call, Endpoint, Principal, Reply
from api.files import Stream
from api.house import House
from api.identity import identify, recognise
from api.problem import Fault, ProblemError
from api.replies import once, respond
from api.told import LARGEST, MAY_REPEAT, Read, Told
from graphsvc.errors import UsageError
from graphsvc.scope import NOBODY, PURPOSES, Role, Scope
from graphsvc.shape import load, words_of
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import View

DEMO_ROLES: tuple[Role, ...] = ("account_lead", "hr", "alumni_programme", "own", "admin", "oversight")
_SCHEMA_VERSION = 1
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
"""Hidden field that binds a form to the session it was made for."""
OF_ANY_PAGE = frozenset({"done"})
"""Parameters that every page takes: which action led there."""


def answer(house: House, endpoint: Endpoint, path: Mapping[str, str]) -> Response:
    """Returns the response to the current request at an endpoint.

    Raises:
        ProblemError: the request is refused.
        GraphsvcError: a deliberate error from below.
    """
    current.max_content_length = endpoint.max_body
    if not endpoint.needs_graph:
        return _without_graph(house, endpoint, path)
    snapshot = house.snapshot()  # before the view: whom it names, the later view knows
    with ExitStack() as held:
        view = held.enter_context(house.view())
        now = house.now(view, snapshot)
        principal = recognise(house, view, current, now)
        _let_in(house, endpoint, principal)
        seen = _seen(house, endpoint, principal, view=view, snapshot=snapshot, now=now)
        tag = _etag(endpoint, seen.sight, reader=principal, snapshot=snapshot, view=view)
        if tag and current.if_none_match.contains_weak(tag):
            return _finished(Response(status=304), endpoint, tag)
        name = (principal, tag, takes_gzip(current))
        told: Told | None = house.told.known(now, name)
        if told is not None:
            held.close()
            told.read.again(g.get("request_id", "")).write_down(house)
            return told.response()
        call = _call(house, endpoint, principal, scope=seen.scope, view=view, snapshot=snapshot, path=path)
        reply = once(house, endpoint, principal, lambda: endpoint.run(call))
        if isinstance(reply.content, Stream) and reply.content.needs_view:
            reply.content.hold(held.pop_all().close)
    with _let_go_on_error(reply):
        response, read = _finished(respond(reply), endpoint, tag), Read.of(endpoint, call, reply)
        if tag and reply.is_shared and len(response.get_data()) <= LARGEST:
            encode(current, response)
            house.told.keep(now, name, Told.of(response, read))
        read.write_down(house)
    return response


@contextmanager
def _let_go_on_error(reply: Reply) -> Iterator[None]:
    """Closes what an answer would have been read from, where nobody gets it."""
    try:
        yield
    except BaseException:
        if isinstance(reply.content, Stream):
            reply.content.close()
        raise


def _without_graph(house: House, endpoint: Endpoint, path: Mapping[str, str]) -> Response:
    """Returns the response of an endpoint that works before anything is published."""
    principal = _visitor() if ANYONE in endpoint.roles else identify(house, current)
    _let_in(house, endpoint, principal)
    call = _call(house, endpoint, principal, scope=NOBODY, view=None, snapshot=None, path=path)
    reply = once(house, endpoint, principal, lambda: endpoint.run(call))
    Read.of(endpoint, call, reply).write_down(house)
    return _finished(respond(reply), endpoint, None)


def _visitor() -> Principal:
    return Principal(name=f"visitor {current.remote_addr}")


def _let_in(house: House, endpoint: Endpoint, principal: Principal) -> None:
    """Returns if a principal may call an endpoint, in this way and now."""
    g.principal = principal.name
    _may(endpoint, principal)
    _same_origin(current, principal)
    _own_form(house, current, principal)
    house.spend(principal, endpoint.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a principal may see, and the text that stands for it in tags."""

    scope: Scope
    sight: str


def _seen(  # noqa: PLR0913 - what a scope follows from, by keyword
    house: House, endpoint: Endpoint, principal: Principal, *, view: View, snapshot: Snapshot, now: Hashable
) -> _Seen:
    """Returns what a principal sees at an endpoint, worked out once while nothing changes."""
    acting, purpose = _acting(endpoint, principal), _purpose()

    def look() -> _Seen:
        """Works out the scope."""
        scope = endpoint.scope(acting, house.workspace, view=view, snapshot=snapshot, purpose=purpose)
        return _Seen(scope=scope, sight=_digest(scope.sight()))

    return house.memo.once(now, (endpoint.scope, acting, purpose, consent_day(house.workspace)), look)


def _may(endpoint: Endpoint, principal: Principal) -> None:
    if ANYONE in endpoint.roles:
        return
    if principal.name == "nobody":
        raise ProblemError("unauthenticated", "Sign in with a link or a token.")
    if endpoint.roles.isdisjoint(principal.roles):
        needed = ", ".join(sorted(endpoint.roles))
        raise ProblemError("forbidden", f"This needs one of: {needed}. Ask an administrator for a grant.")
    if endpoint.needs_session and not principal.session:
        raise ProblemError("forbidden", "A token may not do this: sign in with a link.")


def _acting(endpoint: Endpoint, principal: Principal) -> Principal:
    """Returns the principal in the roles that an endpoint is for: no other role opens more there."""
    if ANYONE in endpoint.roles:
        return principal
    return replace(principal, roles=principal.roles & endpoint.roles)


def _same_origin(request: Request, principal: Principal) -> None:
    """Refuses a change that another site sends with our cookie, or to sign somebody in; tokens are exempt."""
    if request.method in MAY_REPEAT or "Authorization" in request.headers:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "")
    same = site == "same-origin" if site else _is_equal(origin, request.host_url.rstrip("/"))
    is_program = not (principal.session or site or origin)  # without a cookie, and no browser
    if not same and not is_program:
        raise ProblemError("forbidden", "The request does not come from a page of this service.")


def _own_form(house: House, request: Request, principal: Principal) -> None:
    """Refuses a form that was not made for this session."""
    if principal.session and request.mimetype in _FORMS:
        given = request.form.get(FORM_TOKEN, "")
        if not _is_equal(given, house.form_token(principal)):
            raise ProblemError("forbidden", "This form belongs to another session: open the page again.")


def _is_equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _purpose() -> str | None:
    """Returns the purpose of the request, a code of the list: a sentence may hold a name, an address not."""
    given = current.args.get("purpose")
    if not given and not current.path.startswith(("/v1/", "/export/")):
        return None  # a form sends blanks too
    if given is not None and given not in PURPOSES:
        message = f"purpose: must be one of {', '.join(PURPOSES)}."
        fault = Fault(where="query", pointer="/purpose", detail=message)
        raise ProblemError("validation", message, faults=(fault,))
    return given


def _call(  # noqa: PLR0913 - everything a view function gets, by keyword
    house: House,
    endpoint: Endpoint,
    principal: Principal,
    *,
    scope: Scope,
    view: View | None,
    snapshot: Snapshot | None,
    path: Mapping[str, str],
) -> Call:
    _refuse_undeclared(endpoint)
    return Call(
        workspace=house.workspace,
        principal=principal,
        scope=scope,
        snapshot=snapshot,
        view=view,
        query=loaded(endpoint.query, query_values(endpoint.query), "query") if endpoint.query else None,
        body=loaded(endpoint.body, _body(), "body") if endpoint.body else None,
        path=path,
        house=house,
    )


def _refuse_undeclared(endpoint: Endpoint) -> None:
    """Refuses a query parameter that nothing declares: a misspelt filter would return everything.

    What a record of the endpoint declares, its own loading checks.
    """
    records: list[Any] = [*endpoint.takes, *([endpoint.query] if endpoint.query else [])]
    known = {name for record in records for name in words_of(record)}
    of_pages = frozenset[str]() if endpoint.path.startswith("/v1/") else OF_ANY_PAGE
    unknown = sorted(set(current.args) - known - of_pages)
    if unknown:
        faults = tuple(Fault(where="query", pointer=f"/{name}", detail="Unknown field") for name in unknown)
        raise ProblemError("validation", f"Unknown parameter: {', '.join(unknown)}.", faults=faults)


def query_values(record: Any) -> dict[str, Any]:
    """Returns the query parameters as a record takes them: a repeated one becomes a list."""
    words = words_of(record)
    values: dict[str, Any] = {}
    for name in current.args:
        found = current.args.getlist(name)
        is_list = name in words and "tuple" in str(record.__annotations__.get(name, ""))
        if not is_list and len(found) > 1:
            fault = Fault(where="query", pointer=f"/{name}", detail="Give it once.")
            raise ProblemError("validation", f"{name}: give it once.", faults=(fault,))
        values[name] = found if is_list else found[0]
    return values


def form_items() -> list[tuple[str, str]]:
    """Returns the names and values that a form sent, in order, without what binds it to its session."""
    return [(name, value) for name, value in current.form.items(multi=True) if name != FORM_TOKEN]


def _body() -> dict[str, Any]:
    if current.mimetype != "application/json":
        raise ProblemError("unsupported-media-type", "Send application/json.")
    try:
        found = orjson.loads(current.get_data())
    except orjson.JSONDecodeError as error:
        raise ProblemError("bad-json", f"The body is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise ProblemError("validation", "The body must be an object.")
    return found


def loaded(record: Any, values: Mapping[str, Any], where: str = "query") -> Any:
    """Returns the record of an input.

    Raises:
        ProblemError: something is missing, unknown or of the wrong type; each is named.
    """
    try:
        return load(record, values, "json" if where == "body" else "text")
    except UsageError as error:
        faults = tuple(
            Fault(where=where, pointer=f"/{part.partition(':')[0]}", detail=part.partition(": ")[2])
            for part in str(error).split("; ")
        )
        raise ProblemError("validation", str(error), faults=faults) from error


def _etag(endpoint: Endpoint, sight: str, *, reader: Principal, snapshot: Snapshot, view: View) -> str | None:
    """Returns the tag of what this scope sees at this address now; equal tags, equal bytes.

    A page greets its reader, has the menu of all their roles and forms of their session; a document has not.
    """
    if endpoint.cache != "revalidate" or current.method not in MAY_REPEAT:
        return None
    is_page = not endpoint.path.startswith("/v1/")
    seen = (
        (reader.name, reader.session, sorted(reader.roles)) if is_page else "",
        snapshot.epoch,
        snapshot.seq,
        snapshot.folder.name,
        view.epoch,
        view.seq,
        sight,
        _SCHEMA_VERSION,
        current.full_path,
        current.headers.get("Accept", ""),
    )
    return _digest(seen)


def _digest(seen: object) -> str:
    return blake2b(repr(seen).encode(), digest_size=16).hexdigest()


def _finished(response: Response, endpoint: Endpoint, tag: str | None) -> Response:
    if tag:
        response.set_etag(tag, weak=current.if_none_match.is_weak(tag))
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Vary"] = "Authorization, Cookie, Accept"
    elif endpoint.cache == "immutable":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
