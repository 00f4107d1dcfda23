"""Every GET of the registry, called as each role with everything it may be asked about."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, cast
from urllib.parse import quote, urlencode

from werkzeug.test import TestResponse

from api.endpoint import Endpoint
from graphsvc.shape import words_of
from tests.api.service import Service

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""The id of every request, so that two services answer alike."""
PURPOSE = "internal-move"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer: who asked where, how it ended, its bytes as text and its tag."""

    role: str
    endpoint: Endpoint
    path: str
    accept: str
    status: int
    text: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What addresses are filled in with.

    Attributes:
        people: keys of people.
        organisations: keys of organisations.
        parts: further parts of paths and parameters by name, such as `id` and `case`.
    """

    people: Sequence[str]
    organisations: Sequence[str]
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])


def addresses(endpoint: Endpoint, asks: Asks) -> Iterator[str]:
    """Yields the addresses of an endpoint: every person, client and id it can be asked about."""
    for path in _paths(endpoint, asks):
        for query in _queries(endpoint, asks):
            yield f"{path}?{urlencode(query, doseq=True)}" if query else path


def _paths(endpoint: Endpoint, asks: Asks) -> Iterator[str]:
    names = [part.strip("{}") for part in endpoint.path.split("/") if part.startswith("{")]
    keys = (
        asks.organisations if "organisations" in endpoint.path or "clients" in endpoint.path else asks.people
    )
    values = [keys if name == "key" else asks.parts.get(name, ["nothing"]) for name in names]
    for chosen in product(*values):
        path = endpoint.path
        for name, value in zip(names, chosen, strict=True):
            path = path.replace(f"{{{name}}}", quote(value))
        yield path


def _queries(endpoint: Endpoint, asks: Asks) -> Iterator[dict[str, str]]:
    """Yields parameters: each that is needed with everything, and once all that name a person or client."""
    records: list[Any] = [*endpoint.takes, *([endpoint.query] if endpoint.query else [])]
    words = {name: said for record in records for name, said in words_of(record).items()}
    common = {"purpose": PURPOSE} if "purpose" in words else {}
    common |= {"evidence": "yes"} if "evidence" in words else {}
    common |= {"row": "0"} if "row" in words else {}
    choices = {
        name: _values(name, said.node, asks)
        for name, said in words.items()
        if not said.is_optional or (said.node and endpoint.path.startswith(("/v1/", "/ask/your")))
    }
    for chosen in product(*choices.values()) if choices else [()]:
        yield {**common, **dict(zip(choices, chosen, strict=True))}
    if choices and common:
        yield common


def _values(name: str, node: str | None, asks: Asks) -> Sequence[str]:
    if node == "Person":
        return asks.people
    if node == "Organisation":
        return asks.organisations
    return asks.parts.get(name, ["nothing"])


def call(service: Service, path: str, token: str, accept: str = "") -> TestResponse:
    """Returns the response to a GET whose id is always the same."""
    headers = {"traceparent": TRACE} | ({"Accept": accept} if accept else {})
    return service.get(path, token, **{name.replace("-", "_"): value for name, value in headers.items()})


def swept(service: Service, tokens: Mapping[str, str], asks: Asks) -> Iterator[Seen]:
    """Yields the answer to every address of every GET, as every role, in every form it is offered in."""
    every = [
        each for each in cast("list[Endpoint]", service.app.extensions["endpoints"]) if each.method == "GET"
    ]
    for role, token in tokens.items():
        for endpoint in every:
            forms = ("", CSV, XLSX) if XLSX in endpoint.media and endpoint.path.startswith("/v1/") else ("",)
            for path in addresses(endpoint, asks):
                for accept in forms:
                    response = call(service, path, token, accept)
                    yield Seen(
                        role=role,
                        endpoint=endpoint,
                        path=path,
                        accept=accept,
                        status=response.status_code,
                        text=text_of(response),
                        tag=response.headers.get("ETag", ""),
                    )


def text_of(response: TestResponse) -> str:
    """Returns head and body as text, a workbook unpacked."""
    body = response.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist() if name.startswith("xl/"))
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{head}\n\n{body.decode('utf-8', 'replace')}"
