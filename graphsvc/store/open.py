"""The one way to a store: by its address."""

from collections.abc import Sequence
from pathlib import Path

from graphsvc.errors import ConfigurationError
from graphsvc.store.backend import Backend
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.engine import RuledStore

_SERVER = ("neo4j://", "neo4j+s://", "bolt://", "bolt+s://")


def open_store(
    url: str,
    *,
    read_only: bool = False,
    sources: Sequence[str] = (),
    secret: bytes = b"",
    clock: Clock = system_clock,
) -> RuledStore:
    """Returns the store at an address; close it when done.

    Args:
        url: `sqlite:PATH`, `neo4j[+s]://HOST` or `bolt[+s]://HOST`; a server's user and password come from
            `GRAPHSVC_NEO4J_USER` and `GRAPHSVC_NEO4J_PASSWORD` or `GRAPHSVC_NEO4J_AUTH_FILE`.
        read_only: never write, not even the schema.
        sources: names of the feeds in the order they are believed; `app` always comes first.
        secret: key of the tombstones; needed to erase, and to write where somebody was erased.
        clock: tells the instant, microseconds UTC.

    Raises:
        ConfigurationError: the address is of no known kind.
        StoreUnreachableError: the store does not answer, or its folder is on a network file system.
    """
    backend = _backend(url, read_only=read_only)
    return RuledStore(backend, read_only=read_only, sources=sources, secret=secret, clock=clock)


def _backend(url: str, *, read_only: bool) -> Backend:
    scheme, _, path = url.partition(":")
    if scheme == "sqlite" and path:
        from graphsvc.store.sqlite import SqliteBackend

        return SqliteBackend(Path(path), read_only=read_only)
    if url.startswith(_SERVER):
        from graphsvc.store.neo4j import Neo4jBackend

        return Neo4jBackend(url, read_only=read_only)
    message = f"'{url}' is no store; use sqlite:PATH, neo4j[+s]://HOST:PORT or bolt[+s]://HOST:PORT."
    raise ConfigurationError(message)
