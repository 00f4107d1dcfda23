"""`graphsvc doctor`: configuration, store, snapshot and feeds, each with a verdict and a remedy."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table

from api.cli.place import workspace_of
from api.cli.terminal import console
from graphsvc.errors import GraphsvcError, NotReadyError
from graphsvc.question import date_of, day_of
from graphsvc.snapshot import Snapshot
from graphsvc.store.audit import AuditFile
from graphsvc.store.open import open_store
from graphsvc.store.port import Store
from graphsvc.workspace import Workspace, today

_FIXED_WAL = (3, 51, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked."""

    what: str
    found: str
    remedy: str = ""


@click.command(name="doctor")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check configuration, store, snapshot and feeds; say what to mend."""
    workspace = workspace_of(ctx)
    findings = [*_settings(workspace), *_kept(workspace), *_audit(workspace)]
    table = Table("What", "Found", "To do")
    for finding in findings:
        table.add_row(finding.what, finding.found, finding.remedy or "[green]nothing[/green]")
    console().print(table)
    ctx.exit(1 if any(finding.remedy.startswith("!") for finding in findings) else 0)


def _settings(workspace: Workspace) -> Iterator[Finding]:
    firm = workspace.firm
    source = "environment" if os.environ.get("GRAPHSVC_STORE_URL") else "graphsvc.toml"
    yield Finding(what="firm", found=f"{firm.name}; domains {', '.join(firm.domains) or 'none'}")
    pinned = "pinned in graphsvc.toml" if firm.as_of else f"clock, {firm.time_zone}"
    yield Finding(what="today", found=f"{today(workspace, now=datetime.now(UTC))} ({pinned})")
    yield Finding(what="store", found=f"{masked(workspace.store_url)} ({source})")
    yield Finding(what="people named", found=f"privacy.people = {workspace.privacy.people}")
    has_events = any(feed.reader or feed.mapping != "exclusions" for feed in workspace.feeds)
    has_exclusions = any(feed.mapping == "exclusions" for feed in workspace.feeds)
    if has_events and not has_exclusions:
        yield Finding(
            what="exclusions",
            found="none set",
            remedy="name works council, occupational health, ombuds and counsel in an exclusions feed",
        )
    if not os.access(workspace.root, os.W_OK):
        yield Finding(what="folder", found="not writable", remedy="! give the folder write permission")


def masked(url: str) -> str:
    """Returns a store address without a password."""
    return re.sub(r"//[^/@]*@", "//***@", url)


def _kept(workspace: Workspace) -> Iterator[Finding]:
    try:
        store = open_store(
            workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
        )
    except GraphsvcError as error:
        yield Finding(what="store", found=str(error), remedy="! run graphsvc ingest, or mend the address")
        return
    with closing(store):
        yield from _engine(store)
        yield from _runs(workspace, store)
        yield from _snapshot(workspace.snapshots, store)


def _engine(store: Store) -> Iterator[Finding]:
    found = store.info()
    remedy = ""
    if found.backend == "sqlite" and tuple(int(part) for part in found.version.split(".")[:3]) < _FIXED_WAL:
        remedy = "a known WAL fault of this version is kept off by an exclusive lock; update when you can"
    yield Finding(
        what="engine", found=f"{found.backend} {found.version}, schema {found.schema}", remedy=remedy
    )


def _runs(workspace: Workspace, store: Store) -> Iterator[Finding]:
    day = day_of(today(workspace, now=datetime.now(UTC)))
    with store.view() as view:
        runs = {run.source: run for run in sorted(view.runs(), key=lambda run: run.started_at)}
    for feed in workspace.feeds:
        run = runs.get(feed.name)
        if run is None:
            yield Finding(
                what=f"feed {feed.name}", found="never loaded", remedy=f"graphsvc ingest {feed.name}"
            )
        elif run.state in {"running", "failed"}:
            remedy = f"! graphsvc ingest {feed.name}: it holds the snapshot back"
            yield Finding(what=f"feed {feed.name}", found=f"a load is {run.state}", remedy=remedy)
        else:
            late = feed.expect_every is not None and day - run.effective > feed.expect_every
            remedy = f"expected every {feed.expect_every} days: load it again" if late else ""
            yield Finding(
                what=f"feed {feed.name}", found=f"loaded as of {date_of(run.effective)}", remedy=remedy
            )


def _snapshot(folder: Path, store: Store) -> Iterator[Finding]:
    version = store.version()
    try:
        snapshot = Snapshot.open(folder, epoch=version.epoch)
    except NotReadyError as error:
        yield Finding(what="snapshot", found=str(error), remedy="! graphsvc publish")
        return
    behind = version.seq - snapshot.seq
    remedy = "! graphsvc publish" if behind else ""
    yield Finding(
        what="snapshot", found=f"{snapshot.seq}, {snapshot.size:,} nodes, {behind} behind", remedy=remedy
    )


def _audit(workspace: Workspace) -> Iterator[Finding]:
    with closing(AuditFile(workspace.audit_path, secret=workspace.secret())) as audit:
        found = audit.verify()
    remedy = "" if found.is_good else f"! row {found.broken_at} was changed: restore audit.db"
    yield Finding(what="audit", found=f"{found.rows} rows", remedy=remedy)
