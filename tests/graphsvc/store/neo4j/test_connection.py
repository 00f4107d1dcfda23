"""Login, retries and errors; the server is real, only its failures are made up."""

import threading
from contextlib import closing
from pathlib import Path

import pytest
from neo4j.exceptions import ClientError, Neo4jError, TransientError

from graphsvc.errors import ConfigurationError, ConflictError, StoreUnreachableError
from graphsvc.store.neo4j import Neo4jBackend, connection
from graphsvc.store.neo4j.connection import LOADING, READING, Connection, Patience, login
from graphsvc.store.open import open_store
from tests.neo4j_runtime.server import Neo4jServer

_LOCK = "MATCH (m:_Meta {one: 1}) SET m.lock = 1"


@pytest.fixture
def open_connection(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> Connection:
    monkeypatch.setattr(connection, "_PAUSE_SECONDS", 0.0)
    return Connection(neo4j_url)


@pytest.mark.parametrize("url", ["http://localhost:7474", "https://host", "ftp://host", "neo4j"])
def test_an_address_of_another_scheme_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="neo4j, neo4j\\+s"):
        Connection(url)


@pytest.mark.parametrize("url", ["bolt://", "bolt://neo4j:secret@host", "bolt://host/database"])
def test_an_address_holds_a_host_and_no_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="scheme://host:port"):
        Connection(url)


@pytest.mark.neo4j
def test_a_server_that_is_down_is_named_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", "secret")
    monkeypatch.setattr(connection, "_PAUSE_SECONDS", 0.0)

    with pytest.raises(StoreUnreachableError, match=r"bolt://127\.0\.0\.1:1 does not answer") as failure:
        Connection("bolt://127.0.0.1:1")

    assert failure.value.exit_code == 4


def test_a_wrong_password_names_the_variables(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", "another")

    with pytest.raises(StoreUnreachableError, match="GRAPHSVC_NEO4J_PASSWORD"):
        Connection(neo4j_url)


def test_the_password_file_is_the_one_the_server_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "auth").write_text("neo4j/a/b\n")
    monkeypatch.delenv("GRAPHSVC_NEO4J_PASSWORD", raising=False)
    monkeypatch.setenv("GRAPHSVC_NEO4J_AUTH_FILE", str(tmp_path / "auth"))

    found = login()

    assert found == ("neo4j", "a/b")


def test_without_a_password_the_message_names_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHSVC_NEO4J_PASSWORD", raising=False)
    monkeypatch.delenv("GRAPHSVC_NEO4J_AUTH_FILE", raising=False)

    with pytest.raises(ConfigurationError, match="GRAPHSVC_NEO4J_PASSWORD or GRAPHSVC_NEO4J_AUTH_FILE"):
        login()


@pytest.mark.parametrize("name, reason", [("absent", "cannot read"), ("half", "user/password")])
def test_a_password_file_that_cannot_serve_is_named(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half").write_text("neo4j")
    monkeypatch.delenv("GRAPHSVC_NEO4J_PASSWORD", raising=False)
    monkeypatch.setenv("GRAPHSVC_NEO4J_AUTH_FILE", str(tmp_path / name))

    with pytest.raises(ConfigurationError, match=reason):
        login()


@pytest.mark.parametrize("read_only, patience", [(True, READING), (False, LOADING)])
def test_who_waits_for_an_answer_hopes_less_long_than_a_load(
    neo4j_url: str, *, read_only: bool, patience: Patience
) -> None:
    with closing(open_store(neo4j_url, read_only=read_only)) as store:
        assert isinstance(store.backend, Neo4jBackend)
        found = store.backend._connection

    assert found.patience == patience
    assert READING.connect_seconds + READING.retry_seconds < LOADING.connect_seconds


def test_what_passes_is_repeated(open_connection: Connection) -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise BufferError
        return "done"

    found = open_connection.repeat(work, connection._is_torn)

    assert (found, len(tries)) == ("done", 3)
    open_connection.close()


def test_what_stays_is_not_repeated_for_ever(open_connection: Connection) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise TransientError("deadlock")

    with pytest.raises(StoreUnreachableError, match="gave up"):
        open_connection.repeat(work, connection._is_passing)

    assert len(tries) == 5
    open_connection.close()


def test_a_mistake_in_a_statement_is_raised_as_it_is(open_connection: Connection) -> None:
    with pytest.raises(ClientError, match="SyntaxError"):
        open_connection.alone("MATCH")

    open_connection.close()


def test_what_the_server_thinks_of_a_statement_is_a_warning(open_connection: Connection) -> None:
    with pytest.warns(RuntimeWarning, match="cartesian"):
        open_connection.alone("MATCH (a:Person), (b:Person) RETURN count(*) AS pairs")

    open_connection.close()


def test_a_deadlock_with_a_foreign_writer_is_told_in_words(
    backend: Neo4jBackend, neo4j_server: Neo4jServer
) -> None:
    backend._connection.alone("CREATE (:Foreign {at: 1})")
    mine, theirs = threading.Event(), threading.Event()

    def foreign() -> None:
        with neo4j_server.driver() as driver, driver.session(database="neo4j") as session:
            transaction = session.begin_transaction()
            transaction.run("MATCH (f:Foreign) SET f.at = 2").consume()
            theirs.set()
            mine.wait(30)
            _forgive(lambda: transaction.run(_LOCK).consume())
            _forgive(transaction.close)

    thread = threading.Thread(target=foreign)
    thread.start()
    failures: list[Exception] = []
    try:
        with backend._connection.writing(_LOCK) as run:
            theirs.wait(30)
            mine.set()
            run("MATCH (f:Foreign) SET f.at = 3")
    except StoreUnreachableError as failure:
        failures.append(failure)
    thread.join(30)

    # The server ends one of the two, whichever it finds first.
    [record] = backend._connection.alone("MATCH (f:Foreign) RETURN f.at AS at")
    assert (record["at"] == 3) == (not failures)


def _forgive(work: object) -> None:
    try:
        work()  # type: ignore[operator]
    except Neo4jError:
        return


def test_a_writer_that_waits_too_long_is_told_who_holds_the_lock(
    backend: Neo4jBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    with backend.write():
        monkeypatch.setattr(connection, "_WRITE_SECONDS", 0.5)

        with pytest.raises(ConflictError, match="lock"), backend.write():
            pass


def test_a_transaction_that_takes_too_long_is_told_so(
    backend: Neo4jBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_WRITE_SECONDS", 0.2)

    with pytest.raises(StoreUnreachableError, match="smaller batches"), backend.write() as tx:
        tx._run("UNWIND range(1, 100000000) AS i WITH i WHERE i % 7 = 8 RETURN count(i)")
