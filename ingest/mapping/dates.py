"""Which of two numbers is the day: found out from the whole file, or asked for.

`03/04/2026` is a different day in London and in Boston. When no value of the file settles it, the file is
refused until the mapping states the form.
"""

from collections.abc import Iterable, Sequence

from graphsvc.errors import InputRefusedError
from ingest.normalise.moment import numeric_order
from ingest.reader import Row, Sheet

_BOTH = frozenset({"dm", "md"})


def order_of(sheet: Sheet, places: Sequence[int]) -> str:
    """Returns `dm` or `md`, or nothing when the columns hold no date of three numbers.

    Args:
        sheet: the file.
        places: columns with dates whose form the mapping does not state.

    Raises:
        InputRefusedError: the dates fit both orders, or neither.
    """
    if not places:
        return ""
    orders, line = _BOTH, 0
    for row in _rows(sheet):
        for place in places:
            possible = numeric_order(row.cells[place])
            if possible:
                orders, line = orders & set(possible.split()), line or row.line
    if not line:
        return ""
    if len(orders) == 1:
        return next(iter(orders))
    raise InputRefusedError(_message(sheet, places, line, is_open=bool(orders)))


def _rows(sheet: Sheet) -> Iterable[Row]:
    return (row for row in sheet.open_rows() if isinstance(row, Row))


def _message(sheet: Sheet, places: Sequence[int], line: int, *, is_open: bool) -> str:
    heads = ", ".join(repr(sheet.columns[place]) for place in places)
    what = "can be read as day-month and as month-day" if is_open else "mix day-month and month-day"
    return (
        f"{sheet.file}: the dates of {heads} (first on line {line}) {what}. State the form in the mapping, "
        'such as {column = "...", date = "%d/%m/%Y"}.'
    )
