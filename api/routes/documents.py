"""What the service says of itself: its document, a page made of it, its questions, its problems."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib import metadata
from typing import Any

from flask import current_app

from api.access import nobody, scope_of
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.openapi import document
from api.problem import TYPES, ProblemError
from api.routes.assets import asset_path
from graphsvc.questions import QUESTIONS
from graphsvc.shape import field

HTML = {"Content-Type": "text/html; charset=utf-8"}
EVERY_ROLE = frozenset({"account_lead", "hr", "alumni_programme", "admin", "oversight", "own"})
"""Roles of anybody who may sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question that the caller may ask."""

    name: str = field(label="Question", help="Its name, the same in the address and on the command line.")
    title: str = field(label="Asks", help="The question in words.")
    path: str = field(label="Address", help="Where it is asked.")


@endpoint(
    "GET",
    "/v1/questions",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="questions.list",
    cache="no-store",
    out=Entry,
    is_many=True,
    problems={"not-ready", "store-unreachable"},
)
def question_list(call: Call) -> Reply:
    """Lists the questions that the caller may ask."""
    rows = [
        {"name": name, "title": question.title, "path": f"/v1/questions/{name}"}
        for name, question in sorted(QUESTIONS.items())
        if question.roles & call.principal.roles
    ]
    return Reply(content={"data": rows}, count=len(rows))


@endpoint(
    "GET",
    "/v1/openapi.json",
    roles={ANYONE},
    scope=nobody,
    audit="openapi.read",
    cache="no-store",
    needs_graph=False,
)
def openapi(call: Call) -> Reply:  # noqa: ARG001 - the same for everybody
    """Describes every address that programs call."""
    return Reply(content=_document())


@endpoint(
    "GET",
    "/problems/{slug}",
    roles={ANYONE},
    scope=nobody,
    audit="problems.read",
    cache="no-store",
    needs_graph=False,
)
def problem_page(call: Call) -> Reply:
    """Explains a type of problem."""
    slug = call.path["slug"]
    if slug not in TYPES:
        raise ProblemError("not-found", "There is no such problem.")
    status, title = TYPES[slug]
    return _page(
        title, f"<p>Type <code>{escape(slug)}</code>, status {status}. The detail says what to do.</p>"
    )


@endpoint(
    "GET",
    "/docs/api",
    roles={ANYONE},
    scope=nobody,
    audit="docs.read",
    cache="no-store",
    needs_graph=False,
)
def api_page(call: Call) -> Reply:  # noqa: ARG001 - the same for everybody
    """Shows the document as a page."""
    found = _document()
    body = "".join(
        _operation(f"{method.upper()} {path}", operation)
        for path, operations in found["paths"].items()
        for method, operation in operations.items()
    )
    return _page("The API", f'<p>Also as <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>{body}')


def _document() -> dict[str, Any]:
    """Returns the document of the application, made once: its addresses do not change."""
    kept = current_app.extensions
    if "document" not in kept:
        kept["document"] = document(kept["endpoints"], version=metadata.version("graphsvc"))
    found: dict[str, Any] = kept["document"]
    return found


def _page(title: str, body: str) -> Reply:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(title)} · graphsvc</title>"
        f'<link rel="stylesheet" href="{escape(asset_path("style.css"))}"></head>'
        f'<body><main id="main"><h1>{escape(title)}</h1>{body}</main></body></html>'
    )
    return Reply(content=html, headers=HTML)


def _operation(heading: str, operation: Mapping[str, Any]) -> str:
    return (
        f"<h2><code>{escape(heading)}</code></h2>"
        f"<p>{escape(operation['summary'])} {escape(operation['description'])}</p>"
        f"<ul>{''.join(_lines(operation))}</ul>"
    )


def _lines(operation: Mapping[str, Any]) -> Iterator[str]:
    for parameter in operation["parameters"]:
        needed = ", needed" if parameter["required"] else ""
        told = escape(parameter.get("description", ""))
        yield f"<li><code>{escape(parameter['name'])}</code> ({parameter['in']}{needed}). {told}</li>"
    for status, response in operation["responses"].items():
        yield f"<li>{status}: {escape(response['description'])}</li>"
