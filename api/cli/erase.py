"""`graphsvc erase`: a person removed everywhere, for good."""

from datetime import UTC, datetime

import click

from api.access import LOCAL
from api.cli.place import workspace_of
from api.lookup import key_for
from api.work.erase import Order, erased
from graphsvc.errors import NotFoundError, UsageError
from graphsvc.store.clock import system_clock
from ingest.job import opened


@click.command(name="erase")
@click.argument("person")
@click.option("--reason", required=True, help="Why; logged.")
@click.option("--yes", is_flag=True, help="Do it; without this nothing happens.")
@click.pass_context
def command(ctx: click.Context, person: str, reason: str, yes: bool) -> None:
    """Remove PERSON (key, e-mail address or name) with everything known; a later load leaves them out."""
    workspace = workspace_of(ctx)
    with opened(workspace) as store, store.view() as view:
        key = key_for(view, person, "Person")
    if not yes:
        message = f"this removes {key} for good, history included. Say --yes to do it."
        raise UsageError(message)
    order = Order(person=key, who=LOCAL, role="local", reason=reason)
    done = erased(workspace, order, now=datetime.now(UTC), clock=system_clock)
    if done.receipt is None:
        raise NotFoundError(f"somebody else erased {key} meanwhile.")
    receipt = done.receipt
    click.echo(f"Erased {receipt.nodes} node and {receipt.facts} relationships; receipt {receipt.token}.")
    click.echo(f"Files of the workspace: {done.changed} changed, {done.removed} removed.")
    click.echo("Beyond its reach:")
    for what in done.beyond:
        click.echo(f"* {what}")
