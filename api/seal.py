"""What of the audit stays confidential for a while: what-ifs, and everything around a resignation.

The chain holds every row from the start and its numbers have no gap; only what a row tells is held back, for
ninety days or until the departure is announced.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from graphsvc.actions import ACTIONS
from graphsvc.store.audit import AuditRow
from graphsvc.store.departures import DepartureRow

SEALED_FOR = 90 * 86_400 * 1_000_000
"""Microseconds that a row stays confidential."""
_SECOND = 1_000_000
_NO_END = "9999-12-31"
_PURPOSES = frozenset({"Resignation received"})
_DEPARTURE = "departure."
_WHAT_IFS = ("question.departure-impact.", "case.", "departure.")
_BEFORE_IT_IS_KNOWN = "action.announce-departure.form"
_ACTIONS = frozenset(f"action.{name}" for name, action in ACTIONS.items() if action.is_sealed)
_OF_HR = frozenset(f"action.{name}" for name, action in ACTIONS.items() if action.is_sealed_of_hr)


def is_sealed(row: AuditRow, now: int) -> bool:
    """Returns whether a row tells of a resignation that may still be confidential."""
    is_confidential = (
        row.purpose in _PURPOSES
        or row.action.removesuffix(".form") in _ACTIONS
        or row.action == _BEFORE_IT_IS_KNOWN
        or row.action.startswith(_DEPARTURE)
    )
    return is_confidential and now - row.at < SEALED_FOR


def tells_of_leaver(row: AuditRow, now: int) -> bool:
    """Returns whether a row is one that HR writes of somebody in notice: consents are offered before they go.

    The person knows it; whoever else reads the chain would guess the rest.
    """
    is_of_hr = row.action.removesuffix(".form") in _OF_HR and "hr" in row.role.split(",")
    return is_of_hr and now - row.at < SEALED_FOR


def opened_by(departures: Sequence[DepartureRow]) -> Mapping[str, str]:
    """Returns up to which ISO day announced departures open what was asked, by the key of who leaves.

    Up to the day a departure was closed: who stayed after all may resign once more, in confidence.
    """
    days: dict[str, str] = {}
    for row in departures:
        days[row.person] = max(days.get(row.person, ""), row.closed_on or _NO_END)
    return days


def is_opened(row: AuditRow, until: str | None) -> bool:
    """Returns whether an announced departure opens a row, by the day up to which it does."""
    return until is not None and datetime.fromtimestamp(row.at / _SECOND, UTC).date().isoformat() <= until


def is_what_if(row: AuditRow) -> bool:
    """Returns whether a row is one of a what-if, whatever its purpose; nobody is notified of those."""
    return is_of_what_if(row.action)


def is_of_what_if(action: str) -> bool:
    """Returns whether what was done, by its name in the audit, belongs to a what-if or a departure."""
    return action.startswith(_WHAT_IFS) or action in _ACTIONS
