"""A workspace of real data in a temporary folder, worked only through the command line.

Mappings and settings are ours and lie beside this file; the data stay where they are.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from api.cli import root

HERE = Path(__file__).resolve().parent
Show = Callable[[str, Iterable[object]], None]
PURPOSE = ("--purpose", "account review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One workspace folder and the commands that are given to it."""

    folder: Path

    def run(self, *arguments: str) -> str:
        """Returns what a command prints; one that fails fails the test, with its words."""
        found = CliRunner().invoke(root, ["-w", str(self.folder), *arguments])
        assert found.exit_code == 0, f"{found.output}\n{found.exception!r}"
        return str(found.stdout)

    def ingest(self, *feeds: str) -> dict[str, Mapping[str, Any]]:
        """Returns the report of every feed by name."""
        report = json.loads(self.run("ingest", *feeds, "--json"))
        return {feed["name"]: feed for feed in report["feeds"]}

    def text(self, *question: str) -> str:
        """Returns the JSON of an answer as it is printed."""
        return self.run("ask", *question, *PURPOSE, "--json")

    def ask(self, *question: str) -> Mapping[str, Any]:
        """Returns an answer."""
        answer: Mapping[str, Any] = json.loads(self.text(*question))
        return answer

    def copy(self, folder: Path) -> "Desk":
        """Returns a copy of the workspace inside a folder, so that this one stays as it is."""
        shutil.copytree(self.folder, folder / "copy")
        return Desk(folder=folder / "copy")

    def rejects(self, feed: str) -> str:
        """Returns the file of the rows that were not used."""
        return (self.folder / "rejects" / f"{feed}.csv").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A workspace and the reports of its first load, by feed."""

    desk: Desk
    report: Mapping[str, Mapping[str, Any]]


def open_desk(folder: Path, data: Path, *, settings: str, files: Sequence[str] = ()) -> Desk:
    """Returns a workspace whose settings point at the data; `files` lie beside this one."""
    text = (HERE / settings).read_text(encoding="utf-8").replace("DATA", data.as_posix())
    (folder / "graphsvc.toml").write_text(text, encoding="utf-8")
    for name in files:
        (folder / name).write_bytes((HERE / name).read_bytes())
    return Desk(folder=folder)


def load_desk(desk: Desk) -> Loaded:
    """Loads all feeds of a new workspace."""
    return Loaded(desk=desk, report=desk.ingest())


def brief(row: Mapping[str, Any], *fields: str) -> str:
    """Returns some fields of a row on one line."""
    return ", ".join(f"{field} {row[field]}" for field in fields)
