"""`graphsvc login`: a fresh one-use sign-in link."""

from contextlib import closing

import click

from api.access import LOCAL, record
from api.cli.place import workspace_of
from graphsvc.errors import NotFoundError
from graphsvc.store.audit import Access
from graphsvc.store.register import Register

LOCALLY = "http://127.0.0.1:8080"
"""Where `graphsvc serve` answers, unless another program has the port."""


@click.command(name="login")
@click.argument("email")
@click.option(
    "--address",
    default="",
    help=f"Where the service answers; else 'address' under [serve], else {LOCALLY}.",
)
@click.pass_context
def command(ctx: click.Context, email: str, address: str) -> None:
    """Print a link that signs EMAIL in, once, within ten minutes."""
    workspace = workspace_of(ctx)
    with closing(Register(workspace.audit_path)) as register:
        if not register.grants(email):
            raise NotFoundError(f"'{email}' has no role: graphsvc user add {email} --role ROLE")
        code = register.new_code(email)
    record(workspace, Access(who=LOCAL, role="local", action="login.link", subject=email))
    found = address or workspace.serve.address or LOCALLY
    click.echo(f"{found.rstrip('/')}/login?code={code}")
