"""The application: everything the registries list, bound once, and nothing else.

It refuses to start when a route is not in the registry, a schema lacks a description or two share a name,
so that the document, the permission matrix and the tests speak of all there is.
"""

import logging
import uuid
from typing import Any

import orjson
from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from api.door import answer
from api.endpoint import Endpoint, Principal
from api.house import House
from api.pages import pages
from api.problem import CONTENT_TYPE, Problem, ProblemError, problem_of
from api.routes import endpoints
from api.routes.assets import asset_path
from graphsvc.errors import ConfigurationError, GraphsvcError
from graphsvc.workspace import Workspace

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
_MAX_BODY = 1_000_000
_LOG = logging.getLogger("graphsvc")
_STATUS_SLUGS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
}


def create_app(
    workspace: Workspace, *, hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
) -> Flask:
    """Returns the application of a workspace.

    Args:
        workspace: what it serves.
        hosts: names it answers to; any other Host is refused.

    Raises:
        ConfigurationError: a declaration is incomplete, or two collide.
    """
    app = Flask("api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=_MAX_BODY, TRUSTED_HOSTS=list(hosts))
    house = House(workspace)
    app.extensions["house"] = house
    app.add_template_global(asset_path, "asset")
    for endpoint in (*endpoints(), *pages()):
        _bind(app, house, endpoint)
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(ProblemError, lambda error: _problem(error.problem))
    app.register_error_handler(GraphsvcError, lambda error: _problem(problem_of(error)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    return app


def _bind(app: Flask, house: House, endpoint: Endpoint) -> None:
    rule = endpoint.path.replace("{", "<").replace("}", ">")
    if endpoint.name in app.view_functions:
        raise ConfigurationError(f"two endpoints are called '{endpoint.name}'")

    def view(**path: str) -> Response:
        return answer(house, endpoint, path)

    app.add_url_rule(rule, endpoint=endpoint.name, view_func=view, methods=[endpoint.method])


def _begin() -> None:
    g.request_id = request.headers.get("traceparent", "").split("-")[1:2] or [uuid.uuid4().hex]
    g.request_id = g.request_id[0]


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _problem(problem: Problem) -> Response:
    """Returns a problem as JSON, or as a page to somebody who looks at pages."""
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
    if problem.slug == "rate-limited":
        response.headers["Retry-After"] = "60"
    return response


def _http(error: HTTPException) -> Response:
    """Returns a routing error as a problem; headers such as Allow survive."""
    slug = _STATUS_SLUGS.get(error.code or 500, "internal")
    kept = {
        name: value for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}
    }
    return _problem(Problem(slug=slug, headers=kept))


def _unexpected(error: Exception) -> Response:
    _LOG.error("request %s failed: %s", g.get("request_id", ""), type(error).__name__, exc_info=error)
    return _problem(Problem(slug="internal"))
