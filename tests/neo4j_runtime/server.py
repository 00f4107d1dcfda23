"""Starts and stops one real Neo4j Community server on a free loopback port, with a password set."""

import logging
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.neo4j_runtime.assembly import LTS, is_lts, jars

_READY_SECONDS = 90
_STOP_SECONDS = 20
_POLL_SECONDS = 0.2
_CONF = """\
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neo4jServer:
    """Where a server listens and how to log in."""

    url: str
    user: str
    password: str

    def environment(self) -> dict[str, str]:
        """Return the variables under which graphsvc and the tests find this server."""
        return {
            "GRAPHSVC_TEST_NEO4J_URI": self.url,
            "GRAPHSVC_NEO4J_USER": self.user,
            "GRAPHSVC_NEO4J_PASSWORD": self.password,
        }

    def driver(self) -> neo4j.Driver:
        """Return a driver logged in here; the caller closes it."""
        return neo4j.GraphDatabase.driver(self.url, auth=(self.user, self.password), connection_timeout=2)


@contextmanager
def running() -> Iterator[Neo4jServer]:
    """Yield the server of ``GRAPHSVC_TEST_NEO4J_URI`` if set, else one assembled and started for the caller.

    Raises:
        CannotAssembleError: nothing is set, and Java or Maven are missing.
        RuntimeError: the server ended or was not ready in time; the message holds the end of its log.
    """
    url = os.environ.get("GRAPHSVC_TEST_NEO4J_URI")
    if url:
        yield _given(url)
        return
    version = os.environ.get("GRAPHSVC_TEST_NEO4J_VERSION") or LTS
    library = jars(version)
    with tempfile.TemporaryDirectory(prefix="graphsvc-neo4j-") as folder:
        yield from _started(Path(folder), library, version)


def _given(url: str) -> Neo4jServer:
    user = os.environ.get("GRAPHSVC_NEO4J_USER", "neo4j")
    return Neo4jServer(url=url, user=user, password=os.environ.get("GRAPHSVC_NEO4J_PASSWORD", ""))


def _started(home: Path, library: Path, version: str) -> Iterator[Neo4jServer]:
    port = _free_port()
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text(_CONF.format(port=port))
    log = home / "server.log"
    process = _launch(home, _command(home, library, version), log)
    try:
        server = Neo4jServer(url=f"bolt://127.0.0.1:{port}", user="neo4j", password=secrets.token_hex(8))
        _await_ready(server, process, log)
        _set_password(server)
        yield server
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _command(home: Path, library: Path, version: str) -> list[str]:
    main, flags = "org.neo4j.server.CommunityEntryPoint", ["--add-opens=java.base/java.nio=ALL-UNNAMED"]
    if not is_lts(version):
        main = "org.neo4j.server.Neo4jCommunity"
        flags += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    folders = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    return ["java", "-Xmx256m", *flags, "-cp", f"{library}/*", main, *folders]


def _launch(home: Path, command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def _await_ready(server: Neo4jServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > deadline:
            text = f"Neo4j did not start (exit {process.returncode}):\n{log.read_text()[-2000:]}"
            raise RuntimeError(text)
        time.sleep(_POLL_SECONDS)


def _answers(server: Neo4jServer) -> bool:
    quiet = logging.getLogger("neo4j")
    before, quiet.disabled = quiet.disabled, True
    try:
        with _first_login(server) as driver:
            driver.verify_connectivity()
    except (DriverError, Neo4jError, OSError):
        return False
    else:
        return True
    finally:
        quiet.disabled = before


def _first_login(server: Neo4jServer) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(server.url, auth=("neo4j", "neo4j"), connection_timeout=2)


def _set_password(server: Neo4jServer) -> None:
    change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
    with _first_login(server) as driver:
        driver.execute_query(change, old="neo4j", new=server.password, database_="system")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for signal_, seconds in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, None)):
        if process.poll() is not None:
            return
        os.killpg(process.pid, signal_)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
