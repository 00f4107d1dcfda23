"""`graphsvc import`: an export into an empty store."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from api.cli.place import workspace_of
from graphsvc.errors import InputRefusedError
from graphsvc.publish import Terms, publish
from graphsvc.question import day_of
from graphsvc.workspace import today
from ingest.job import opened


@click.command(name="import")
@click.argument("path", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.pass_context
def command(ctx: click.Context, path: Path) -> None:
    """Load the export at PATH into the workspace's empty store and publish it."""
    workspace = workspace_of(ctx)
    day = day_of(today(workspace, now=datetime.now(UTC)))
    with opened(workspace) as store:
        try:
            with gzip.open(path, "rb") as source:
                digest = store.import_(orjson.loads(line) for line in source)
        except (gzip.BadGzipFile, EOFError, orjson.JSONDecodeError) as error:
            message = f"{path}: not a whole export ({error}). Give the file that `graphsvc export` wrote."
            raise InputRefusedError(message) from error
        publish(store, workspace.snapshots, Terms(today=day, currency=workspace.firm.currency))
    click.echo(f"Imported; the content has digest {digest}.")
