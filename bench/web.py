"""A Flask application behind the server of the product, and the leanest client to call it with."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from flask import Flask
from waitress.server import create_server

from api.cli.serve import LIMITS

HOST = "127.0.0.1"
_CHUNK = 1 << 16


@dataclass(slots=True)
class Line:
    """A connection that stays open: what it costs is the same for every peer."""

    made: socket.socket

    def ask(self, path: str, *headers: str) -> bytes:
        """Returns the body of the answer to a GET.

        Raises:
            RuntimeError: the answer is neither 200 nor 304.
        """
        return self._asked(path, headers)[1]

    def tag(self, path: str, *headers: str) -> str:
        """Returns the tag under which an answer may be asked for again."""
        head, _ = self._asked(path, headers)
        return _of(head, b"etag:").decode("ascii")

    def _asked(self, path: str, headers: Sequence[str]) -> tuple[bytes, bytes]:
        lines = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers, "", ""])
        self.made.sendall(lines.encode("ascii"))
        found = b""
        while b"\r\n\r\n" not in found:
            found += self._received()
        head, _, body = found.partition(b"\r\n\r\n")
        status = head.split(b" ", 2)[1]
        if status not in {b"200", b"304"}:
            text = f"bench: {path} answered {found!r}"
            raise RuntimeError(text)
        length = 0 if status == b"304" else int(_of(head, b"content-length:"))
        while len(body) < length:
            body += self._received()
        return head, body

    def _received(self) -> bytes:
        found = self.made.recv(_CHUNK)
        if not found:
            text = "bench: the server closed the connection; it does so after a minute of silence"
            raise RuntimeError(text)
        return found


def _of(head: bytes, name: bytes) -> bytes:
    """Returns the value of a header."""
    line = next(each for each in head.split(b"\r\n") if each.lower().startswith(name))
    return line.partition(b":")[2].strip()


@contextmanager
def line_to(app: Flask) -> Iterator[Line]:
    """Serves an application on a thread of this process and yields a connection to it."""
    with socket.create_server((HOST, 0)) as listener:
        server = create_server(app, sockets=[listener], **LIMITS)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        with socket.create_connection(listener.getsockname()) as made:
            yield Line(made)
        with suppress(OSError):
            server.close()
        thread.join(5)
