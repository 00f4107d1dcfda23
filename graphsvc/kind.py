"""What a kind is: the declaration from which index, schema, snapshot columns and documents derive.

Kinds are data. A new one is one file in `kinds/` and one line in its registry; stores, snapshot and
the generated reference read the declaration and need no change.
"""

from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from graphsvc.key import new_key

Form = Literal["day", "code", "number", "money", "flag"]
"""How the snapshot keeps a property: int32 day, int32 code of a text, float64, int64 hundredths, int8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A property that the snapshot carries; names and addresses never do."""

    name: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKind:
    """A kind of node: its label, the prefix of its keys, its record and its snapshot columns.

    Attributes:
        label: Neo4j label and name everywhere.
        prefix: letter before the dash of a key.
        record: dataclass of the properties.
        columns: properties that the snapshot carries.
    """

    label: LiteralString
    prefix: str
    record: type[Any]
    columns: tuple[Column, ...] = ()

    def key(self, *parts: str | int) -> str:
        """Returns the key under which something first seen as `parts` is known for ever."""
        return new_key(self.prefix, *parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeKind:
    """A kind of relationship.

    Attributes:
        type: Neo4j relationship type and name everywhere.
        ends: allowed (source label, target label) pairs.
        record: dataclass of the properties of an interval.
        qual: what tells parallel relationships of the same ends apart, in words; empty if nothing does.
        tracked: properties whose change closes the interval and opens the next.
        is_evidence: holds daily evidence arrays instead of intervals and claims.
        columns: properties that the snapshot carries.
    """

    record: type[Any]
    type: LiteralString
    ends: tuple[tuple[str, str], ...]
    qual: str = ""
    tracked: tuple[str, ...] = ()
    is_evidence: bool = False
    columns: tuple[Column, ...] = ()
