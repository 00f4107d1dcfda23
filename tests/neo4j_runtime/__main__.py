"""Runs a command beside a real Neo4j: ``python -m tests.neo4j_runtime COMMAND …``; without one, waits.

``make real`` and ``make bench`` start their server this way; the command finds it by the variables of
:meth:`Neo4jServer.environment`.
"""

import os
import signal
import subprocess
import sys
from types import FrameType

from tests.neo4j_runtime.assembly import CannotAssembleError
from tests.neo4j_runtime.server import Neo4jServer, running

_NO_SERVER = 4


def main(command: list[str]) -> int:
    """Start a server, run the command, stop the server; return the command's exit code, 4 without one."""
    signal.signal(signal.SIGTERM, _end)
    try:
        with running() as server:
            return _run(command, server) if command else _wait(server)
    except CannotAssembleError as reason:
        print(f"no Neo4j: {reason}", file=sys.stderr)  # noqa: T201 - a command's own output
        return _NO_SERVER


def _run(command: list[str], server: Neo4jServer) -> int:
    return subprocess.run(command, env={**os.environ, **server.environment()}, check=False).returncode


def _wait(server: Neo4jServer) -> int:
    for name, value in server.environment().items():
        print(f"export {name}={value}", flush=True)  # noqa: T201 - a command's own output
    try:
        signal.pause()
    except KeyboardInterrupt:
        return 0
    return 0


def _end(number: int, _frame: FrameType | None) -> None:
    """Leave through the ``with`` blocks, so that the server stops with its parent."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
