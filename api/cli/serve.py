"""`graphsvc serve`: the web service on this machine, with a one-use link to come in."""

import errno
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import click
from waitress.server import create_server

from api.app import LOOPBACK, create_app
from api.cli.child import worker_beside
from api.cli.login import LOCALLY
from api.cli.place import workspace_of
from api.door import DEMO_ROLES
from api.house import House
from api.logs import configure
from graphsvc.errors import NotAllowedError, NotReadyError, UsageError
from graphsvc.network.readiness import compile_for
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
PROXY: Mapping[str, Any] = {
    "trusted_proxy": LOOPBACK[1],
    "trusted_proxy_headers": {"x-forwarded-proto"},
    "clear_untrusted_proxy_headers": True,
}
"""Of the server behind a proxy of this host: what it believes of it, and of nobody else."""
_MOST_PORTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and how to serve.

    Attributes:
        host: address to listen on.
        port: port, 0 = any.
        allow_remote: an administrator asks for an address beyond this machine.
        names: names that browsers call it by.
        has_worker: start a worker beside it.
        is_container: its port is published on loopback only, so that the local administrator suffices.
        is_behind_proxy: a proxy on this host speaks TLS for it, under the first of the names.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    allow_remote: bool = False
    names: tuple[str, ...] = ()
    has_worker: bool = True
    is_container: bool = False
    is_behind_proxy: bool = False


@click.command(name="serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Listen beyond this machine; an administrator must exist.")
@click.option("--name", multiple=True, help="Name that browsers call it by, with --allow-remote.")
@click.option("--no-worker", is_flag=True, help="Start no worker: graphsvc worker runs somewhere else.")
@click.option("--container", is_flag=True, help="In a container whose port is published on loopback only.")
@click.option("--behind-proxy", is_flag=True, help="A proxy on this host speaks TLS under --name NAME.")
@click.pass_context
def command(ctx: click.Context, /, *, name: tuple[str, ...], no_worker: bool, **given: Any) -> None:
    """Serve the pages and the API on loopback and print a one-use sign-in link."""
    kind = {"is_container": given.pop("container"), "is_behind_proxy": given.pop("behind_proxy")}
    place = Place(names=name, has_worker=not no_worker, **kind, **given)
    run(workspace_of(ctx), place)


def run(workspace: Workspace, place: Place) -> None:
    """Serves until stopped.

    Raises:
        NotAllowedError: the address is not loopback, or a proxy leads to it, and nobody administers it.
        UsageError: another program listens there, or the name of the proxy is missing.
    """
    configure(sys.stderr)
    with closing(Register(workspace.audit_path)) as register:
        if place.is_behind_proxy:
            refuse_strangers(register, name_of(place), allow_remote=True)
        elif not place.is_container:
            refuse_strangers(register, place.host, allow_remote=place.allow_remote)
    with _listening(place) as listener, ExitStack() as until_stopped:
        if place.has_worker:
            until_stopped.enter_context(worker_beside(workspace.root))
        _serve(workspace, place, listener)


def _serve(workspace: Workspace, place: Place, listener: socket.socket) -> None:
    hosts = (*LOOPBACK, *place.names, *(() if place.host in _LOOPBACK else (place.host,)))
    app = create_app(workspace, hosts=hosts)
    _make_ready(app.extensions["house"])
    server = create_server(app, sockets=[listener], **LIMITS, **(PROXY if place.is_behind_proxy else {}))
    with closing(Register(workspace.audit_path)) as register:
        code = admit(workspace, register)
    where = address_of(place, listener.getsockname()[1])
    _end_on_termination()
    click.echo(for_others(workspace, where), err=True, nl=False)
    click.echo(f"Sign in, once, within ten minutes: {where}/login?code={code}")
    try:
        server.run()
    finally:
        server.close()
        app.extensions["house"].close()


def _make_ready(house: House) -> None:
    """Compiles what a large network needs before the first request; there may be none yet."""
    with suppress(NotReadyError):
        compile_for(house.snapshot())


def for_others(workspace: Workspace, where: str) -> str:
    """Returns the line that says how others get a link to here, empty where `graphsvc login` finds it."""
    is_found = where == (workspace.serve.address or LOCALLY)
    return "" if is_found else f"For others: graphsvc login EMAIL --address {where}\n"


def name_of(place: Place) -> str:
    """Returns the name under which a proxy is called.

    Raises:
        UsageError: none was given.
    """
    if not place.names:
        raise UsageError("--behind-proxy needs the name that browsers call: --name graph.firm.example")
    return place.names[0]


def address_of(place: Place, port: int) -> str:
    """Returns the address that somebody opens: the proxy's, the published port of a container, or our own."""
    if place.is_behind_proxy:
        return f"https://{name_of(place)}"
    shown = place.names[0] if place.names else LOOPBACK[0] if place.is_container else place.host
    return f"http://{shown}:{port}"


def free_port(first: int) -> int:
    """Returns a port of this machine that nobody listens on, the first one or one soon after it.

    Raises:
        UsageError: there is none near it.
    """
    for port in range(first, min(first + _MOST_PORTS, 65536)):
        with suppress(UsageError), _listening(Place(port=port)) as listener:
            return int(listener.getsockname()[1])
    raise UsageError(f"no port from {first} on is free: give another with --port")


@contextmanager
def _listening(place: Place) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((place.host, place.port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise UsageError(f"cannot listen on {place.host}, port {place.port}: {error.strerror}") from error
        message = f"port {place.port} is taken by another program: give one such as --port {place.port + 1}"
        raise UsageError(message) from error
    with listener:
        yield listener


def _end_on_termination() -> None:
    """Ends in order when the process is asked to end; only the main thread may say so."""

    def end(_number: int, _frame: FrameType | None) -> None:
        """Ends the process in order."""
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)


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
