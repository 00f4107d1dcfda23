"""What became of each feed, as far as somebody may know it, and what they may order.

An administrator looks after every feed; the alumni programme after those that speak of alumni alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

import numpy as np

from api.endpoint import Call
from api.problem import Fault, ProblemError
from graphsvc.errors import GraphsvcError, NotAllowedError, NotReadyError
from graphsvc.question import date_of, day_of
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.store.jobs import Job
from graphsvc.store.loads import LastLoad
from graphsvc.workspace import Feed, Workspace, today
from ingest.source import record_types
from ingest.upload import takes_files

ROLES = frozenset({"admin", "alumni_programme"})
"""Who may load anything."""
OF_ALUMNI = frozenset({"alumni"})
"""Types of records that the alumni programme looks after."""
INGEST = "ingest"
_SECOND = 1_000_000
_RECENT = 50
FeedPhase = Literal["never", "queued", "running", "refused", "loaded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why rows were not used, and how many."""

    reason: str = field(label="Reason", help="What is wrong and what to do.")
    rows: int = field(label="Rows", help="Rows it happened to.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed: what became of it when it was last loaded."""

    name: str = field(label="Feed", help="Its name in the settings.")
    state: FeedPhase = field(
        label="State",
        help="Never loaded, waiting, being loaded, refused by the last load, or loaded.",
    )
    loaded_at: datetime | None = field(label="Last load", help="When its files were last read.")
    looked_at: datetime | None = field(
        label="Last look", help="When its files were last looked at, with or without news."
    )
    effective: date | None = field(label="Stands for", help="Day of the last load that was accepted.")
    age_days: int | None = field(label="Age", help="Days since then.", unit="days")
    expect_every: int | None = field(label="Expected", help="Days after which it counts as old.", unit="days")
    is_late: bool = field(label="Late", help="Whether it is older than expected.")
    read: int = field(label="Rows read", help="Rows of its files in the last load.")
    accepted: int = field(label="Rows used", help="Rows that were right and used, unchanged ones included.")
    rejected: int = field(label="Rows rejected", help="Rows that were wrong.")
    duplicates: int = field(label="Twice", help="Rows that said again what another row or load said.")
    set_aside: int = field(label="Set aside", help="Rows that were right and not used.")
    created: int = field(label="Created", help="Records that were new.")
    changed: int = field(label="Changed", help="Records that changed.")
    closed: int = field(label="Closed", help="Records that its files no longer report.")
    merged: int = field(label="Merged", help="People and organisations found to be one.")
    reasons: tuple[Reason, ...] = field(label="Reasons", help="Why rows were not used, most first.")
    remarks: tuple[str, ...] = field(label="Remarks", help="What is to be said of its files.")
    rejects: str | None = field(label="Rejects", help="Address of the file of every row that was not used.")
    covered: int | None = field(
        label="Covered",
        help="People whose mail or calendar it holds, for some time or until now; empty for other feeds.",
    )
    error: str | None = field(label="Error", help="Why the last load was refused.")
    would_close: float | None = field(
        label="Would close",
        help="Share of its records that the last load would have closed, where that refused it.",
        unit="share",
        decimals=6,
    )
    published: int | None = field(label="Published", help="Number of the first publication after the load.")
    takes_files: bool = field(label="Takes files", help="Whether a file for it can be sent here.")
    job: str | None = field(label="Job", help="The job that loads it now or waits to, empty = none.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """Which feeds to load."""

    feeds: tuple[str, ...] = field(label="Feeds", help="Names of feeds; none = all in reach.", default=())
    allow_close: float | None = field(
        label="May close",
        help="Share of the one feed's records that may close in this load, 0 to 1.",
        default=None,
    )
    reason: str = field(label="Reason", help="Why that is right; logged. Needed with it.", default="")


def feeds_of(workspace: Workspace, roles: frozenset[str]) -> list[Feed]:
    """Returns the feeds that somebody with these roles may load, in order of trust."""
    if "admin" in roles:
        return list(workspace.feeds)
    if "alumni_programme" in roles:
        return [feed for feed in workspace.feeds if _is_of_alumni(workspace, feed)]
    return []


def feed_of(call: Call) -> Feed:
    """Returns the feed that the address names.

    Raises:
        ProblemError: there is none of this name in reach.
    """
    for feed in feeds_of(call.workspace, call.principal.roles):
        if feed.name == call.path["feed"]:
            return feed
    raise ProblemError("not-found", "There is no feed of this name.")


def _is_of_alumni(workspace: Workspace, feed: Feed) -> bool:
    try:
        found = record_types(replace(workspace, feeds=(feed,)))[feed.name]
    except GraphsvcError:
        return False
    return bool(found) and found <= OF_ALUMNI


def states(call: Call) -> list[FeedState]:
    """Returns what became of each feed in reach."""
    workspace = call.workspace
    known: dict[str, LastLoad] = call.house.beside.loads.all()
    jobs = _live_jobs(call)
    covered = _covered(call)
    day = today(workspace, now=datetime.fromtimestamp(call.house.clock() / _SECOND, UTC))
    return [
        _state(feed, known.get(feed.name), jobs.get(feed.name), covered=covered.get(feed.name), day=day)
        for feed in feeds_of(workspace, call.principal.roles)
    ]


def _state(
    feed: Feed, load: LastLoad | None, job: Job | None, *, covered: int | None, day: date
) -> FeedState:
    said: Mapping[str, Any] = load.report if load else {}
    age = None if load is None or load.effective is None else day_of(day) - load.effective
    return FeedState(
        name=feed.name,
        state=_phase(load, job),
        loaded_at=_instant(load.loaded_at) if load else None,
        looked_at=_instant(load.looked_at) if load else None,
        effective=date_of(load.effective) if load and load.effective is not None else None,
        age_days=age,
        expect_every=feed.expect_every,
        is_late=feed.expect_every is not None and age is not None and age > feed.expect_every,
        accepted=said.get("accepted", 0) + said.get("unchanged", 0),
        **{name: said.get(name, 0) for name in _COUNTS},
        reasons=tuple(Reason(reason=text, rows=rows) for text, rows in said.get("reasons", {}).items()),
        remarks=tuple(said.get("remarks", ())),
        rejects=f"/v1/imports/{feed.name}/rejects" if said.get("rejects_file") else None,
        covered=covered,
        error=said.get("error"),
        would_close=said.get("would_close"),
        published=load.seq if load else None,
        takes_files=takes_files(feed),
        job=job.id if job else None,
    )


_COUNTS = ("read", "duplicates", "rejected", "set_aside", "created", "changed", "closed", "merged")


def _phase(load: LastLoad | None, job: Job | None) -> FeedPhase:
    if job:
        return "running" if job.state == "running" else "queued"
    if load is None:
        return "never"
    return "refused" if load.is_refused else "loaded"


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at / _SECOND, UTC)


def _covered(call: Call) -> dict[str, int]:
    """Returns how many people's mail or calendar each feed holds, by the publication."""
    try:
        snapshot: Snapshot = call.house.snapshot()
    except NotReadyError:
        return {}
    feeds = snapshot.manifest.quals.get("OBSERVED", ())
    found = snapshot.edges("OBSERVED")
    return {feed: int(np.unique(found.src[found.qual == code]).size) for code, feed in enumerate(feeds)}


def _live_jobs(call: Call) -> dict[str, Job]:
    """Returns the job that loads each feed now, or waits to, by feed."""
    every = call.workspace.sources
    live = [job for job in call.house.jobs.newest(INGEST, limit=_RECENT) if job.is_live]
    return {feed: job for job in live for feed in job.params.get("feeds") or every}


def order(call: Call, wanted: ImportOrder) -> Job:
    """Queues the load of feeds.

    Raises:
        ProblemError: a feed is not in reach, what may close is not allowed properly, or the caller has too
            many jobs.
    """
    names = [feed.name for feed in feeds_of(call.workspace, call.principal.roles)]
    _refuse_unknown(wanted.feeds, names)
    _refuse_unreasoned(wanted)
    params: dict[str, Any] = {
        "feeds": list(dict.fromkeys(wanted.feeds)) or names,
        "role": ",".join(sorted(call.principal.roles & ROLES)),
    }
    if wanted.allow_close is not None:
        params |= {"allow_close": wanted.allow_close, "reason": wanted.reason.strip()}
    return put(call, INGEST, params)


def put(call: Call, kind: str, params: Mapping[str, Any]) -> Job:
    """Queues a job of the caller.

    Raises:
        ProblemError: they have too many.
    """
    try:
        job: Job = call.house.jobs.put(kind, params, who=call.principal.name)
    except NotAllowedError as error:
        raise ProblemError("rate-limited", f"{error}.", headers={"Retry-After": "30"}) from error
    return job


def _refuse_unknown(wanted: Sequence[str], names: Sequence[str]) -> None:
    unknown = sorted(set(wanted) - set(names))
    if unknown or not names:
        known = ", ".join(names) or "none: write one into graphsvc.toml"
        raise _fault("feeds", f"There is no feed {', '.join(unknown)}; there are {known}.")


def _refuse_unreasoned(wanted: ImportOrder) -> None:
    if wanted.allow_close is None:
        return
    if not 0 <= wanted.allow_close <= 1:
        raise _fault("allow_close", "Give a share from 0 to 1.")
    if len(set(wanted.feeds)) != 1:
        raise _fault("feeds", "Name the one feed whose records may close.")
    if not wanted.reason.strip():
        raise _fault("reason", "Say why so many records may close; it is logged.")


def _fault(name: str, detail: str) -> ProblemError:
    return ProblemError(
        "validation", detail, faults=(Fault(where="body", pointer=f"/{name}", detail=detail),)
    )


def rejects(call: Call) -> str:
    """Returns the file of the rows of a feed that were not used.

    Raises:
        ProblemError: there is no such feed in reach, or every row of it was used.
    """
    path = call.workspace.root / "rejects" / f"{feed_of(call).name}.csv"
    if not path.is_file():
        raise ProblemError("not-found", "Every row of this feed was used.")
    return path.read_text(encoding="utf-8")
