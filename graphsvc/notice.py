"""The time between a resignation and the last day: how long it still is, and what is still to be done."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from graphsvc.consent import switches
from graphsvc.store.departures import DepartureRow
from graphsvc.store.port import View

OpenItem = Literal["partner", "announcement", "consents", "closing"]
"""What a departure still lacks: somebody in HR, its announcement, a word on consents, its end."""


def days_left(row: DepartureRow, today: date) -> int:
    """Returns the days until the last one; negative when it is over."""
    return (date.fromisoformat(row.last_day) - today).days


def remark(last_day: str, today: date) -> str:
    """Returns what to say of a last day, ISO, that is over already, empty for any other."""
    over = (today - date.fromisoformat(last_day)).days
    days = "1 day" if over == 1 else f"{over} days"
    return f"Mind that {last_day} is in the past, {days} ago." if over > 0 else ""


def open_items(view: View, row: DepartureRow, today: date) -> Sequence[OpenItem]:
    """Returns what is still to be done about a departure, in the order it is usually done."""
    if row.closed_on:
        return ()
    lacks: dict[OpenItem, bool] = {
        "partner": not row.partner,
        "announcement": not row.announced_on,
        "consents": not any(each.since or each.withdrawn_on for each in switches(view, row.person, today)),
        "closing": days_left(row, today) < 0,
    }
    return tuple(item for item, is_lacking in lacks.items() if is_lacking)
