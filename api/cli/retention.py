"""`graphsvc retention`: remove what was kept long enough."""

import sys
from datetime import UTC, datetime

import click
import orjson
from rich.table import Table

from api.access import LOCAL
from api.cli.place import workspace_of
from api.cli.terminal import console
from api.work.retention import swept
from graphsvc.store.audit import Access
from graphsvc.store.clock import system_clock


@click.command(name="retention")
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(ctx: click.Context, *, dry_run: bool, as_json: bool) -> None:
    """Remove what was kept long enough; a worker does this once a day."""
    workspace = workspace_of(ctx)
    by = None if dry_run else Access(who=LOCAL, role="local", action="retention")
    report = swept(workspace, clock=system_clock, now=datetime.now(UTC), by=by)
    if as_json:
        sys.stdout.write(
            orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
        )
        return
    title = f"As of {report['day']}{': dry run, nothing was removed' if dry_run else ''}"
    table = Table("What", "Kept for", "Older", "Removed", "Remark", title=title)
    for each in report["removals"]:
        table.add_row(each["what"], each["kept"], f"{each['due']:,}", f"{each['removed']:,}", each["remark"])
    console().print(table)
