"""The OpenAPI document, made of the endpoint declarations and the words of their records.

Nothing in it is written by hand, so that it cannot say what the service does not do; a committed copy and
its test show what a change means to those who call.
"""

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from api.endpoint import ANYONE, AUTOMATIC, KEY_HEADER, Endpoint
from api.problem import CONTENT_TYPE, TYPES
from graphsvc.errors import ConfigurationError
from graphsvc.evidence import TieEvidence
from graphsvc.scope import GUARDED, PURPOSES
from graphsvc.shape import Words, words_of
from graphsvc.store.replies import LONGEST_KEY

Json = dict[str, Any]
JSON = "application/json"
_DOCUMENTED = ("/v1/", "/export/", "/healthz", "/readyz")
_LIMIT = {"minimum": 1, "maximum": 200}
_PLAIN: Mapping[Any, Json] = types.MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        date: {"type": "string", "format": "date"},
        datetime: {"type": "string", "format": "date-time"},
        Decimal: {"type": "string"},
    }
)
_PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "Address of the page about this type."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong here and what to do next."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "detail"],
                "properties": {name: {"type": "string"} for name in ("in", "pointer", "detail")},
            },
        },
        "request_id": {"type": "string"},
    },
}
_KEY: Json = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "Your name of this request: sent again within 24 hours, it is answered and not redone.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
}
_FILE: Json = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
            }
        }
    },
}
_SNAPSHOT: Json = {
    "type": "object",
    "required": ["seq", "published_at", "sources"],
    "properties": {
        "seq": {"type": "integer", "description": "Number of the publication that answered."},
        "published_at": {"type": ["integer", "null"], "description": "Microseconds UTC."},
        "sources": {"type": "object", "description": "What each feed had told by then."},
    },
}


def document(endpoints: Iterable[Endpoint], *, version: str) -> Json:
    """Returns the document of the endpoints that programs call.

    Raises:
        ConfigurationError: two records would share a name.
    """
    schemas = Schemas()
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        if endpoint.path.startswith(_DOCUMENTED):
            operations = paths.setdefault(endpoint.path, {})
            operations[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "graphsvc",
            "version": version,
            "description": "Which relationships a firm owns, and which one person owns.",
        },
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "graphsvc token create"}
            },
            "schemas": {"Problem": _PROBLEM, "Snapshot": _SNAPSHOT, **dict(sorted(schemas.found.items()))},
        },
    }


class Schemas:
    """The schemas that were referred to, by name.

    Attributes:
        found: schema by name.
    """

    def __init__(self) -> None:
        self.found: dict[str, Json] = {}
        self._record: dict[str, Any] = {}

    def of(self, record: Any) -> Json:
        """Returns a reference to the schema of a record, which is made when it is first met.

        Raises:
            ConfigurationError: another record has this name.
        """
        name = _name(record)
        if self._record.setdefault(name, record) is not record:
            raise ConfigurationError(f"two records would be called '{name}' in the document")
        if name not in self.found:
            self.found[name] = {}
            self.found[name] = self._object(record)
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, record: Any) -> Json:
        hints = typing.get_type_hints(record)
        properties: Json = {}
        absent: set[str] = set()
        for name, words in words_of(record).items():
            shape = self.value(hints[name])
            properties[name] = {**shape, "description": _told(words)}
            if words.node:
                properties[f"{name}_name"] = {**shape, "description": f"{words.label}: the name."}
            if words.personal or name in _guarded(record):
                absent |= {name, f"{name}_name"}
        summary = (record.__doc__ or "").strip().splitlines()
        return {
            "type": "object",
            "description": summary[0] if summary else "",
            "required": [name for name in properties if name not in absent],
            "properties": properties,
        }

    def value(self, hint: Any) -> Json:
        """Returns the schema of a value by its type."""
        inner, is_optional = _without_none(hint)
        shape = self._value(inner)
        if not is_optional:
            return shape
        return (
            {**shape, "type": [shape["type"], "null"]}
            if "type" in shape
            else {"anyOf": [shape, {"type": "null"}]}
        )

    def _value(self, hint: Any) -> Json:
        origin = typing.get_origin(hint)
        if origin is tuple:
            return {"type": "array", "items": self.value(typing.get_args(hint)[0])}
        if origin is Literal:
            return {"type": "string", "enum": list(typing.get_args(hint))}
        if dataclasses.is_dataclass(hint):
            return self.of(hint)
        return dict(_PLAIN[hint])


def _operation(endpoint: Endpoint, schemas: Schemas) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": f"For: {', '.join(sorted(endpoint.roles))}.",
        "parameters": _parameters(endpoint, schemas),
        "responses": _responses(endpoint, schemas),
    }
    if ANYONE in endpoint.roles:
        operation["security"] = []
    if endpoint.takes_file:
        operation["requestBody"] = _FILE
    if endpoint.body:
        operation["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": _input(endpoint.body, schemas)}},
        }
    return operation


def _parameters(endpoint: Endpoint, schemas: Schemas) -> list[Json]:
    records = [*endpoint.takes, *([endpoint.query] if endpoint.query else [])]
    parts = [part.strip("{}") for part in endpoint.path.split("/") if part.startswith("{")]
    told: list[Json] = [
        {"name": part, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for part in parts
    ]
    for record in records:
        hints = typing.get_type_hints(record)
        for name, words in words_of(typing.cast("Any", record)).items():
            shape = schemas.value(_without_none(hints[name])[0])
            told.append(_parameter(endpoint, name, words, shape))
    return [*told, *([_KEY] if endpoint.takes_key else [])]


def _parameter(endpoint: Endpoint, name: str, words: Words, shape: Json) -> Json:
    is_needed = not words.is_optional
    if name == "purpose":
        shape, is_needed = {"type": "string", "enum": list(PURPOSES)}, "purpose-required" in endpoint.problems
    if name == "limit":
        shape = {**shape, **_LIMIT}
    return {"name": name, "in": "query", "required": is_needed, "description": _told(words), "schema": shape}


def _input(record: Any, schemas: Schemas) -> Json:
    hints = typing.get_type_hints(record)
    words = words_of(record)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, said in words.items() if not said.is_optional],
        "properties": {
            name: {**schemas.value(hints[name]), "description": _told(said)} for name, said in words.items()
        },
    }


def _responses(endpoint: Endpoint, schemas: Schemas) -> Json:
    content = {
        media: {"schema": _answer(endpoint, schemas)} if media == JSON else {} for media in endpoint.media
    }
    usual = {"POST": 201, "DELETE": 204}.get(endpoint.method, 200)
    status = str(endpoint.status or usual)
    answer: Json = {"description": endpoint.summary or "The answer."}
    responses: Json = {status: answer if status == "204" else {**answer, "content": content}}
    if endpoint.cache == "revalidate" and endpoint.method == "GET":
        responses["304"] = {"description": "Nothing changed since the tag that was sent."}
    slugs = _problems(endpoint)
    for code in sorted({TYPES[slug][0] for slug in slugs}):
        titles = sorted(f"`{slug}`: {TYPES[slug][1]}." for slug in slugs if TYPES[slug][0] == code)
        responses[str(code)] = {
            "description": " ".join(titles),
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return responses


def _problems(endpoint: Endpoint) -> frozenset[str]:
    """Returns every problem an endpoint may end in."""
    is_open = ANYONE in endpoint.roles and not endpoint.needs_graph
    automatic = AUTOMATIC - {"unauthenticated"} if is_open else AUTOMATIC
    of_keys = {"idempotency-mismatch", "conflict"} if endpoint.takes_key else frozenset[str]()
    of_bodies = {"bad-json", "too-large", "unsupported-media-type"} if endpoint.body else frozenset[str]()
    of_files = {"too-large", "conflict"} if endpoint.takes_file else frozenset[str]()
    return endpoint.problems | automatic | of_keys | of_bodies | of_files


def _answer(endpoint: Endpoint, schemas: Schemas) -> Json:
    if endpoint.out is None:
        return {"type": "object"}
    row = schemas.of(endpoint.out)
    if not endpoint.is_many:
        return row
    if endpoint.totals is None:
        return {
            "type": "object",
            "required": ["data"],
            "properties": {"data": {"type": "array", "items": row}},
        }
    evidence = {"type": "array", "items": schemas.of(TieEvidence), "description": "Only when asked for."}
    return {
        "type": "object",
        "required": ["data", "summary", "snapshot", "as_of", "basis", "next_cursor", "total"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"allOf": [row, {"type": "object", "properties": {"evidence": evidence}}]},
            },
            "summary": schemas.of(endpoint.totals),
            "snapshot": {"$ref": "#/components/schemas/Snapshot"},
            "as_of": {"type": "string", "format": "date", "description": "Day of the answer."},
            "basis": {"type": "string", "description": "What the figures rest on."},
            "next_cursor": {"type": ["string", "null"], "description": "Where the next page begins."},
            "total": {"type": "integer", "description": "Rows of all pages."},
        },
    }


def _guarded(record: Any) -> frozenset[str]:
    """Returns the fields of a sheet that only a field group shows: absent for other readers."""
    return GUARDED if record.__module__.startswith("graphsvc.sheets.") else frozenset()


def _told(words: Words) -> str:
    unit = f" In {words.unit}." if words.unit and words.unit != "share" else ""
    return f"{words.label}: {words.help}{unit}"


def _name(record: Any) -> str:
    place = record.__module__.rpartition(".")[2].title().replace("_", "")
    return f"{place}{record.__name__}"


def _without_none(hint: Any) -> tuple[Any, bool]:
    members = [member for member in typing.get_args(hint) if member is not types.NoneType]
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        return members[0], True
    return hint, False
