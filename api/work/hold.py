"""What a job is done with: the workspace, the job itself, and a way to say how far it is.

Whoever orders a job may cancel it, and a worker may be asked to end; both are learnt when progress is told.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graphsvc.errors import ConflictError
from graphsvc.store.clock import Clock
from graphsvc.store.jobs import Job, JobFile
from graphsvc.workspace import Workspace

_SECOND = 1_000_000
_PAUSE = _SECOND // 2


class LetGoError(ConflictError):
    """Work that is to end before it is done: it was cancelled, or the worker is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a job: JSON values of its result, and why it failed, where it did."""

    result: Mapping[str, Any]
    error: str = ""


@dataclass(slots=True, kw_only=True)
class Hold:
    """A job in the hands of a worker.

    Attributes:
        workspace: where it is done.
        job: what was ordered.
        jobs: where its progress is kept.
        clock: tells the instant, microseconds UTC.
        ending: set when the worker is to end.
    """

    workspace: Workspace
    job: Job
    jobs: JobFile
    clock: Clock
    ending: threading.Event = field(default_factory=threading.Event)
    _told_at: int = 0
    _stage: str = ""
    _is_lost: bool = False

    @property
    def now(self) -> datetime:
        """Instant of the work."""
        return datetime.fromtimestamp(self.clock() / _SECOND, UTC)

    def tell(self, stage: str, done: int, *, total: int | None = None) -> None:
        """Says how far the work is; at most twice a second within a stage."""
        now = self.clock()
        if stage == self._stage and now - self._told_at < _PAUSE:
            return
        self._stage, self._told_at = stage, now
        self._is_lost = not self.jobs.progress(self.job, stage, done, total=total)

    def refuse_to_go_on(self) -> None:
        """Returns if the work may go on.

        Raises:
            LetGoError: it was cancelled, or the worker is to end.
        """
        if self._is_lost:
            raise LetGoError("The job was cancelled.")
        if self.ending.is_set():
            raise LetGoError("The worker was asked to end; the job waits for the next one.")

    def counter(self) -> Callable[[str, str, int], None]:
        """Returns what a load tells its progress: rows add up by feed and stage.

        A feed of which something was written is finished, since half a load holds the publication back;
        work that is to end stops while a feed is only read.
        """
        rows: dict[tuple[str, str], int] = {}

        def told(feed: str, stage: str, more: int) -> None:
            """Tells how many rows of a stage are done by now."""
            slot = (feed, stage)
            rows[slot] = rows.get(slot, 0) + more
            self.tell(f"{feed}: {stage}", rows[slot])
            if (feed, "write") not in rows:
                self.refuse_to_go_on()

        return told
