"""Amounts, numbers, yes and no, lists: cells that are more than text."""

import re
from decimal import Decimal, InvalidOperation

LOCALES = {
    "plain": ("", "."),
    "en": (",", "."),
    "de": (".", ","),
    "fr": (" ", ","),
    "ch": ("'", "."),
}
"""Declared locale to its thousands separator and decimal mark; `plain` takes no thousands separator."""

_YES = frozenset({"true", "yes", "1", "y", "t", "1.0"})
_NO = frozenset({"false", "no", "0", "n", "f", "0.0"})
_SYMBOLS = re.compile(r"[$€£¥]|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_SPACES = re.compile(r"\s")


def amount_of(text: str, *, locale: str = "plain") -> Decimal | None:
    """Returns the decimal of a cell, None when it is empty; a currency sign or code is cut.

    Raises:
        ValueError: the cell is no number in that locale.
    """
    thousands, mark = LOCALES[locale]
    bare = _SPACES.sub("", _SYMBOLS.sub("", text)).replace("\u2019", "'")
    if not bare or bare == "-":
        return None
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    return _decimal(bare.replace(thousands.strip() or "\0", "").replace(mark, "."), text)


def _decimal(bare: str, text: str) -> Decimal:
    try:
        found = Decimal(bare)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        message = f"{text.strip()[:40]!r} is no number; state its locale in the mapping"
        raise ValueError(message)
    return found


def whole_number(text: str) -> int | None:
    """Returns the whole number of a cell (`12`, `12.0`), None when it is empty.

    Raises:
        ValueError: the cell is no whole number.
    """
    found = amount_of(text)
    if found is None:
        return None
    if found != found.to_integral_value():
        message = f"{text.strip()[:40]!r} is no whole number"
        raise ValueError(message)
    return int(found)


def boolean_of(text: str) -> bool | None:
    """Returns yes or no, None when the cell is empty.

    Raises:
        ValueError: the cell says neither.
    """
    lowered = text.strip().lower()
    if not lowered:
        return None
    if lowered in _YES or lowered in _NO:
        return lowered in _YES
    message = f"{text.strip()[:40]!r} is neither yes nor no"
    raise ValueError(message)


def items_of(text: str, *, mark: str = ";") -> tuple[str, ...]:
    """Returns the items of a list cell, trimmed, without empty ones, each once."""
    parts = (part.strip() for part in text.split(mark))
    return tuple(dict.fromkeys(part for part in parts if part))


def salesforce_id(text: str) -> str:
    """Returns the 18-character form of a record id of 15; other text stays.

    Each block of five adds a letter of A-Z0-5: bit k is set when its k-th character is upper-case.
    """
    plain = text.strip()
    if len(plain) != 15 or not plain.isalnum():  # noqa: PLR2004 - the short form
        return plain
    blocks = (plain[start : start + 5] for start in (0, 5, 10))
    return plain + "".join(map(_check_letter, blocks))


def _check_letter(block: str) -> str:
    bits = sum(1 << place for place, mark in enumerate(block) if mark.isupper())
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
