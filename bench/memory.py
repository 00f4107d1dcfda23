"""Memory and CPU of a million interactions, each load in a process of its own so that its peak is its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.exports import contact_address, employee_address, write_interactions, write_settings, write_tables
from bench.firm import SIZES, Firm, build_firm
from bench.row import Outcome, Row, shown
from bench.server import Peer
from bench.workspace import TABLES, append_row, scratch

_COUNTS = {"S": 1_000_000, "M": 1_000_000, "L": 3_000_000}
_GIBIBYTE = 1024.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """What a child process says of one load: CPU seconds, MiB at the peak, rows by fate."""

    cpu: float
    peak: float
    read: int
    accepted: int
    duplicates: int


def million(_peer: Peer | None, size: str) -> Outcome:
    """Loads a million interactions, loads them again with one row more, and once more as they are."""
    count, firm = _COUNTS[size], build_firm(SIZES["S"])
    with scratch() as root:
        write_settings(root, (*TABLES, "interactions"))
        write_tables(root, firm)
        write_interactions(root / "interactions.csv", firm, count)
        tables = _loaded(root, *TABLES)
        first = _loaded(root, "interactions")
        append_row(root / "interactions.csv", _new_row(firm))
        again = _loaded(root, "interactions")
        same = _loaded(root, "interactions")
    _check(count, first, again, same)
    return _outcome(count, tables, {"first load": first, "with one new row": again, "equal file": same})


def _loaded(root: Path, *feeds: str) -> _Load:
    command = [sys.executable, "-m", "bench.child", str(root), *feeds]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return _Load(**json.loads(done.stdout))


def _new_row(firm: Firm) -> str:
    contact = contact_address(0, int(firm.contact_client[0]))
    return f"m-new,mail,2026-06-29T12:00:00Z,{employee_address(0)},{contact},"


def _check(count: int, first: _Load, again: _Load, same: _Load) -> None:
    """Refuses counts that do not add up; two mails of one second between the same people are one mail."""
    found = [(each.read, each.accepted + each.duplicates) for each in (first, again, same)]
    is_right = first.duplicates <= count // 1_000 and again.accepted == 1
    if found != [(count, count), (count + 1, count + 1), (0, 0)] or not is_right:
        text = f"bench: the rows of three loads do not add up: {first}, {again}, {same}"
        raise RuntimeError(text)


def _outcome(count: int, tables: _Load, loads: dict[str, _Load]) -> Outcome:
    size = f"{count:,} interactions"
    first = loads["first load"]
    peaks = [
        Row(
            name="memory", task=f"ingest, {name}", size=size, peer="1 GiB", ours=f"{load.peak:,.0f} MiB",
            theirs=f"{load.cpu:.1f} s CPU", ratio=load.peak / _GIBIBYTE, goal=1.0, is_least=False,
            noise="one run",
        )
        for name, load in loads.items()
    ]  # fmt: skip
    again = [
        Row(
            name="P12", task=f"interactions, {name}", size=size, peer="first load", ours=shown(load.cpu),
            theirs=shown(first.cpu), ratio=load.cpu / first.cpu, goal=0.15, is_least=False, noise="one run",
        )
        for name, load in loads.items()
        if load is not first
    ]  # fmt: skip
    note = (
        f"memory, {size}: canonical interactions.csv of 1,000 employees and 10,000 contacts, loaded before "
        f"({tables.cpu:.1f} s CPU, peak {tables.peak:,.0f} MiB); every load is a new process, measured once, "
        "start-up and snapshot included. Checked: rows read, taken and known already."
    )
    return Outcome(rows=[*peaks, *again], notes=[note])
