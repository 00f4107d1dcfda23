"""Rows about former colleagues that lead to their pages, for who may open them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.endpoint import Call
from api.pages.parts import Line, Table
from graphsvc.question import Question
from graphsvc.scope import Role

ALUMNI_ROLES: frozenset[Role] = frozenset({"alumni_programme"})
"""Who opens the page of a former colleague."""
_OF_ALUMNI = frozenset({"alumni", "alumni-at-clients", "keepers"})


def alumnus_path(key: str) -> str:
    """Returns the address of the page of a former colleague."""
    return f"/alumni/{key}"


def linked(call: Call, question: Question, rows: Sequence[Mapping[str, Any]], table: Table) -> Table:
    """Returns a table of former colleagues whose first column leads to their page; others as they are."""
    if question.name not in _OF_ALUMNI:
        return table
    opens = bool(call.principal.roles & ALUMNI_ROLES)
    lines = [_line(line, row, opens=opens) for line, row in zip(table.lines, rows, strict=True)]
    return replace(table, lines=lines)


def _line(line: Line, row: Mapping[str, Any], *, opens: bool) -> Line:
    """Returns a row that leads to its page for who opens one; without a keeper it rests on nothing."""
    first, *others = line.cells
    link = replace(first, link=alumnus_path(str(row["person"]))) if opens else first
    return replace(line, cells=[link, *others], why="" if row.get("keeper", "") is None else line.why)
