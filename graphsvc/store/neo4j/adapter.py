"""The backend on a Neo4j server: schema, transactions, state labels."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import LiteralString

from graphsvc.errors import StoreUnreachableError
from graphsvc.store.neo4j import schema
from graphsvc.store.neo4j.connection import LOADING, READING, Connection
from graphsvc.store.neo4j.graph import Reading, Writing
from graphsvc.store.neo4j.look import by_label
from graphsvc.store.neo4j.names import STATES, vouched_state
from graphsvc.store.port import Applied, StoreInfo

_LOCK: LiteralString = "MATCH (m:_Meta {one: 1}) SET m.lock = coalesce(m.lock, 0) + 1"
_CHUNK = 10_000


class Neo4jBackend:
    """A graph on a Neo4j server; see `backend.Backend`.

    Args:
        url: address such as `neo4j://host:7687`; see `connection.login` for user and password.
        read_only: never write, not even the schema; give up on a server that does not answer within seconds.

    Raises:
        StoreUnreachableError: the server does not answer or refuses the login.
    """

    is_ordered = False

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self._connection = Connection(url, READING if read_only else LOADING)
        self._is_read_only = read_only

    def info(self) -> StoreInfo:
        """See `backend.Backend.info`."""
        return StoreInfo(
            backend="neo4j",
            version=self._connection.version(),
            schema=schema.applied(self._connection),
            capabilities=("browser", "several-hosts", "state-labels"),
        )

    def migrate(self, to: int | None = None) -> list[Applied]:
        """See `backend.Backend.migrate`."""
        return [] if self._is_read_only else schema.migrate(self._connection, to)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """See `backend.Backend.read`; each statement reads what is committed, see `Connection.reading`."""
        with self._connection.reading() as run:
            yield Reading(run)

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Writing]:
        """See `backend.Backend.write`; the server's commits are always durable."""
        del durable
        if self._is_read_only:
            message = f"{self._connection.url} was opened for reading only; open it for writing to change it."
            raise StoreUnreachableError(message)
        with self._connection.writing(_LOCK) as run:
            yield Writing(run)

    def scrub(self) -> None:
        """Does nothing: transaction logs rotate as `db.tx_log.rotation.retention_policy` says."""

    def label_states(self, states: Mapping[str, Sequence[str]]) -> None:
        """See `backend.Backend.label_states`."""
        for name, keys in states.items():
            self._label(vouched_state(name), keys)

    def _label(self, state: LiteralString, keys: Sequence[str]) -> None:
        label = STATES[state]
        wanted = {key for found, some in by_label(keys) if found == label for key in some}
        with self._connection.reading() as run:
            [record] = run(f"MATCH (n:`{state}`) RETURN collect(n.key) AS keys")
        has = set(record["keys"])
        self._each(f"MATCH (n:`{label}` {{key: key}}) REMOVE n:`{state}`", has - wanted)
        self._each(f"MATCH (n:`{label}` {{key: key}}) SET n:`{state}`", wanted - has)

    def _each(self, statement: LiteralString, keys: set[str]) -> None:
        ordered = sorted(keys)
        for start in range(0, len(ordered), _CHUNK):
            with self._connection.writing(_LOCK) as run:
                run(f"UNWIND $keys AS key {statement}", keys=ordered[start : start + _CHUNK])

    def close(self) -> None:
        """See `backend.Backend.close`."""
        self._connection.close()
