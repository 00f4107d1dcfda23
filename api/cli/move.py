"""`graphsvc move`: the same graph on another store, compared digest by digest."""

from datetime import UTC, datetime

import click

from api.cli.place import workspace_of
from graphsvc.publish import Terms, publish
from graphsvc.question import day_of
from graphsvc.store.move import move
from graphsvc.store.open import open_store
from graphsvc.workspace import Workspace, rewrite_url, rooted, today


@click.command(name="move")
@click.option("--to", "target", required=True, metavar="URL", help="sqlite:PATH or neo4j://HOST:PORT.")
@click.option("--verify", is_flag=True, help="Compare digests; always done, the flag is for scripts.")
@click.pass_context
def command(ctx: click.Context, target: str, verify: bool) -> None:  # noqa: ARG001 - always verified
    """Move the graph to another store and point the workspace there; the old store stays."""
    workspace = workspace_of(ctx)
    url = rooted(target, workspace.root)
    source = open_store(workspace.store_url, sources=workspace.sources, secret=workspace.secret())
    goal = open_store(url, sources=workspace.sources, secret=workspace.secret())
    try:
        done = move(source, goal)
        publish(goal, workspace.snapshots, _terms(workspace))
    finally:
        source.close()
        goal.close()
    rewrite_url(workspace, target)
    click.echo(
        f"Moved {done.records:,} records at sequence {done.seq}; both stores have digest {done.digest}."
    )


def _terms(workspace: Workspace) -> Terms:
    day = day_of(today(workspace, now=datetime.now(UTC)))
    return Terms(today=day, currency=workspace.firm.currency)
