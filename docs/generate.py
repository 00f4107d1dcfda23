"""Writes the reference under docs/reference from the registries, or says what is stale with --check.

Nothing in the reference is written by hand: questions, kinds, mappings, records and settings are declared
once in the code, and this file only lays them out.
"""

import json
import sys
import typing
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from api.cli import COMMANDS
from api.openapi import document
from api.pages import pages
from api.permissions import Permission, permissions
from api.routes import endpoints
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.questions import QUESTIONS
from graphsvc.shape import Words, dump, words_of
from graphsvc.workspace import SETTINGS
from ingest.mapping import Mapping, bundled
from ingest.record import columns_of
from ingest.records import RECORDS

FOLDER = Path(__file__).parent / "reference"
API = FOLDER.parent / "openapi.json"
_NOTE = "<!-- Written by docs/generate.py from the code; change the declaration, then run it. -->\n"


def questions() -> Iterator[str]:
    """Yields the page of all questions."""
    yield "# Questions\n"
    for name, question in sorted(QUESTIONS.items()):
        roles = ", ".join(sorted(question.roles))
        purpose = f"preset: {question.preset}" if question.preset else "must be given"
        yield f"## `{name}`\n\n{question.title} For: {roles}. Purpose: {purpose}.\n"
        for part, record in (
            ("Parameters", question.params),
            ("Row", question.row),
            ("Summary", question.summary),
        ):
            yield f"{part}:\n"
            yield from _fields(record)


def kinds() -> Iterator[str]:
    """Yields the page of node and edge kinds."""
    yield "# Kinds\n\n## Nodes\n"
    for label, node in NODE_KINDS.items():
        yield f"### `{label}`\n\n{_first_line(node.record)} Keys begin with `{node.prefix}-`.\n"
        yield from _fields(node.record)
    yield "## Relationships\n"
    for name, edge in EDGE_KINDS.items():
        ends = ", ".join(f"{src} → {dst}" for src, dst in edge.ends)
        told = f" Told apart by {edge.qual}." if edge.qual else ""
        tracked = f" Tracked: {', '.join(edge.tracked)}." if edge.tracked else ""
        yield f"### `{name}`\n\n{ends}.{told}{tracked}\n"
        yield from _fields(edge.record)


def mappings() -> Iterator[str]:
    """Yields the page of bundled mappings and canonical records."""
    yield "# Mappings\n\n| name | what it reads | yields |\n|---|---|---|"
    for name in bundled():
        mapping = Mapping.load(name)
        yield f"| `{name}` | {mapping.document.title} | {', '.join(sorted(mapping.record_types))} |"
    yield "\n# Canonical records\n"
    for name, record in sorted(RECORDS.items()):
        yield f"## `{name}`\n\n{_first_line(record)}\n"
        words = words_of(typing.cast("Any", record))
        columns = columns_of(record)
        yield "| field | read as | meaning |\n|---|---|---|"
        for (field, column), said in zip(columns.items(), words.values(), strict=True):
            need = "" if said.is_optional else " (needed)"
            yield f"| `{field}`{need} | {column.cell.value} | {said.help} |"
        yield ""


def settings() -> Iterator[str]:
    """Yields the page of settings and commands."""
    yield "# Settings of `graphsvc.toml`\n"
    for table, names in SETTINGS.items():
        yield f"- `[{table}]`: {', '.join(f'`{name}`' for name in names)}"
    yield "\n# Commands\n\n| command | does |\n|---|---|"
    for name, line in sorted(COMMANDS.items()):
        yield f"| `graphsvc {name}` | {line} |"


def matrix() -> Iterator[str]:
    """Yields the page of the permission matrix, of programs and of pages."""
    yield "# Permissions\n"
    yield "Which role may call what; which rows and fields it then gets, its scope says"
    yield "([privacy](../privacy.md)). Out of scope is 404, another role's function 403.\n"
    heads = [said.label for said in words_of(Permission).values()]
    for title, every in (("For programs", endpoints()), ("Pages", pages())):
        yield f"## {title}\n"
        yield f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}"
        for row in permissions(every):
            cells = dump(row)
            cells["address"] = f"`{cells['address']}`"
            yield f"| {' | '.join(str(value) for value in cells.values())} |"
        yield ""


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "questions.md": questions,
    "kinds.md": kinds,
    "mappings.md": mappings,
    "settings.md": settings,
    "permissions.md": matrix,
}


def _first_line(record: type[Any]) -> str:
    return (record.__doc__ or "").strip().splitlines()[0]


def _fields(record: type[Any]) -> Iterator[str]:
    words = words_of(typing.cast("Any", record))
    if not words:
        yield "No properties.\n"
        return
    yield "| field | label | meaning |\n|---|---|---|"
    for name, said in words.items():
        yield f"| `{name}` | {said.label} | {said.help}{_unit(said)} |"
    yield ""


def _unit(words: Words) -> str:
    return f" In {words.unit}." if words.unit and words.unit != "share" else ""


def openapi() -> str:
    """Returns the document of the API as text."""
    found = document(endpoints(), version=metadata.version("graphsvc"))
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def written() -> Iterator[tuple[Path, str]]:
    """Yields every file and what belongs into it."""
    for name, page in PAGES.items():
        yield FOLDER / name, _NOTE + "\n" + "\n".join(page()).rstrip() + "\n"
    yield API, openapi()


def main() -> int:
    """Writes the files, or with --check returns 1 when one is stale."""
    stale = []
    FOLDER.mkdir(exist_ok=True)
    for path, text in written():
        if "--check" in sys.argv:
            stale += [] if path.exists() and path.read_text(encoding="utf-8") == text else [path.name]
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"stale: {', '.join(stale)}. Run: .venv/bin/python docs/generate.py")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
