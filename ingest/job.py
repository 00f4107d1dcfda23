"""The one pipeline: files of other systems into the store, one run a feed, then one publication.

Feeds that introduce people and clients come before feeds that speak of them, and mail comes last. A feed
that is refused leaves the others alone; what was accepted is published, and the report says both.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from graphsvc.errors import ConflictError, InputRefusedError, ShrinkError
from graphsvc.key import hash63
from graphsvc.publish import Terms, publish
from graphsvc.store.loads import LoadFile
from graphsvc.store.open import open_store
from graphsvc.store.port import APP, Batch, NodeClaim, RunRecord, RunSpec, Store, Writer
from graphsvc.workspace import Workspace, today
from ingest.dry import DryWriter
from ingest.events import EVENTS, EventLoad, open_events
from ingest.exclusions import EXCLUSION, excluded, read_exclusions
from ingest.identity import Directory, open_directory
from ingest.notices import keep_notices
from ingest.parties import Excluded
from ingest.report import FeedReport, Report, write_rejects
from ingest.source import Source, describe, open_sources, record_types
from ingest.statement import Notice
from ingest.statements import STATEMENTS
from ingest.tabular import Load, load_tables

_MAX_CLOSE = 0.20
_EPOCH = date(1970, 1, 1)
Progress = Callable[[str, str, int], None]
"""Told feed, stage and the rows done since the last call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a caller asks of a load.

    Attributes:
        feeds: names of feeds; empty = all.
        is_dry_run: read, check and compare, write nothing.
        allow_close: share of a source's records that may close; None = the default guard.
        now: instant of the load.
        progress: told what is done.
    """

    now: datetime
    progress: Progress
    feeds: tuple[str, ...] = ()
    is_dry_run: bool = False
    allow_close: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    workspace: Workspace
    order: Order
    store: Store
    directory: Directory
    excluded: Excluded
    has_employee_feed: bool

    @property
    def day(self) -> date:
        """Day of the load."""
        return today(self.workspace, now=self.order.now)


def ingest(workspace: Workspace, order: Order) -> Report:
    """Loads the feeds and publishes what changed.

    Raises:
        InputRefusedError: a path, a mapping or the workspace cannot be used; nothing was read.
        StoreUnreachableError: the store does not answer.
    """
    sources = sorted(open_sources(workspace, order.feeds), key=_rank)
    report = Report(is_dry_run=order.is_dry_run)
    with opened(workspace) as store:
        job = _prepared(workspace, order, store)
        for source in sources:
            report.feeds.append(_fed(job, source))
            if report.feeds[-1].error and not order.is_dry_run:
                job = replace(job, directory=_directory(job.store, workspace))
        if not order.is_dry_run:
            _publish(job, report)
    return report


@contextmanager
def opened(workspace: Workspace) -> Iterator[Store]:
    """Opens the workspace's store, its schema brought up to date."""
    store = open_store(workspace.store_url, sources=workspace.sources, secret=workspace.secret())
    try:
        store.migrate()
        yield store
    finally:
        store.close()


def _prepared(workspace: Workspace, order: Order, store: Store) -> _Job:
    types = record_types(workspace)
    exclusions = [name for name, found in types.items() if EXCLUSION in found]
    job = _Job(
        workspace=workspace,
        order=order,
        store=store,
        directory=_directory(store, workspace),
        excluded=excluded(open_sources(workspace, exclusions)) if exclusions else Excluded(),
        has_employee_feed=any("employee" in found for found in types.values()),
    )
    if not order.is_dry_run and not _is_known(job):
        _introduce_firm(job)
    return job


def _directory(store: Store, workspace: Workspace) -> Directory:
    with store.view() as view:
        return open_directory(view, workspace.firm, secret=workspace.secret())


def _is_known(job: _Job) -> bool:
    with job.store.view() as view:
        return bool(view.get([job.directory.firm]))


def _introduce_firm(job: _Job) -> None:
    firm, key = job.workspace.firm, job.directory.firm
    said = {"name": firm.name, "type": "own", "domains": list(firm.domains)}
    claim = NodeClaim(kind="Organisation", key=key, properties=said)
    run = RunSpec(run_id=f"firm-{key}", source=APP, mode="delta", effective=_day(job.day))
    with job.store.writer(run) as writer:
        writer.write(writer.state.next_batch, Batch(nodes=[claim]))
        writer.finish()


def _rank(source: Source) -> int:
    """Returns the place of a feed: those that introduce before those that speak of them, events last."""
    order = list(STATEMENTS)
    types = source.record_types
    if types & EVENTS:
        return len(order)
    return min((order.index(name) for name in types if name in order), default=-1)


def _fed(job: _Job, source: Source) -> FeedReport:
    """Loads one feed; a refusal is written into its report and its rows into the rejects file."""
    report = FeedReport(name=source.feed.name, files=[path.name for path in source.files])
    try:
        if source.record_types <= {EXCLUSION}:
            read_exclusions(source, report)
        else:
            _run(job, source, report)
    except (InputRefusedError, ConflictError) as error:
        report.error = str(error).replace(f"{job.workspace.root}/", "")
        report.exit_code = error.exit_code
        report.would_close = error.share if isinstance(error, ShrinkError) else None
    if not job.order.is_dry_run:
        _remember(job, report)
    return report


def _remember(job: _Job, report: FeedReport) -> None:
    """Keeps what became of a feed: its unused rows in a file, its report beside the audit chain."""
    with closing(LoadFile(job.workspace.audit_path)) as loads:
        if report.is_same:
            loads.look(report.name, report.as_json(), effective=_day(job.day))
            return
        write_rejects(report, job.workspace.root)
        effective = None if report.error else _day(job.day)
        loads.put(report.name, report.as_json(), effective=effective)


def _run(job: _Job, source: Source, report: FeedReport) -> None:
    kept_out = hash63(*sorted(job.excluded.tokens), *sorted(job.excluded.domains))
    inputs = f"{source.digest()}:{job.directory.fingerprint():x}:{kept_out:x}"
    last = _last_run(job.store, source.feed.name)
    is_done = last is not None and last.state == "done"
    if last and is_done and last.inputs == inputs:
        report.is_same = True
        return
    resumes = last and last.state == "running" and last.inputs == inputs
    previous = last.run_id if last else ""
    run = RunSpec(
        run_id=previous if resumes else f"{hash63(source.feed.name, inputs, previous):016x}",
        source=source.feed.name,
        mode="delta" if _is_delta(source) else "snapshot",
        effective=_day(job.day),
        inputs="" if job.order.is_dry_run else inputs,
    )
    with job.store.writer(run) as writer:
        wanted = DryWriter(writer) if job.order.is_dry_run else writer
        _load(job, source, report, wanted, is_broken_off=last is not None and not is_done)


def _last_run(store: Store, source: str) -> RunRecord | None:
    """Returns the last run of a source that wrote anything."""
    with store.view() as view:
        runs = [run for run in view.runs() if run.source == source and run.state != "refused"]
    return max(runs, key=lambda run: run.started_at, default=None)


def _is_delta(source: Source) -> bool:
    """Returns whether a feed states only what is news; who was seen in events is stated as a whole."""
    return source.feed.mode == "delta" and not source.record_types & EVENTS


def _load(job: _Job, source: Source, report: FeedReport, writer: Writer, *, is_broken_off: bool) -> None:
    allowed = job.order.allow_close
    max_close = _MAX_CLOSE if allowed is None else allowed
    try:
        if source.record_types & EVENTS:
            _load_events(job, source, report, writer)
        else:
            load = _table_load(job, source, report, max_close=max_close)
            load_tables(replace(load, is_broken_off=is_broken_off), writer)
        done = writer.finish(max_close_ratio=max_close)
    except (InputRefusedError, ConflictError):
        writer.abort()
        raise
    report.closed = done.closed
    report.review = job.directory.look_alikes()


def _load_events(job: _Job, source: Source, report: FeedReport, writer: Writer) -> None:
    load = EventLoad(
        source=source,
        directory=job.directory,
        report=report,
        today=job.day,
        secret=job.workspace.secret(),
        progress=_told(job, source),
        excluded=job.excluded,
        has_employee_feed=job.has_employee_feed,
    )
    describe(source.parts(), report)
    with job.store.view() as view:
        read = open_events(load, view, writer)
    read()


def _table_load(job: _Job, source: Source, report: FeedReport, *, max_close: float) -> Load:
    return Load(
        source=source,
        directory=job.directory,
        report=report,
        today=job.day,
        progress=_told(job, source),
        max_close=max_close,
        keep_notices=lambda notices: _keep(job, notices),
    )


def _keep(job: _Job, notices: Sequence[Notice]) -> None:
    if notices and not job.order.is_dry_run:
        keep_notices(job.workspace, notices, on=job.day)


def _told(job: _Job, source: Source) -> Callable[[str, int], None]:
    return lambda stage, rows: job.order.progress(source.feed.name, stage, rows)


def _publish(job: _Job, report: Report) -> None:
    terms = Terms(today=_day(job.day), currency=job.workspace.firm.currency)
    done = publish(job.store, job.workspace.snapshots, terms)
    report.published = done.seq if done.is_new else None
    report.remark = "" if done.is_new else done.reason
    if report.published is not None:
        with closing(LoadFile(job.workspace.audit_path)) as loads:
            loads.published([feed.name for feed in report.feeds], report.published)


def _day(day: date) -> int:
    return (day - _EPOCH).days
