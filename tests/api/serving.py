"""A service on a free port of this machine, served as `graphsvc serve` does, and ways to call it."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import orjson
from waitress.server import create_server

from api.cli.serve import LIMITS
from tests.api.service import Service

HOST = "127.0.0.1"
PATIENCE = 200.0  # a driver that tries anew gives up after a minute or so
"""Seconds after which an answer that does not come is a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON values."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a service listens."""

    port: int

    def get(self, path: str, token: str = "") -> Answer:
        """Returns the answer to a GET over a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
            response = connection.getresponse()
            return Answer(status=response.status, body=response.read())
        finally:
            connection.close()

    def begin(self, sent: bytes, *, buffer: int = 0) -> socket.socket:
        """Returns a connection on which something was sent and nothing is read."""
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if buffer:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        made.settimeout(PATIENCE)
        made.connect((HOST, self.port))
        made.sendall(sent)
        return made


@contextmanager
def serving(service: Service) -> Iterator[Address]:
    """Serves an application on a thread of its own."""
    with socket.create_server((HOST, 0)) as listener:
        server = create_server(service.app, sockets=[listener], **LIMITS)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Address(port=listener.getsockname()[1])
        with suppress(OSError):
            server.close()
        thread.join(5)


class Gate:
    """A way to another port of this machine that can be shut and opened again."""

    def __init__(self, to: tuple[str, int]) -> None:
        self._to = to
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((HOST, 0))
        self._is_shut = False
        threading.Thread(target=self._admit, daemon=True).start()

    @property
    def port(self) -> int:
        """Where the gate stands."""
        port: int = self._listener.getsockname()[1]
        return port

    def shut(self) -> None:
        """Cuts everybody off and lets nobody in."""
        self._is_shut = True
        while self._open:
            _cut(self._open.pop())

    def open(self) -> None:
        """Lets everybody in again."""
        self._is_shut = False

    def close(self) -> None:
        """Takes the gate away."""
        self.shut()
        self._listener.close()

    def _admit(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._is_shut:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while found := one.recv(65_536):
            other.sendall(found)
    _cut(other)


def _cut(made: socket.socket) -> None:
    with suppress(OSError):
        made.shutdown(socket.SHUT_RDWR)
    made.close()
