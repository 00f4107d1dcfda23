"""Tables and progress on a terminal; everything else gets the same rows as JSON or CSV."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from api.answer import labels
from graphsvc.question import Question
from graphsvc.shape import Words

_SHARE = "share"
_WIDE = 260
_LISTED = 4


def console() -> Console:
    """Returns the console for data: standard output, wide enough for a table when it is no terminal."""
    out = Console(file=sys.stdout, highlight=False)
    return out if out.is_terminal else Console(file=sys.stdout, highlight=False, width=_WIDE)


def show_answer(question: Question, content: Mapping[str, Any]) -> None:
    """Prints an answer: title, table, summary, and what it rests on."""
    out = console()
    words = labels(question.row)
    out.print(
        f"[bold]{question.title}[/bold]  as of {content['as_of']}, snapshot {content['snapshot']['seq']}"
    )
    rows = content["data"]
    counted = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    out.print(_table(rows, words, caption=f"{counted}, basis {content['basis']}"))
    for name, said in labels(question.summary).items():
        value = content["summary"].get(name)
        if f"{name}_name" not in content["summary"] and value not in (None, [], ""):
            out.print(f"  {said.label}: {shown(value, said)}", soft_wrap=True)


def _table(rows: Sequence[Mapping[str, Any]], words: Mapping[str, Words], *, caption: str) -> Table:
    table = Table(caption=caption, show_lines=False)
    names = [name for name in words if f"{name}_name" not in words]
    names = [name for name in names if any(row.get(name) not in (None, [], "") for row in rows)]
    names = [name for name in names if name != "value_band" or "value" not in names]
    for name in names:
        table.add_column(words[name].label, overflow="fold")
    for row in rows:
        table.add_row(*(shown(row.get(name), words[name]) for name in names))
    return table


def shown(value: Any, words: Words) -> str:
    """Returns a value as people read it: shares in per cent, strengths without decimals, lists in a line."""
    if value is None:
        return "unknown" if words.fees else "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0%}" if words.unit == _SHARE else f"{value:.4g}"
    if isinstance(value, list):
        return _listed(value, words)
    if isinstance(value, dict):
        return _record(value)
    return str(value).replace("_", " ") if words.node is None else str(value)


def _listed(values: Sequence[Any], words: Words) -> str:
    mark = "; " if values and isinstance(values[0], dict) else ", "
    mark = " " if values and str(values[0]).endswith(".") else mark  # sentences
    more = f"{mark}and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
    return mark.join(shown(value, words) for value in values[:_LISTED]) + more


def _record(record: Mapping[str, Any]) -> str:
    """Returns a nested record in a line: who, then what is said of them in brackets."""
    who = [str(value) for name, value in record.items() if name.endswith("_name") and value is not None]
    said = [
        _plain(value)
        for name, value in record.items()
        if value is not None and not name.endswith("_name") and f"{name}_name" not in record
    ]
    return " – ".join(who) + (f" ({', '.join(said)})" if said else "")


def _plain(found: Any) -> str:
    if isinstance(found, float):
        return f"{found:.2f}"
    if isinstance(found, list):
        return ", ".join(str(item) for item in found)
    return str(found).replace("_", " ")


@contextmanager
def progress(*, is_quiet: bool) -> Iterator[Callable[[str, str, int], None]]:
    """Opens a progress display on standard error; silent where nobody looks."""
    err = Console(stderr=True)
    if is_quiet or not err.is_terminal:
        yield lambda _feed, _stage, _rows: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        known: dict[tuple[str, str], Any] = {}

        def advance(feed: str, stage: str, rows: int) -> None:
            """Moves the bar of a stage on by some rows."""
            slot = (feed, stage)
            if slot not in known:
                known[slot] = bars.add_task(f"{feed}: {stage}", total=None)
            bars.advance(known[slot], rows)

        yield advance
