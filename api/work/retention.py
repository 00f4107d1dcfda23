"""The daily run that removes what was kept long enough, and says what it could not remove.

Days are counted from the workspace's day, so that a firm whose clock is pinned does not age.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from api.access import record
from api.work.hold import Done, Hold
from graphsvc.ageing import own_firm, unconfirmed
from graphsvc.errors import StoreUnreachableError
from graphsvc.kinds.consent import LIVES
from graphsvc.publish import Terms, publish
from graphsvc.question import day_of
from graphsvc.store.audit import Access, AuditFile
from graphsvc.store.clock import Clock
from graphsvc.store.jobs import JobFile
from graphsvc.store.notices import NOTICE_DAYS, NoticeBox
from graphsvc.store.open import open_store
from graphsvc.store.port import Expired, Expiry, Store
from graphsvc.store.replies import ReplyFile
from graphsvc.workspace import Workspace, today

EVIDENCE_DAYS = 1095
"""Days that evidence is kept, 36 months: the window of tie strength."""
AUDIT_DAYS = 1461
"""Days that the audit is kept, 4 years."""
_RESULTS_DAYS = 7
_DAY = 24 * 3600 * 1_000_000
_PROFILES = (
    "name, time here and units stay; address, place, titles, other employers and the reason for leaving go, "
    "but for what the contact list of a client says, and the client and address of who still writes with us"
)


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
    by = Access(who=hold.job.who, role="service", action="retention")
    report = swept(hold.workspace, clock=hold.clock, now=hold.now, by=None if is_dry_run else by)
    return Done(result=report)


def swept(workspace: Workspace, *, clock: Clock, now: datetime, by: Access | None) -> Mapping[str, Any]:
    """Returns the report of a retention run, JSON values.

    Args:
        workspace: where.
        clock: tells the instant of jobs, microseconds UTC.
        now: the instant of the run.
        by: who removes, for the audit; None = a dry run, which removes nothing.
    """
    day = today(workspace, now=now)
    is_dry_run = by is None
    found = (
        _results(workspace, clock, is_dry_run=is_dry_run),
        _replies(workspace, clock, is_dry_run=is_dry_run),
        _notices(workspace, day, clock, is_dry_run=is_dry_run),
        *_of_the_graph(workspace, day, is_dry_run=is_dry_run),
        _audit(workspace, clock, by),
    )
    if by is not None:
        record(workspace, replace(by, count=sum(each.removed for each in found)))
    return {"day": day.isoformat(), "dry_run": is_dry_run, "removals": [asdict(each) for each in found]}


def _results(workspace: Workspace, clock: Clock, *, is_dry_run: bool) -> Removal:
    with closing(JobFile(workspace.audit_path, clock=clock)) as jobs:
        old = jobs.old()
        if not is_dry_run:
            for job in old:
                if job.result:
                    (workspace.root / job.result).unlink(missing_ok=True)
            jobs.forget(old)  # last: nothing else names the files
    return Removal(
        what="jobs and their results",
        kept=f"{_RESULTS_DAYS} days after their end",
        due=len(old),
        removed=0 if is_dry_run else len(old),
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


def _of_the_graph(workspace: Workspace, day: date, *, is_dry_run: bool) -> tuple[Removal, ...]:
    found = _expired(workspace, day, is_dry_run=is_dry_run)

    def removal(what: str, kept: str, due: int, remark: str = "") -> Removal:
        """Returns the line of one class in the report."""
        removed = 0 if is_dry_run else due
        return Removal(what=what, kept=kept, due=due, removed=removed, remark=remark if due else "")

    kept = f"{EVIDENCE_DAYS} days"
    return (
        removal("days of evidence", kept, found.days),
        removal("fingerprints of messages", kept, found.prints),
        removal(
            "profiles of former colleagues",
            f"{LIVES.days} days after they left or last agreed to something",
            found.people,
            _PROFILES,
        ),
    )


def _expired(workspace: Workspace, day: date, *, is_dry_run: bool) -> Expired:
    """Removes from the graph what is too old and publishes; a workspace without a store has nothing.

    A run publishes although nothing is due: the one before may have died after it removed.
    """
    if not _is_kept(workspace):
        return Expired(days=0, prints=0, people=0)
    with closing(_opened(workspace, read_only=is_dry_run)) as store:
        found = store.expire(_expiry(workspace, store, day), is_dry_run=is_dry_run)
        if not is_dry_run:
            publish(store, workspace.snapshots, Terms(today=day_of(day), currency=workspace.firm.currency))
    return found


def _is_kept(workspace: Workspace) -> bool:
    try:
        with closing(_opened(workspace, read_only=True)) as store:
            store.version()
    except StoreUnreachableError:
        return False
    return True


def _opened(workspace: Workspace, *, read_only: bool) -> Store:
    return open_store(
        workspace.store_url, read_only=read_only, sources=workspace.sources, secret=workspace.secret()
    )


def _expiry(workspace: Workspace, store: Store, day: date) -> Expiry:
    with store.view() as view:
        return Expiry(
            evidence_before=day_of(day) - EVIDENCE_DAYS,
            people=tuple(unconfirmed(view, day)),
            own=own_firm(view),
            domains=frozenset(domain.lower() for domain in workspace.firm.domains),
        )


def _audit(workspace: Workspace, clock: Clock, by: Access | None) -> Removal:
    before = clock() - AUDIT_DAYS * _DAY
    with closing(AuditFile(workspace.audit_path, secret=workspace.secret(), clock=clock)) as audit:
        due = audit.old(before)
        removed = audit.cut(before, by) if by and due else 0
    return Removal(what="rows of the audit", kept="4 years", due=due, removed=removed)
