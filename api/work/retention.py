"""The daily run that removes what was kept long enough, and says what it could not remove.

Days are counted from the workspace's day, so that a firm whose clock is pinned does not age.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from api.work.hold import Done, Hold
from graphsvc.errors import StoreUnreachableError
from graphsvc.question import day_of
from graphsvc.store.clock import Clock
from graphsvc.store.jobs import JobFile
from graphsvc.store.notices import NOTICE_DAYS, NoticeBox
from graphsvc.store.open import open_store
from graphsvc.store.replies import ReplyFile
from graphsvc.workspace import Workspace, today

EVIDENCE_DAYS = 1095
"""Days that evidence is kept, 36 months: the window of tie strength."""
_RESULTS_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One kind of thing that is kept for a time.

    Attributes:
        what: in words.
        kept: for how long, in words.
        due: how many are older.
        removed: how many of them are gone now.
        remark: why some are not.
    """

    what: str
    kept: str
    due: int
    removed: int
    remark: str = ""


def retention(hold: Hold) -> Done:
    """Removes what was kept long enough, or with `dry_run` says what would be."""
    hold.tell("retention", 0)
    is_dry_run = bool(hold.job.params.get("dry_run"))
    return Done(result=swept(hold.workspace, clock=hold.clock, now=hold.now, is_dry_run=is_dry_run))


def swept(workspace: Workspace, *, clock: Clock, now: datetime, is_dry_run: bool) -> Mapping[str, Any]:
    """Returns the report of a retention run, JSON values.

    Args:
        workspace: where.
        clock: tells the instant of jobs, microseconds UTC.
        now: the instant of the run.
        is_dry_run: remove nothing.
    """
    day = today(workspace, now=now)
    found = (
        _results(workspace, clock, is_dry_run=is_dry_run),
        _replies(workspace, clock, is_dry_run=is_dry_run),
        _notices(workspace, day, clock, is_dry_run=is_dry_run),
        _evidence(workspace, day),
    )
    return {"day": day.isoformat(), "dry_run": is_dry_run, "removals": [asdict(each) for each in found]}


def _results(workspace: Workspace, clock: Clock, *, is_dry_run: bool) -> Removal:
    with closing(JobFile(workspace.audit_path, clock=clock)) as jobs:
        gone = jobs.forget(is_dry_run=is_dry_run)
    if not is_dry_run:
        for job in gone:
            if job.result:
                (workspace.root / job.result).unlink(missing_ok=True)
    return Removal(
        what="jobs and their results",
        kept=f"{_RESULTS_DAYS} days after their end",
        due=len(gone),
        removed=0 if is_dry_run else len(gone),
    )


def _replies(workspace: Workspace, clock: Clock, *, is_dry_run: bool) -> Removal:
    with closing(ReplyFile(workspace.audit_path, clock=clock)) as replies:
        due = replies.forget(is_dry_run=is_dry_run)
    removed = 0 if is_dry_run else due
    return Removal(what="answers to repeated requests", kept="a day", due=due, removed=removed)


def _notices(workspace: Workspace, day: date, clock: Clock, *, is_dry_run: bool) -> Removal:
    before = day_of(day) - NOTICE_DAYS
    with closing(NoticeBox(workspace.audit_path, clock=clock)) as box:
        due = box.due(before)
        removed = 0 if is_dry_run or not due else box.delete_due(before)
    return Removal(what="addresses in the notice box", kept=f"{NOTICE_DAYS} days", due=due, removed=removed)


def _evidence(workspace: Workspace, day: date) -> Removal:
    """Counts days of evidence that are too old; no backend can take single days out of it yet."""
    due = _old_evidence(workspace, day_of(day) - EVIDENCE_DAYS)
    remark = "the store cannot take days out of evidence yet: tie strength leaves them out" if due else ""
    return Removal(what="days of evidence", kept=f"{EVIDENCE_DAYS} days", due=due, removed=0, remark=remark)


def _old_evidence(workspace: Workspace, before: int) -> int:
    try:
        store = open_store(
            workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
        )
        with closing(store), store.view() as view:
            return sum(int((chunk["day"] < before).sum()) for chunk in view.scan("KNOWS", ("day",)))
    except StoreUnreachableError:
        return 0
