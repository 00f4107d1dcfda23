"""Talks to a Neo4j server: login, transactions, retries, and its errors in the service's own words."""

import os
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString, Protocol, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

from graphsvc.errors import ConfigurationError, ConflictError, StoreUnreachableError

SCHEMES = ("neo4j", "neo4j+s", "bolt", "bolt+s")
"""Schemes of a server's address; http is a preview in the driver and refused."""

DATABASE = "neo4j"
"""The one database of a Community server."""

_FETCH = 20_000
_WRITE_SECONDS = 900.0
_TRIES = 5
_PAUSE_SECONDS = 0.2
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to hope for a server that does not answer.

    Attributes:
        connect_seconds: for one connection; six times as long for one of the pool to become free.
        retry_seconds: over which the driver repeats a statement that broke off.
        tries: of the first connection.
    """

    connect_seconds: float
    retry_seconds: float
    tries: int


LOADING = Patience(connect_seconds=10.0, retry_seconds=30.0, tries=5)
"""Of who writes: a load outlasts a server that restarts."""
READING = Patience(connect_seconds=2.0, retry_seconds=3.0, tries=2)
"""Of who reads: somebody waits for the answer, and may ask again."""


class Run(Protocol):
    """Runs one statement and returns all its records."""

    def __call__(self, statement: LiteralString, /, **parameters: Any) -> list[neo4j.Record]:
        """Returns the records of a statement; values are parameters, never text of it."""
        ...


class Connection:
    """A driver logged in to one server.

    Args:
        url: address such as `neo4j://host:7687`; see `login` for user and password.
        patience: how long to hope for a server that does not answer.

    Raises:
        StoreUnreachableError: the server does not answer or refuses the login.
    """

    def __init__(self, url: str, patience: Patience = LOADING) -> None:
        self.url = _checked(url)
        self.patience = patience
        with self._in_words():
            self._driver = neo4j.GraphDatabase.driver(
                url,
                auth=login(),
                connection_timeout=patience.connect_seconds,
                connection_acquisition_timeout=6 * patience.connect_seconds,  # it includes connecting
                max_transaction_retry_time=patience.retry_seconds,
                # A label or property that nothing carries yet is no mistake in an empty store.
                notifications_disabled_classifications=["UNRECOGNIZED"],
            )
        try:
            self.repeat(self._driver.verify_connectivity, _is_passing, tries=patience.tries)
        except StoreUnreachableError:
            self._driver.close()
            raise

    def version(self) -> str:
        """Returns the version of the server."""
        found = self.alone("CALL dbms.components() YIELD versions RETURN versions[0] AS version")
        return str(found[0]["version"])

    def alone(self, statement: LiteralString, /, **parameters: Any) -> list[neo4j.Record]:
        """Runs a statement that manages its own transactions, such as a schema command or a mass delete."""
        with self._in_words(), self._session(neo4j.WRITE_ACCESS) as session:
            return _all(session, statement, parameters)

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """Yields what runs statements that read, each in a transaction of its own.

        Neo4j reads what is committed at each statement, in one transaction as in several; several can
        each be repeated. Who needs one instant compares `seq` before and after.
        """
        with self._session(neo4j.READ_ACCESS) as session:

            def run(statement: LiteralString, /, **parameters: Any) -> list[neo4j.Record]:
                """Returns the records of a statement."""
                return self.repeat(lambda: session.execute_read(_all, statement, parameters), _is_torn)

            yield run

    @contextmanager
    def writing(self, first: LiteralString) -> Iterator[Run]:
        """Yields what runs statements in one transaction, the lock taken first; commits at the end."""
        with self._in_words(), self._session(neo4j.WRITE_ACCESS) as session:
            transaction = self.repeat(lambda: _locked(session, first), _is_passing)
            with transaction:

                def run(statement: LiteralString, /, **parameters: Any) -> list[neo4j.Record]:
                    """Returns the records of a statement."""
                    return _all(transaction, statement, parameters)

                yield run
                transaction.commit()

    def close(self) -> None:
        """Lets go of all connections."""
        self._driver.close()

    def _session(self, mode: str) -> neo4j.Session:
        return self._driver.session(database=DATABASE, default_access_mode=mode, fetch_size=_FETCH)

    def repeat(
        self, work: Callable[[], _T], helps: Callable[[Exception], bool], *, tries: int = _TRIES
    ) -> _T:
        """Returns the result of work that may run several times; again while that helps, at most so often."""
        with self._in_words():
            for attempt in range(1, tries):
                try:
                    return work()
                except (Neo4jError, DriverError, BufferError) as error:
                    if not helps(error):
                        raise
                    time.sleep(_PAUSE_SECONDS * attempt)
            return work()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except AuthError as error:
            raise StoreUnreachableError(
                f"{self.url} refuses the login: set GRAPHSVC_NEO4J_USER and GRAPHSVC_NEO4J_PASSWORD, "
                "or name a file holding user/password in GRAPHSVC_NEO4J_AUTH_FILE"
            ) from error
        except ClientError as error:
            if not _is_late(error):
                raise
            raise StoreUnreachableError(
                f"{self.url} ended a step that took over {_WRITE_SECONDS:.0f} s; use smaller batches"
            ) from error
        except Neo4jError as error:
            raise StoreUnreachableError(
                f"{self.url} gave up: {error.message}. Nothing of this step is written; run it again"
            ) from error
        except DriverError as error:
            reason = str(error).splitlines()[0]
            raise StoreUnreachableError(f"{self.url} does not answer: {reason} Is the server up?") from error


def login() -> tuple[str, str]:
    """Returns user and password.

    From GRAPHSVC_NEO4J_USER (default neo4j) and GRAPHSVC_NEO4J_PASSWORD, else from the file named in
    GRAPHSVC_NEO4J_AUTH_FILE, which holds `user/password` as the server's own NEO4J_AUTH_PATH does.

    Raises:
        ConfigurationError: neither is set, or the file does not hold both.
    """
    password = os.environ.get("GRAPHSVC_NEO4J_PASSWORD")
    if password:
        return os.environ.get("GRAPHSVC_NEO4J_USER") or "neo4j", password
    file = os.environ.get("GRAPHSVC_NEO4J_AUTH_FILE")
    if not file:
        raise ConfigurationError(
            "no password for Neo4j: set GRAPHSVC_NEO4J_PASSWORD or GRAPHSVC_NEO4J_AUTH_FILE"
        )
    return _from_file(Path(file))


def _from_file(path: Path) -> tuple[str, str]:
    try:
        user, slash, password = path.read_text("utf-8").strip().partition("/")
    except OSError as error:
        raise ConfigurationError(f"GRAPHSVC_NEO4J_AUTH_FILE: cannot read {path}: {error.strerror}") from error
    if not (user and slash and password):
        raise ConfigurationError(
            f"{path} must hold user/password on one line, as for Neo4j's NEO4J_AUTH_PATH"
        )
    return user, password


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ConfigurationError(f"store.url: scheme '{parts.scheme}' is not one of {', '.join(SCHEMES)}")
    if not parts.hostname or parts.username or parts.path.strip("/"):
        raise ConfigurationError(
            "store.url: a Neo4j address is scheme://host:port; user and password come from the environment"
        )
    return url


def _all(
    place: neo4j.ManagedTransaction | neo4j.Transaction | neo4j.Session,
    statement: LiteralString,
    parameters: dict[str, Any],
) -> list[neo4j.Record]:
    result = place.run(statement, parameters)
    records = list(result)
    _warn(result.consume(), statement)
    return records


def _warn(summary: neo4j.ResultSummary, statement: str) -> None:
    """Passes on what the server thinks of a statement; the driver's own way inspects the stack each time."""
    for status in summary.gql_status_objects:
        if status.is_notification:
            warnings.warn(f"{status.status_description}: {statement}", RuntimeWarning, stacklevel=3)


def _locked(session: neo4j.Session, first: LiteralString) -> neo4j.Transaction:
    transaction = session.begin_transaction(timeout=_WRITE_SECONDS)
    try:
        transaction.run(first).consume()
    except ClientError as error:
        transaction.close()
        if not _is_late(error):
            raise
        raise ConflictError("another writer holds the store's lock too long; try again later") from error
    return transaction


def _is_late(error: ClientError) -> bool:
    """Tells whether the server ended a transaction, or its wait for a lock, at the limit set here."""
    code = error.code or ""
    return "TransactionTimedOut" in code or code.endswith("LockClientStopped")


def _is_passing(error: Exception) -> bool:
    """Tells whether another try may succeed: a deadlock, a server that restarts."""
    if isinstance(error, Neo4jError | DriverError):
        return error.is_retryable()
    return _is_torn(error)


def _is_torn(error: Exception) -> bool:
    """Tells whether a reader met a record while it was deleted, which the driver does not repeat itself."""
    return isinstance(error, BufferError) or getattr(error, "code", "").endswith("EntityNotFound")
