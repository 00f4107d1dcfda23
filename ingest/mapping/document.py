"""The text of a mapping as typed rules; what is written, before it is judged.

Reading collects every problem instead of stopping at the first, each with the line it stands on.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphsvc.errors import InputRefusedError
from ingest.mapping.locate import line_at, lines_of
from ingest.reader import Layout

_TOP = frozenset({"title", "reader", "sheet", "columns", "table", "example"})
_TABLE = frozenset({"need", "where", "record"})
_RECORD = frozenset({"type", "identity", "where", "fields"})
_CONDITION = frozenset({"column", "in", "not_in", "matches"})
_SOURCE = frozenset(
    """
    column join sep const minutes values date year inclusive split locale scale convert by unknown
    """.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Test of one raw cell; case and outer spaces do not count.

    Attributes:
        column: header of the cell.
        values: texts it must be among, or must not.
        is_negated: it must not be among them.
        pattern: expression it must match somewhere.
    """

    column: str
    values: frozenset[str] = frozenset()
    is_negated: bool = False
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way to fill a field: where the text comes from and how it is read.

    Attributes:
        columns: headers; several are joined with `sep`.
        const: fixed text instead of a column.
        minutes: two headers, start and end, whose distance is meant.
        values: name of a vocabulary, or own texts to values.
        date: form of a date; empty means ISO, or found out from the file.
        year: `start` or `end` of the year the cell names.
        inclusive: the cell is a last day, the field the day after it.
        split: mark between the items of a list.
        locale: how amounts are written.
        scale: number an amount is multiplied with.
        convert: name of a conversion of the raw text.
        by: how the cell names another record, empty for the way of the field.
    """

    columns: tuple[str, ...] = ()
    sep: str = " "
    const: str | None = None
    minutes: tuple[str, ...] = ()
    values: str | Mapping[str, str] = ""
    date: str = ""
    year: str = ""
    inclusive: bool = False
    split: str = ""
    locale: str = "plain"
    scale: str = "1"
    convert: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """How one field is filled: the first source that is filled counts."""

    name: str
    sources: tuple[Source, ...]
    unknown: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """One record that a row gives."""

    type: str
    identity: str
    where: tuple[Condition, ...]
    fields: tuple[FieldRule, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """One form of table: used for a file that has the needed columns."""

    need: tuple[str, ...]
    where: tuple[Condition, ...]
    records: tuple[RecordRule, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole mapping file; `example` is the row of a template, for canonical files only."""

    title: str
    reader: str
    layout: Layout
    tables: tuple[TableRule, ...]
    example: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong on one line, and what to do."""

    line: int
    text: str


class Parser:
    """Reads the text of one mapping; `problems` holds what is wrong with its form."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = lines_of(text)
        self._name = name
        self._text = text
        self.problems: list[Problem] = []

    def document(self) -> Document:
        """Returns the rules of the text.

        Raises:
            InputRefusedError: the text is no TOML.
        """
        try:
            tree = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            message = f"mapping {self._name}: {error}. Correct the TOML there."
            raise InputRefusedError(message) from error
        self._known(tree, _TOP, "")
        tables = self._tables(tree.get("table"), "table")
        layout = Layout(columns=self._texts(tree, "columns", ""), sheet=str(tree.get("sheet", "")))
        return Document(
            title=str(tree.get("title", self._name)),
            reader=str(tree.get("reader", "")),
            layout=layout,
            tables=tuple(self._table(item, f"table[{place}]") for place, item in enumerate(tables)),
            example={str(name): str(text) for name, text in tree.get("example", {}).items()},
        )

    def note(self, path: str, text: str) -> None:
        """Adds a problem at the line of a path."""
        self.problems.append(Problem(line=line_at(self._lines, path), text=text))

    def _table(self, tree: Mapping[str, Any], path: str) -> TableRule:
        self._known(tree, _TABLE, path)
        records = self._tables(tree.get("record"), f"{path}.record")
        return TableRule(
            need=self._texts(tree, "need", path),
            where=self._conditions(tree, path),
            records=tuple(
                self._record(item, f"{path}.record[{place}]") for place, item in enumerate(records)
            ),
            line=line_at(self._lines, path),
        )

    def _record(self, tree: Mapping[str, Any], path: str) -> RecordRule:
        self._known(tree, _RECORD, path)
        fields = tree.get("fields")
        if not isinstance(fields, Mapping) or not fields:
            self.note(path, "the record has no fields; add [table.record.fields]")
            fields = {}
        return RecordRule(
            type=str(tree.get("type", "")),
            identity=str(tree.get("identity", "id")),
            where=self._conditions(tree, path),
            fields=tuple(self._field(name, item, f"{path}.fields.{name}") for name, item in fields.items()),
            line=line_at(self._lines, path),
        )

    def _field(self, name: str, item: Any, path: str) -> FieldRule:
        parts = item if isinstance(item, list) else [item]
        tables = [part for part in parts if isinstance(part, Mapping)]
        return FieldRule(
            name=name,
            sources=tuple(self._source(part, path) for part in parts),
            unknown=_first(tables, "unknown") or "reject",
            line=line_at(self._lines, path),
        )

    def _source(self, item: Any, path: str) -> Source:
        if isinstance(item, str):
            return Source(columns=(item,))
        if not isinstance(item, Mapping):
            self.note(path, "a field takes a column name, a table or a list of them")
            return Source()
        self._known(item, _SOURCE, path)
        join = self._texts(item, "join", path)
        column = (str(item["column"]),) if "column" in item else ()
        source = _source(item, join or column, self._texts(item, "minutes", path))
        if not (source.columns or source.minutes or source.const is not None):
            self.note(path, "the field has no source; give column, join, minutes or const")
        return source

    def _conditions(self, tree: Mapping[str, Any], path: str) -> tuple[Condition, ...]:
        items = self._tables(tree.get("where", []), f"{path}.where")
        return tuple(found for item in items for found in self._condition(item, f"{path}.where"))

    def _condition(self, tree: Mapping[str, Any], path: str) -> Iterator[Condition]:
        self._known(tree, _CONDITION, path)
        column = str(tree.get("column", ""))
        if not column or len(tree) == 1:
            self.note(path, "a condition takes column and one of in, not_in, matches")
        for word in ("in", "not_in"):
            if word in tree:
                values = (text.strip().casefold() for text in self._texts(tree, word, path))
                yield Condition(
                    column=column,
                    values=frozenset(values),
                    is_negated=word == "not_in",
                )
        if "matches" in tree:
            yield Condition(column=column, pattern=self._pattern(tree["matches"], path))

    def _pattern(self, text: Any, path: str) -> re.Pattern[str]:
        try:
            return re.compile(str(text), re.IGNORECASE)
        except re.error as error:
            self.note(path, f"matches {text!r} is no expression: {error}")
            return re.compile("")

    def _tables(self, items: Any, path: str) -> Sequence[Mapping[str, Any]]:
        is_tables = isinstance(items, list) and all(isinstance(item, Mapping) for item in items)
        if is_tables and (items or path.endswith("where")):
            return cast("list[Mapping[str, Any]]", items)
        self.note(path, f"[[{re.sub(r'.[0-9]+.', '', path)}]] is missing; add one")
        return []

    def _texts(self, tree: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
        items = tree.get(key, [])
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
        self.note(f"{path}.{key}".lstrip("."), f"{key} takes a list of texts")
        return ()

    def _known(self, tree: Mapping[str, Any], allowed: frozenset[str], path: str) -> None:
        for key in tree:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                self.note(f"{path}.{key}".lstrip("."), f"unknown key {key!r}; known: {known}")


def _first(tables: Sequence[Mapping[str, Any]], key: str) -> str:
    return next((str(table[key]) for table in tables if key in table), "")


def _source(item: Mapping[str, Any], columns: tuple[str, ...], minutes: tuple[str, ...]) -> Source:
    values = item.get("values", "")
    return Source(
        columns=columns,
        sep=str(item.get("sep", " ")),
        const=_constant(item["const"]) if "const" in item else None,
        minutes=minutes,
        values={str(key): str(value) for key, value in values.items()}
        if isinstance(values, Mapping)
        else str(values),
        date=str(item.get("date", "")),
        year=str(item.get("year", "")),
        inclusive=bool(item.get("inclusive", False)),
        split=str(item.get("split", "")),
        locale=str(item.get("locale", "plain")),
        scale=str(item.get("scale", "1")),
        convert=str(item.get("convert", "")),
        by=str(item.get("by", "")),
    )


def _constant(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
