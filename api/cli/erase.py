"""`graphsvc erase`: a person removed everywhere, for good."""

from contextlib import closing
from datetime import UTC, datetime

import click

from api.access import LOCAL, record
from api.cli.place import workspace_of
from api.lookup import key_for
from graphsvc.errors import UsageError
from graphsvc.publish import Terms, republish
from graphsvc.question import day_of
from graphsvc.store.audit import Access, AuditFile
from graphsvc.workspace import today
from ingest.job import opened


@click.command(name="erase")
@click.argument("person")
@click.option("--reason", required=True, help="Why; logged.")
@click.option("--yes", is_flag=True, help="Do it; without this nothing happens.")
@click.pass_context
def command(ctx: click.Context, person: str, reason: str, yes: bool) -> None:
    """Remove PERSON (key, e-mail address or name) with everything known; a later load leaves them out."""
    workspace = workspace_of(ctx)
    terms = Terms(today=day_of(today(workspace, now=datetime.now(UTC))), currency=workspace.firm.currency)
    with opened(workspace) as store:
        with store.view() as view:
            key = key_for(view, person, "Person")
        if not yes:
            message = f"this removes {key} for good, history included. Say --yes to do it."
            raise UsageError(message)
        receipt = store.erase(key, actor=LOCAL, reason=reason)
        republish(store, workspace.snapshots, terms)
    with closing(AuditFile(workspace.audit_path, secret=workspace.secret())) as audit:
        audit.delete_notices(key)
    record(workspace, Access(who=LOCAL, role="local", action="person.erase", purpose=reason, subject=key))
    click.echo(f"Erased {receipt.nodes} node and {receipt.facts} relationships; receipt {receipt.token}.")
