"""`graphsvc token`: access for scripts, shown once and never kept."""

import secrets
from contextlib import closing

import click

from api.access import LOCAL, record
from api.cli.place import workspace_of
from api.cli.user import ROLES
from api.lookup import key_for
from graphsvc.errors import NotFoundError, UsageError
from graphsvc.grants import FOR_A_PERSON, accounts_rule, role_words
from graphsvc.question import date_of
from graphsvc.store.audit import Access
from graphsvc.store.open import open_store
from graphsvc.store.register import Register
from graphsvc.workspace import Workspace

_MICROSECONDS_A_DAY = 86_400_000_000


@click.group(name="token")
def command() -> None:
    """Create, list and revoke tokens."""


@command.command()
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--days", type=click.IntRange(1, 366), required=True, help="Days until it expires.")
@click.option("--person", default="", help="Whom it stands for; needed for account_lead and own.")
@click.option("--accounts", default="", metavar="RULE", help="For account leads: assigned, unit:KEY or all.")
@click.option("--name", default="", help="What the audit calls it; one is made up if left out.")
@click.pass_context
def create(  # noqa: PLR0913, PLR0917 - the options of the command line
    ctx: click.Context, role: str, days: int, person: str, accounts: str, name: str
) -> None:
    """Create a token and print it last; it is shown this once."""
    workspace = workspace_of(ctx)
    if role in FOR_A_PERSON and not person:
        raise UsageError(f"a token for {role} needs --person: whom does it stand for?")
    key = _key(workspace, person) if person else ""
    rule = accounts_rule(role, accounts)
    name = name or f"{role}-{secrets.token_hex(3)}"
    with closing(Register(workspace.audit_path)) as register:
        secret = register.new_token(name, role=role, accounts=rule, person=key, days=days)
    filters = {"role": role, "accounts": rule}
    record(workspace, Access(who=LOCAL, role="local", action="token.create", subject=key, filters=filters))
    click.echo(f"Token '{name}' for {role_words(role)}, {days} days. Keep it: it is shown only now.")
    click.echo(secret)


@command.command(name="list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List tokens without their secrets."""
    with closing(Register(workspace_of(ctx).audit_path)) as register:
        for token in register.tokens():
            state = (
                "revoked" if token.revoked_at else f"until {date_of(token.expires_at // _MICROSECONDS_A_DAY)}"
            )
            click.echo(f"{token.name}: {role_words(token.role)}, {state}")


@command.command()
@click.argument("name")
@click.pass_context
def revoke(ctx: click.Context, name: str) -> None:
    """End a token at once."""
    workspace = workspace_of(ctx)
    with closing(Register(workspace.audit_path)) as register:
        if not register.revoke(name):
            raise NotFoundError(f"no live token is called '{name}'")
    record(workspace, Access(who=LOCAL, role="local", action="token.revoke"))
    click.echo(f"Token '{name}' no longer works.")


def _key(workspace: Workspace, person: str) -> str:
    store = open_store(
        workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
    )
    with closing(store), store.view() as view:
        return key_for(view, person, "Person")
