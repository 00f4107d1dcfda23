"""Days and moments: every odd way of writing a date, read into one.

Times become UTC; a day is taken in the time zone of the workspace. A text that stands for nothing
(`9999-12-31`, `N/A`, `-`) is empty, not an error.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

ISO = "iso"
MAIL = "mail"
EPOCHS = {"epoch": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}
_SENTINEL_DAYS = frozenset({date(1, 1, 1), date(1900, 1, 1), date(9999, 12, 31)})
_SENTINEL_TEXTS = frozenset({"", "-", "--", "n/a", "na", "null", "none", "#n/a", "0000-00-00"})
_ZONE_WORD = re.compile(r"\s*\([^)]*\)\s*$")
_COLON_ZONE = re.compile(r"([+-]\d\d):(\d\d)$")
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4}),?\s+"
    r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s+(?:GMT|UTC|UT|Z|([+-])(\d\d)(\d\d)))?"
)
_MONTHS = {
    name: place + 1 for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())
}
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")


def is_blank(text: str) -> bool:
    """Tells whether a cell stands for no date at all."""
    return text.strip().lower() in _SENTINEL_TEXTS


@lru_cache(maxsize=65_536)
def day_of(text: str, *, form: str = ISO, zone: tzinfo = UTC) -> date | None:
    """Returns the day a text names, None when it stands for none.

    Args:
        text: the cell.
        form: `iso`, `mail`, `epoch`, `epoch_ms`, `epoch_us` or a pattern of `strptime`.
        zone: time zone in which a moment becomes a day.

    Raises:
        ValueError: the text is no date in that form.
    """
    if is_blank(text):
        return None
    found = _read(text.strip(), form)
    if isinstance(found, datetime):
        found = found.astimezone(zone).date() if found.tzinfo else found.date()
    return None if found in _SENTINEL_DAYS else found


@lru_cache(maxsize=65_536)
def moment_of(text: str, *, form: str = ISO) -> datetime | None:
    """Returns the moment a text names in UTC, None when it stands for none; no zone means UTC.

    Raises:
        ValueError: the text is no date in that form.
    """
    if is_blank(text):
        return None
    found = _read(text.strip(), form)
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day, tzinfo=UTC)
    if found.date() in _SENTINEL_DAYS:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def day_after(day: date) -> date:
    """Returns the day after: an inclusive last day as the end of a half-open interval."""
    return day + timedelta(days=1)


def numeric_order(text: str) -> str:
    """Returns how a date of three numbers can be read: `dm`, `md`, `dm md`, or nothing."""
    found = _NUMERIC.match(text.strip())
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    readings = [name for name, month in (("dm", second), ("md", first)) if 1 <= month <= len(_MONTHS)]
    return " ".join(readings)


def guessed_form(text: str, order: str) -> str:
    """Returns the form of a date whose form nobody stated: ISO, or three numbers in the order found.

    Args:
        text: the cell.
        order: `dm` or `md`, or nothing when the file holds no date of three numbers.
    """
    found = _NUMERIC.match(text)
    if not found or not order:
        return ISO
    days = "%d{0}%m{0}%Y" if order == "dm" else "%m{0}%d{0}%Y"
    clock = ("", " %H:%M", " %H:%M:%S")[min(2, text.count(":"))]
    return days.format(text[len(found[1])]) + clock


def _read(text: str, form: str) -> date | datetime:
    if form == ISO:
        return _iso(text)
    if form == MAIL:
        return mail_moment(text)
    if form in EPOCHS:
        return datetime.fromtimestamp(float(text) / EPOCHS[form], tz=UTC)
    found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the caller's
    return found if "%H" in form or "%I" in form else found.date()


def _iso(text: str) -> date | datetime:
    if not _ISO_DAY.match(text):
        message = f"{text[:40]!r} is no date YYYY-MM-DD; state its form in the mapping"
        raise ValueError(message)
    if len(text) == 10:  # noqa: PLR2004 - YYYY-MM-DD
        return date.fromisoformat(text)
    return datetime.fromisoformat(text.replace(" UTC", "+00:00"))


@lru_cache(maxsize=4096)
def mail_moment(text: str) -> datetime:
    """Returns the moment of a mail's Date header in UTC; a header without a zone is taken as UTC.

    Raises:
        ValueError: the header cannot be read.
    """
    text = text.strip()
    found = _MAIL.match(text)
    if not found or found[2].lower() not in _MONTHS:
        return _odd_mail_moment(text)
    day, month, year, hour, minute, second, sign, ahead, extra = found.groups()
    moment = datetime(
        int(year),
        _MONTHS[month.lower()],
        int(day),
        int(hour),
        int(minute),
        min(int(second or 0), 59),
        tzinfo=UTC,
    )
    if _ZONE_WORD.sub("", text[found.end() :]).strip():
        return _odd_mail_moment(text)
    if not sign:
        return moment
    shift = timedelta(hours=int(ahead), minutes=int(extra))
    return moment - shift if sign == "+" else moment + shift


def _odd_mail_moment(text: str) -> datetime:
    cleaned = _COLON_ZONE.sub(r"\1\2", _ZONE_WORD.sub("", text))
    try:
        found = parsedate_to_datetime(cleaned)
    except (TypeError, IndexError, OverflowError) as error:
        message = f"{text[:40]!r} is no date"
        raise ValueError(message) from error
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
