"""`graphsvc audit`: the chain of who asked what, verified or anchored elsewhere."""

from contextlib import closing

import click

from api.cli.place import workspace_of
from graphsvc.errors import GraphsvcError
from graphsvc.store.audit import AuditFile


@click.group(name="audit")
def command() -> None:
    """Verify the audit chain, or print its head."""


@command.command()
@click.pass_context
def head(ctx: click.Context) -> None:
    """Print the digest of the last row, to keep elsewhere."""
    workspace = workspace_of(ctx)
    with closing(AuditFile(workspace.audit_path, secret=workspace.secret())) as audit:
        click.echo(audit.head())


@command.command()
@click.option("--expect", help="Digest that `audit head` printed earlier.")
@click.pass_context
def verify(ctx: click.Context, expect: str | None) -> None:
    """Check that no row was changed, removed or rewritten."""
    workspace = workspace_of(ctx)
    with closing(AuditFile(workspace.audit_path, secret=workspace.secret())) as audit:
        found = audit.verify(expect)
    if found.broken_at is not None:
        message = f"audit.db: row {found.broken_at} does not fit the row before: the chain was changed there"
        raise GraphsvcError(message)
    if not found.has_expected:
        message = f"audit.db: the digest {expect} is not in the chain: it was rewritten or cut"
        raise GraphsvcError(message)
    click.echo(f"{found.rows} rows, unbroken; head {found.head}")
