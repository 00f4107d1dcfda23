"""Values as a page shows them: names that lead on, shares with a tint, money, lists in a line."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.shape import Words

_LISTED = 3
_AMOUNT = re.compile(r"-?\d+\.\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TINTS = (0.25, 0.4, 0.6, 0.8)
_BAND, _AMOUNTS = "value_band", "value"
_FEES = frozenset({_BAND, _AMOUNTS, "fees_at_stake", "loss", "solely_held"})
UNKNOWN = "unknown"
"""What stands for fees that nobody stated: not a dash, and never an amount of nothing."""
_BEFORE, _AFTER = "_before", "_after"
_UNMEASURED = {"assigned": "on paper", "declared": "declared"}
_PLAIN = {
    "cut_vertex": "holds the network together",
    "broker": "only link of some pairs",
    "hard": "clear",
    "soft": "borderline",
    "employee": "colleague",
    "fades": "weaker than at the last contact",
    "overdue": "quiet for longer than usual",
    "leads": "lead",
    "mentors": "mentor",
    "coaches": "coach",
    "exposed": "nobody",
    "backup": "warm second",
    "redundant": "strong second",
    "told": "told",
    "address_waiting": "not told: address waits",
    "not_reachable": "not told: no address",
}
_FEW_PLACES = (0, 1)
_HOP = {"person", "unit", "band"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: text, where it leads, the tint of a share (0 to 4), what kind of value it is.

    `is_missing` marks what somebody still has to fill in;
    `before` is the same figure before a change; `is_paper` marks what nobody measured; `items` are the texts
    of a list and where each leads.
    """

    text: str
    link: str = ""
    level: int | None = None
    is_number: bool = False
    is_day: bool = False
    is_paper: bool = False
    before: "Cell | None" = None
    items: tuple[tuple[str, str], ...] = ()
    is_missing: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column head with the sentence that explains it."""

    label: str
    help: str
    is_number: bool


def columns(
    rows: Sequence[Mapping[str, Any]], words: Mapping[str, Words], *, hidden: frozenset[str]
) -> list[str]:
    """Returns the columns of a table: names instead of keys, nothing technical, nothing empty.

    Names need not be joined: a key that is there has a name.
    """
    wanted = [name for name in words if f"{name}_name" not in words and name not in hidden]
    wanted = [
        name
        for name in wanted
        if not _twin(name, _BEFORE, _AFTER) or _twin(name, _BEFORE, _AFTER) not in words
    ]
    shown = [name for name in wanted if any(_is_shown(name, row) for row in rows)]
    return [name for name in shown if name != _BAND or _AMOUNTS not in shown]


def _is_shown(name: str, row: Mapping[str, Any]) -> bool:
    value = row[name] if name in row else row.get(name.removesuffix("_name"))
    return value not in (None, [], "") or _is_unmeasured(name, row)


def _is_unmeasured(name: str, row: Mapping[str, Any]) -> bool:
    return name == "band" and not row.get("band") and row.get("basis") in _UNMEASURED


def _twin(name: str, start: str, end: str) -> str:
    """Returns the name of the same figure on the other side of a change, empty if it has no sides."""
    return name.removesuffix(end) + start if name.endswith(end) else ""


def head(name: str, words: Mapping[str, Words], rows: Sequence[Mapping[str, Any]]) -> Head:
    """Returns the head of a column."""
    is_change = _twin(name, _AFTER, _BEFORE) in words
    label = f"{words[name].label.removesuffix(' before')}, before → after" if is_change else words[name].label
    return Head(
        label=f"{label}{_currency(name, rows)}",
        help=words[name].help,
        is_number=any(_is_amount(row.get(name)) for row in rows),
    )


def _currency(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Returns the currency of a column of money after a comma, empty where there is none or several."""
    if not any(isinstance(row.get(name), str) and _AMOUNT.fullmatch(row[name]) for row in rows):
        return ""
    found = {row["currency"] for row in rows if row.get("currency")}
    return f", {found.pop()}" if len(found) == 1 else ""


def cell(name: str, row: Mapping[str, Any], words: Mapping[str, Words]) -> Cell:
    """Returns the cell of a row; a figure with two sides shows both."""
    after = _twin(name, _AFTER, _BEFORE)
    if after in words:
        return dataclasses.replace(_plain(after, row, words), before=_plain(name, row, words))
    if _is_unmeasured(name, row):
        return Cell(text=_UNMEASURED[row["basis"]], is_paper=row["basis"] == "assigned")
    return _plain(name, row, words)


def _plain(name: str, row: Mapping[str, Any], words: Mapping[str, Words]) -> Cell:
    value, said = row.get(name), words[name]
    if value is None and name in _FEES:
        return Cell(text=UNKNOWN)
    if isinstance(value, float) and said.unit == "share":
        return share_cell(value)
    if isinstance(value, list) and any(isinstance(item, dict) and "client" in item for item in value):
        return Cell(text=text(value), items=_items(value))
    if isinstance(value, float) and said.decimals in _FEW_PLACES:
        return Cell(text=f"{value:,.{said.decimals}f}", is_number=True)
    is_day = isinstance(value, str) and bool(_DAY.fullmatch(value))
    return Cell(text=text(value), link=_link(name, row, said), is_number=_is_amount(value), is_day=is_day)


def _items(records: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Returns the first records of a list in words, each leading to its client, and how many more."""
    shown = [(nested(each), client_path(each["client"])) for each in records[:_LISTED]]
    more = len(records) - _LISTED
    return (*shown, *([(f"… and {more} more", "")] if more > 0 else []))


def share_cell(value: float, *, is_paper: bool = False) -> Cell:
    """Returns the cell of a share: per cent and one of five tints."""
    level = sum(value >= step for step in _TINTS)
    return Cell(text=f"{value:.0%}", level=level, is_number=True, is_paper=is_paper)


def text(value: Any) -> str:
    """Returns a value in plain words."""
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10 or not value else f"{value:.2f}"  # noqa: PLR2004 - two digits
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, dict):
        return nested(value)
    return _PLAIN.get(str(value)) or _money(str(value)).replace("_", " ")


def _list(values: Sequence[Any]) -> str:
    """Returns the first of several values in a line; a way as a whole."""
    if isinstance(values[0], dict) and values[0].keys() >= _HOP:
        return _way(values)
    more = f" … and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
    mark = " " if str(values[0]).endswith(".") else ", "
    return mark.join(text(item) for item in values[:_LISTED]) + more


def nested(record: Mapping[str, Any]) -> str:
    """Returns a record inside a cell: who, and the one share or amount said of them."""
    if set(record) >= {"person_name", "share"}:
        return f"{record['person_name']} leaves, {record['share']:.0%}"
    who = [str(value) for name, value in record.items() if name.endswith("_name") and value is not None]
    said = [
        f"{value:.0%}" if name == "share" else text(value)
        for name, value in record.items()
        if name in {"share", "kind", "value", "loss", "role", "backup_depth", "last_day", "relation"}
        and value is not None
    ]
    return " – ".join(who) + (f" ({', '.join(said)})" if said else "")


def _way(hops: Sequence[Mapping[str, Any]]) -> str:
    """Returns a way in words: everybody on it, and how close each is to the next."""
    steps: list[str] = []
    for hop in hops:
        steps += [colleague(hop["person_name"], hop["unit_name"])]
        steps += [text(hop["band"])] if hop["band"] else []
    return " – ".join(steps)


def colleague(name: str | None, unit: str | None) -> str:
    """Returns who somebody is, as far as the reader may know."""
    return name or (f"a colleague in {unit}" if unit else "a colleague")


def _money(value: str) -> str:
    return f"{int(value.partition('.')[0]):,}" if _AMOUNT.fullmatch(value) else value


def _is_amount(value: Any) -> bool:
    """Returns whether a value is a number, or money."""
    if isinstance(value, str):
        return bool(_AMOUNT.fullmatch(value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def client_path(key: str) -> str:
    """Returns the address of the page of a client."""
    return f"/clients/{key}"


def _link(name: str, row: Mapping[str, Any], said: Words) -> str:
    """Returns where a name leads: a client to its page; people have none of their own."""
    key = row.get(name.removesuffix("_name"))
    if said.node == "Organisation" and isinstance(key, str):
        return client_path(key)
    return ""
