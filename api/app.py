"""The application: everything the registries list, bound once, and nothing else.

It refuses to start when a route is not in the registry, a schema lacks a description or two share a name,
so that the document, the permission matrix and the tests speak of all there is.
"""

import logging
import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from api.door import answer
from api.encoding import encode
from api.endpoint import MAX_BODY, Endpoint, Principal
from api.house import House
from api.logs import LOGGER, failure
from api.pages import pages
from api.problem import CONTENT_TYPE, TYPES, Problem, ProblemError, problem_of
from api.routes import endpoints
from api.routes.assets import asset_path
from graphsvc.errors import ConfigurationError, GraphsvcError
from graphsvc.workspace import Workspace

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "",
}
"""Headers of every response."""
HSTS = "max-age=31536000"
"""Header of every response over https: never again without."""
LOOPBACK = ("localhost", "127.0.0.1")
"""Names of this machine to itself."""
COUNTED = frozenset(slug for slug, (status, _) in TYPES.items() if status == HTTPStatus.FORBIDDEN)
"""Problems of access rules, which oversight sees counted."""
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_LOG = logging.getLogger(LOGGER)
_STATUS_SLUGS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
}


def create_app(
    workspace: Workspace, *, hosts: tuple[str, ...] = LOOPBACK, house: House | None = None
) -> Flask:
    """Returns the application of a workspace.

    Args:
        workspace: what it serves.
        hosts: names it answers to; any other Host is refused.
        house: its services; its own where none are given.

    Raises:
        ConfigurationError: a declaration is incomplete, or two collide.
    """
    app = Flask("api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, TRUSTED_HOSTS=list(hosts))
    app.extensions["house"] = served_by = house or House(workspace)
    app.extensions["endpoints"] = every = (*endpoints(), *pages())
    with suppress(GraphsvcError):
        served_by.beside.watch.note_level(workspace.privacy.people)
    app.add_template_global(asset_path, "asset")
    app.add_template_global(served_by.form_token, "form_token")
    for endpoint in every:
        _bind(app, served_by, endpoint)
    app.before_request(_begin)
    app.after_request(lambda response: _finish(served_by, response))
    app.register_error_handler(ProblemError, lambda error: _problem(error.problem))
    app.register_error_handler(GraphsvcError, lambda error: _problem(problem_of(error)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app


def _bind(app: Flask, house: House, endpoint: Endpoint) -> None:
    rule = endpoint.path.replace("{", "<").replace("}", ">")
    if endpoint.name in app.view_functions:
        raise ConfigurationError(f"two endpoints are called '{endpoint.name}'")

    def view(**path: str) -> Response:
        return answer(house, endpoint, path)

    app.add_url_rule(
        rule,
        endpoint=endpoint.name,
        view_func=view,
        methods=[endpoint.method],
        provide_automatic_options=False,
    )


def _begin() -> None:
    g.began = time.perf_counter()
    traced = _TRACE.fullmatch(request.headers.get("traceparent", ""))
    g.request_id = traced[1] if traced else os.urandom(16).hex()


def _finish(house: House, response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    encode(request, response)
    _count(house)
    _log(house, response)
    return response


def _with_headers(serve: "WSGIApplication") -> "WSGIApplication":
    """Returns an application whose every response carries `HEADERS`, whatever made it."""
    always, secured = list(HEADERS.items()), [*HEADERS.items(), ("Strict-Transport-Security", HSTS)]

    def call(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Serves one request."""
        added = secured if environ["wsgi.url_scheme"] == "https" else always

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            """Begins the response with the headers that every one has."""
            return start(status, headers + added, *error)

        return serve(environ, begin)

    return call


def _log(house: House, response: Response) -> None:
    """Writes one line: which request, which route, how it ended and how long it took; never with what."""
    told = {
        "request_id": g.get("request_id", ""),
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else "",
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - g.began) * 1_000, 1),
        "principal": house.pseudonym(g.get("principal", "nobody")),
    }
    _LOG.info("request", extra={"told": told})


def _count(house: House) -> None:
    """Counts a refusal of an access rule, for oversight."""
    slug = g.get("refused", "")
    if slug in COUNTED or slug == "purpose-required":
        with suppress(GraphsvcError):
            house.beside.watch.refuse(slug)


def _problem(problem: Problem) -> Response:
    """Returns a problem as JSON, or as a page to somebody who looks at pages."""
    g.refused = problem.slug
    wants_page = request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"
    if wants_page and not request.path.startswith("/v1/"):
        return _problem_page(problem)
    return _problem_document(problem)


def _problem_page(problem: Problem) -> Response:
    if problem.slug == "unauthenticated":
        return Response(status=303, headers={"Location": "/login"})
    html = render_template(
        "problem.html",
        title=problem.title,
        problem=problem,
        request_id=g.get("request_id", ""),
        menu=(),
        principal=Principal(name="nobody"),
        firm="graphsvc",
    )
    return Response(html, status=problem.status, headers=dict(problem.headers), mimetype="text/html")


def _problem_document(problem: Problem) -> Response:
    content: Any = problem.document(request_id=g.get("request_id", ""))
    response = Response(headers=dict(problem.headers), status=problem.status, mimetype=CONTENT_TYPE)
    response.set_data(orjson.dumps(content))
    response.headers["Cache-Control"] = "no-store"
    if problem.slug == "unauthenticated":
        response.headers["WWW-Authenticate"] = 'Bearer realm="graphsvc"'
    return response


def _http(error: HTTPException) -> Response:
    """Returns a routing error as a problem; headers such as Allow survive."""
    slug = _STATUS_SLUGS.get(error.code or 500, "internal")
    kept = {
        name: value for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}
    }
    return _problem(Problem(slug=slug, headers=kept))


def _unexpected(error: Exception) -> Response:
    """Returns an internal problem; the log says where it happened, never with which values."""
    _LOG.error("failed", extra={"told": {"request_id": g.get("request_id", ""), **failure(error)}})
    return _problem(Problem(slug="internal"))
