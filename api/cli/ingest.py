"""`graphsvc ingest`: read the feeds, publish what changed, report every row that was not used."""

import sys
from datetime import UTC, datetime
from typing import Any

import click
import orjson
from rich.table import Table

from api.access import LOCAL, record
from api.cli.place import workspace_of
from api.cli.terminal import console, progress
from graphsvc.errors import UsageError
from graphsvc.store.audit import Access
from graphsvc.workspace import Workspace
from ingest.job import Order, ingest
from ingest.report import FeedReport, Report

_SHOWN = 5


@click.command(name="ingest")
@click.argument("feeds", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Read, check and compare; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--allow-close",
    type=click.FloatRange(0, 1),
    help="Share of a source's records that may close in this load; needs --reason.",
)
@click.option("--reason", default="", help="Why that is right; logged.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - the options of the command line
    ctx: click.Context,
    feeds: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    allow_close: float | None,
    reason: str,
) -> None:
    """Read the feeds, or those named, and publish what changed."""
    if allow_close is not None and not (reason and feeds):
        raise UsageError("--allow-close needs the FEED it is for and --reason TEXT, which is logged")
    workspace = workspace_of(ctx)
    with progress(is_quiet=as_json) as told:
        order = Order(
            feeds=feeds, is_dry_run=dry_run, allow_close=allow_close, now=datetime.now(UTC), progress=told
        )
        report = ingest(workspace, order)
    _log(workspace, report, allow_close=allow_close, reason=reason)
    show(report, as_json=as_json)
    ctx.exit(max((feed.exit_code for feed in report.feeds), default=0))


def show(report: Report, *, as_json: bool) -> None:
    """Prints a report as JSON or as tables."""
    if as_json:
        content = orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        sys.stdout.write(content.decode())
        return
    out = console()
    out.print(_table(report))
    for feed in report.feeds:
        _remarks(feed)
    out.print(_outcome(report))


def _table(report: Report) -> Table:
    table = Table(title="Dry run: nothing was written" if report.is_dry_run else None)
    for head in ("Feed", "Read", "Twice", "Rejected", "Set aside", "Created", "Changed", "Closed", "Merged"):
        table.add_column(head, justify="left" if head == "Feed" else "right")
    for feed in report.feeds:
        counts = (
            feed.read,
            feed.duplicates,
            feed.rejected,
            feed.set_aside,
            feed.created,
            feed.changed,
            feed.closed,
            feed.merged,
        )
        table.add_row(feed.name, *(f"{count:,}" for count in counts))
    return table


def _remarks(feed: FeedReport) -> None:
    out = console()
    if feed.error:
        out.print(f"[red]{feed.name}: {feed.error}[/red]", soft_wrap=True)
    if feed.is_same:
        out.print(f"{feed.name}: the files are those of the last load, nothing to do")
    if feed.dropped_columns:
        out.print(f"{feed.name}: protected columns dropped unread: {', '.join(feed.dropped_columns)}")
    for remark in feed.remarks:
        out.print(f"{feed.name}: {remark}")
    for reason, count in feed.reasons.most_common(_SHOWN):
        out.print(f"{feed.name}: {count:,} × {reason}", soft_wrap=True)
    if feed.rejects_file:
        out.print(f"{feed.name}: {_listed(feed)}: {feed.rejects_file}")
    if feed.review:
        out.print(
            f"{feed.name}: {len(feed.review)} groups of people share a name and nothing else: to review"
        )


def _listed(feed: FeedReport) -> str:
    """Returns what the file of a feed lists: rows that were not used, or used without a field."""
    is_unused = feed.rejected or feed.set_aside
    return "every row that was not used" if is_unused else "rows used without one of their fields"


def _outcome(report: Report) -> str:
    if report.is_dry_run:
        return "Nothing was written."
    if report.published is None:
        return f"Nothing new to publish: {report.remark}" if report.remark else "Nothing new to publish."
    return f"Published snapshot {report.published}."


def _log(workspace: Workspace, report: Report, *, allow_close: float | None, reason: str) -> None:
    filters: dict[str, Any] = {"feeds": [feed.name for feed in report.feeds]}
    if allow_close is not None:
        filters |= {"allow_close": allow_close}
    record(
        workspace,
        Access(
            who=LOCAL,
            role="local",
            action="ingest",
            purpose=reason,
            filters=filters,
            count=sum(feed.read for feed in report.feeds),
            seq=report.published,
        ),
    )
