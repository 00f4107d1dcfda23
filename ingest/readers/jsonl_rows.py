"""JSON lines: one object a line, flattened to columns.

`{"from": {"emailAddress": {"address": "a@b"}}}` fills the column `from.emailAddress.address`; the items of a
list are joined with `;`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row, Sheet
from ingest.text import Encoded, detect

_LIST_MARK = ";"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLinesReader:
    """Reads `.jsonl` and `.ndjson`, gzipped or not."""

    name: str = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

    def read(self, path: Path, layout: Layout) -> Sheet:  # noqa: ARG002 - names stand in every line
        """Returns the objects of the file; its columns are the names that occur in any of them.

        Raises:
            InputRefusedError: the file is empty or holds no object.
        """
        encoded = detect(path)
        columns = tuple(_columns(encoded))
        if not columns:
            message = f"{path}: no line holds a JSON object (line 1). Export it as JSON lines."
            raise InputRefusedError(message)
        return Sheet(
            file=str(path),
            columns=columns,
            open_rows=partial(_rows, encoded, columns),
            remarks=encoded.remarks,
        )


def _columns(encoded: Encoded) -> dict[str, None]:
    found: dict[str, None] = {}
    for _, cells in _objects(encoded):
        if isinstance(cells, dict):
            found.update(dict.fromkeys(cells))
    return found


def _rows(encoded: Encoded, columns: tuple[str, ...]) -> Iterator[Row | Rejected]:
    for line, cells in _objects(encoded):
        if isinstance(cells, dict):
            yield Row(line, [cells.get(column, "") for column in columns])
        else:
            yield Rejected(line=line, field="", reason=cells)


def _objects(encoded: Encoded) -> Iterator[tuple[int, dict[str, str] | str]]:
    with encoded.open() as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, _object(line)


def _object(line: str) -> dict[str, str] | str:
    try:
        found = json.loads(line, parse_float=str)
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}"
    if not isinstance(found, Mapping):
        return "no JSON object"
    return dict(_flat(found, ""))


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        yield from _flat_list(value, path)
    else:
        yield path, _text(value)


def _flat_list(values: list[Any], path: str) -> Iterator[tuple[str, str]]:
    gathered: dict[str, list[str]] = {}
    for value in values:
        for name, text in _flat(value, path):
            gathered.setdefault(name, []).append(text)
    yield from ((name, _LIST_MARK.join(filter(None, texts))) for name, texts in gathered.items())


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
