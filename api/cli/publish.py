"""`graphsvc publish`: the snapshot of what the store holds, if it is behind."""

from datetime import UTC, datetime

import click

from api.cli.place import workspace_of
from graphsvc.publish import Terms, publish
from graphsvc.question import day_of
from graphsvc.workspace import today
from ingest.job import opened


@click.command(name="publish")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Build the snapshot of what the store holds, if it is behind."""
    workspace = workspace_of(ctx)
    day = today(workspace, now=datetime.now(UTC))
    with opened(workspace) as store:
        done = publish(store, workspace.snapshots, Terms(today=day_of(day), currency=workspace.firm.currency))
    click.echo(f"Published snapshot {done.seq}." if done.is_new else f"Nothing published: {done.reason}.")
