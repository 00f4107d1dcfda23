"""`graphsvc export`: the whole graph as gzipped JSON lines."""

import gzip
from pathlib import Path

import click
import orjson

from api.cli.place import workspace_of
from graphsvc.store.open import open_store


@click.command(name="export")
@click.argument("path", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.pass_context
def command(ctx: click.Context, path: Path) -> None:
    """Write the whole graph to PATH; equal content gives equal bytes on every store."""
    workspace = workspace_of(ctx)
    store = open_store(
        workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
    )
    count = 0
    try:
        with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as sink:
            for record in store.export():
                sink.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
                count += 1
    finally:
        store.close()
    click.echo(f"Wrote {count:,} records to {path}.")
