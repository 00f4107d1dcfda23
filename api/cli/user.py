"""`graphsvc user`: who may come in, and as what."""

from contextlib import closing, suppress

import click

from api.access import LOCAL, record
from api.cli.place import workspace_of
from graphsvc.errors import StoreUnreachableError
from graphsvc.grants import accounts_rule, role_words
from graphsvc.store.audit import Access
from graphsvc.store.delegations import DelegationFile
from graphsvc.store.open import open_store
from graphsvc.store.register import Register
from graphsvc.workspace import Workspace
from ingest.identity import address_token

ROLES = ("account_lead", "hr", "alumni_programme", "own", "admin", "oversight")
_RULES = {"assigned": "for the clients assigned to them", "all": "for every client"}


@click.group(name="user")
def command() -> None:
    """Add users and list them."""


@command.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--accounts", default="", metavar="RULE", help="For account leads: assigned, unit:KEY or all.")
@click.pass_context
def add(ctx: click.Context, email: str, role: str, accounts: str) -> None:
    """Add a user, or grant one more role; they come in by `graphsvc login EMAIL`."""
    rule = accounts_rule(role, accounts)
    workspace = workspace_of(ctx)
    with closing(Register(workspace.audit_path)) as register:
        register.add_user(email)
        register.grant(email, role, accounts=rule, granted_by=LOCAL)
    filters = {"role": role, "accounts": rule}
    record(workspace, Access(who=LOCAL, role="local", action="user.grant", subject=email, filters=filters))
    click.echo(f"{email} may come in as {role_words(role)}{f', {_RULES.get(rule, rule)}' if rule else ''}.")
    if role == "own" or rule == "assigned":
        _warn_of_nobody(workspace, email)


@command.command(name="list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List users with their roles."""
    with closing(Register(workspace_of(ctx).audit_path)) as register:
        for name, is_active in register.users():
            roles = ", ".join(role_words(grant.role) for grant in register.grants(name)) or "no role"
            click.echo(f"{name}: {roles}{'' if is_active else ' (deactivated)'}")


@command.command()
@click.argument("email")
@click.pass_context
def deactivate(ctx: click.Context, email: str) -> None:
    """End the access of a user, who stays known to the audit."""
    workspace = workspace_of(ctx)
    with closing(Register(workspace.audit_path)) as register:
        register.deactivate(email)
        register.revoke_made_by(email)
        try:
            for person in _people_at(workspace, email):
                register.revoke_of(person)
        except StoreUnreachableError:
            click.echo("The store does not answer: end their tokens with graphsvc token revoke.", err=True)
    with closing(DelegationFile(workspace.audit_path)) as delegations:
        delegations.end_of(email)
    record(workspace, Access(who=LOCAL, role="local", action="user.deactivate", subject=email))
    click.echo(f"{email} can no longer come in.")


def _people_at(workspace: Workspace, email: str) -> list[str]:
    """Returns the keys of whom an address belongs to.

    Raises:
        StoreUnreachableError: the store does not answer, or nothing was loaded yet.
    """
    store = open_store(
        workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
    )
    with closing(store), store.view() as view:
        return list(view.resolve([address_token(email.casefold())]).values())


def _warn_of_nobody(workspace: Workspace, email: str) -> None:
    """Says so where a role shows what belongs to a person, and no person has the address."""
    with suppress(StoreUnreachableError):
        if not _people_at(workspace, email):
            said = f"No employee has the address {email}, so nothing is theirs yet"
            click.echo(f"{said}: correct it, or load a file of employees that names it.", err=True)
