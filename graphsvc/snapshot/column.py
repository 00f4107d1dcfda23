"""Columns: from property values, as the store yields them, to arrays of numbers.

Distinct values are few where rows are many, so every value is translated once and the rows follow
by a look-up; nothing here runs Python code per row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.kind import Form
from graphsvc.store.port import OPEN, UNBOUNDED

Array = NDArray[Any]
Days = NDArray[np.int32]

NO_DAY: Final = UNBOUNDED
"""Absent day in a day column."""
NO_CODE: Final = -1
"""Absent text in a code column, and absent flag in a flag column."""
NO_MONEY: Final = -(2**63)
"""Absent amount in a money column; amounts are hundredths."""
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """Values of a column: `table[at[i]]` is the value of row i."""

    at: NDArray[np.int64]
    table: Sequence[Any]


def distinct(values: Iterable[Any]) -> Distinct:
    """Returns the distinct values, in order of appearance, and where each row finds its own."""
    rows = values.tolist() if isinstance(values, np.ndarray) else list(values)
    table = {value: place for place, value in enumerate(dict.fromkeys(rows))}
    at = np.fromiter(map(table.__getitem__, rows), dtype=np.int64, count=len(rows))
    return Distinct(at=at, table=list(table))


def encode(column: Distinct, form: Form, codes: Mapping[str, int]) -> Array:
    """Returns the column as numbers of its form; absent values become the form's own mark."""
    if form == "code":
        numbers = [NO_CODE if value is None else codes[str(value)] for value in column.table]
    else:
        numbers = [_NUMBER_OF[form](value) for value in column.table]
    return np.array(numbers, dtype=_TYPES[form])[column.at]


def texts_of(columns: Iterable[Distinct]) -> tuple[str, ...]:
    """Returns the texts of several code columns, ascending, each once."""
    found = {str(value) for column in columns for value in column.table if value is not None}
    return tuple(sorted(found))


def until(days: Days) -> Days:
    """Returns the days of a column of ends: no end means still going on."""
    return np.where(days == NO_DAY, OPEN, days).astype(np.int32)


def _day(value: Any) -> int:
    return NO_DAY if value is None else date.fromisoformat(str(value)).toordinal() - _EPOCH


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _money(value: Any) -> int:
    return NO_MONEY if value is None else round(Decimal(str(value)) * 100)


def _flag(value: Any) -> int:
    return NO_CODE if value is None else int(bool(value))


_TYPES: Final[Mapping[Form, type[np.generic]]] = MappingProxyType(
    {"day": np.int32, "code": np.int32, "number": np.float64, "money": np.int64, "flag": np.int8}
)
_NUMBER_OF: Final[Mapping[Form, Callable[[Any], Any]]] = MappingProxyType(
    {"day": _day, "number": _number, "money": _money, "flag": _flag}
)
