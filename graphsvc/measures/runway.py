"""Contract runway: until which day a contract still holds a client after somebody leaves."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_EPOCH = date(1970, 1, 1)
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a contract says of its end.

    Attributes:
        end: day of its end, days since 1970-01-01; None = open-ended.
        notice_days: days of notice, 0 if none is agreed.
        auto_renews: whether the term repeats; None = unknown.
        term_months: length of a term; None = a year.
    """

    end: int | None
    notice_days: int = 0
    auto_renews: bool | None = None
    term_months: int | None = None


def deadline(terms: Terms, last_day: int) -> int:
    """Return the day by which the client can first get out, seen from a last working day.

    Auto-renewing: end less notice, the end rolled on by terms until that is not before the last day.
    Fixed: the end. Open-ended: the last day plus notice. Renewal unknown: end less notice, or the end
    where that lies before the last day.

    Reference: people-and-alumni 8.
    """
    if terms.end is None:
        return last_day + terms.notice_days
    if terms.auto_renews:
        return _rolled(terms, last_day) - terms.notice_days
    noticed = terms.end - terms.notice_days
    if terms.auto_renews is None and noticed >= last_day:
        return noticed
    return terms.end


def _rolled(terms: Terms, last_day: int) -> int:
    """Return the first end whose notice day is not before the last day; terms keep the day of the month."""
    first = _EPOCH + timedelta(days=terms.end or 0)
    months = terms.term_months or _YEAR_MONTHS
    steps = 0
    while (end := _after(first, steps * months)) - timedelta(days=terms.notice_days) < _day(last_day):
        steps += 1
    return (end - _EPOCH).days


def _day(day: int) -> date:
    return _EPOCH + timedelta(days=day)


def _after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, _YEAR_MONTHS)
    year += day.year
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
