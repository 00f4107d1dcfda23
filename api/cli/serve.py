"""`graphsvc serve`: the web service on this machine, with a one-use link to come in."""

import socket
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import click
from waitress.server import create_server

from api.app import LOOPBACK, create_app
from api.cli.place import workspace_of
from api.door import DEMO_ROLES
from api.logs import configure
from graphsvc.errors import NotAllowedError
from graphsvc.scope import Role
from graphsvc.store.register import Register
from graphsvc.workspace import Workspace

ADMIN = "local-admin"
_LOOPBACK = frozenset(LOOPBACK)
LIMITS: Mapping[str, Any] = {
    "threads": 8,
    "connection_limit": 1_000,
    "asyncore_use_poll": True,  # select() ends at 1,024 files
    "channel_timeout": 60,
    "outbuf_high_watermark": 256 * 1024 * 1024,
}
"""Of the server: who sends or reads slowly holds a connection, and neither a thread nor the way in."""


@click.command(name="serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Listen beyond this machine; an administrator must exist.")
@click.option("--name", multiple=True, help="Name that browsers call it by, with --allow-remote.")
@click.pass_context
def command(ctx: click.Context, port: int, host: str, allow_remote: bool, name: tuple[str, ...]) -> None:
    """Serve the pages and the API on loopback and print a one-use sign-in link."""
    run(workspace_of(ctx), host=host, port=port, allow_remote=allow_remote, names=name)


def run(
    workspace: Workspace, *, host: str, port: int, allow_remote: bool = False, names: tuple[str, ...] = ()
) -> None:
    """Serves until stopped.

    Raises:
        NotAllowedError: the address is not loopback and remote use was not asked for by an administrator.
    """
    configure(sys.stderr)
    with closing(Register(workspace.audit_path)) as register:
        refuse_strangers(register, host, allow_remote=allow_remote)
        code = admit(workspace, register)
    hosts = (*LOOPBACK, *names, *(() if host in _LOOPBACK else (host,)))
    with socket.create_server((host, port)) as listener:
        server = create_server(create_app(workspace, hosts=hosts), sockets=[listener], **LIMITS)
        where = f"http://{names[0] if names else host}:{listener.getsockname()[1]}"
        click.echo(f"Sign in, once, within ten minutes: {where}/login?code={code}")
        try:
            server.run()
        finally:
            server.close()


def refuse_strangers(register: Register, host: str, *, allow_remote: bool) -> None:
    """Returns if an address is loopback, or remote use was asked for and somebody administers it.

    Raises:
        NotAllowedError: neither.
    """
    if host in _LOOPBACK or (allow_remote and _has_admin(register)):
        return
    message = (
        f"{host} is reachable from outside: run 'graphsvc user add EMAIL --role admin' and "
        "'graphsvc serve --allow-remote', or leave --host out"
    )
    raise NotAllowedError(message)


def _has_admin(register: Register) -> bool:
    """Returns whether somebody other than whoever sits at this machine is administrator."""
    named = [name for name, is_active in register.users() if is_active and name != ADMIN]
    return any(grant.role == "admin" for name in named for grant in register.grants(name))


def admit(workspace: Workspace, register: Register) -> str:
    """Returns a one-use code for the local administrator; in a demo workspace it opens every door."""
    register.add_user(ADMIN)
    roles: tuple[Role, ...] = DEMO_ROLES if workspace.is_demo else ("admin",)
    for role in roles:
        register.grant(
            ADMIN, role, accounts="all", granted_by="local", reason="first sign-in on this machine"
        )
    return register.new_code(ADMIN)
