"""What a written demo holds: its files, its day and the trouble to be found in it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.demo.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """The demo as it stands on disk.

    Attributes:
        workspace: folder with `graphsvc.toml` and `exports/`.
        files: everything written, settings first.
        as_of: the day the demo is pinned to.
        leavers: e-mail addresses of the two whose last working day is next month.
        mails: distinct mails, noise included.
        meetings: meetings held.
    """

    workspace: Path
    seed: int
    as_of: date
    files: tuple[Path, ...]
    planted: tuple[Trouble, ...]
    leavers: tuple[str, ...]
    mails: int
    meetings: int
