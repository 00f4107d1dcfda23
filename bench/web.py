"""A Flask application behind the server of the product, and the leanest client to call it with."""

import logging
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

from flask import Flask
from waitress.server import create_server

from api.cli.serve import LIMITS

HOST = "127.0.0.1"
_CHUNK = 1 << 16


@dataclass(slots=True)
class Line:
    """A connection that stays open, made anew where the server ended it; it costs every peer the same."""

    port: int
    made: socket.socket | None = None

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

    def close(self) -> None:
        """Ends the connection."""
        if self.made:
            self.made.close()
        self.made = None

    def _asked(self, path: str, headers: Sequence[str]) -> tuple[bytes, bytes]:
        lines = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers, "", ""])
        try:
            return self._sent(lines.encode("ascii"))
        except ConnectionError:
            self.close()
            return self._sent(lines.encode("ascii"))

    def _sent(self, request: bytes) -> tuple[bytes, bytes]:
        """Returns head and body of the answer to a request."""
        self.made = self.made or socket.create_connection((HOST, self.port))
        self.made.sendall(request)
        found = b""
        while b"\r\n\r\n" not in found:
            found += _received(self.made)
        head, _, body = found.partition(b"\r\n\r\n")
        status = head.split(b" ", 2)[1]
        if status not in {b"200", b"304"}:
            text = f"bench: {request!r} was answered {found!r}"
            raise RuntimeError(text)
        length = 0 if status == b"304" else int(_of(head, b"content-length:"))
        while len(body) < length:
            body += _received(self.made)
        return head, body


def _received(made: socket.socket) -> bytes:
    found = made.recv(_CHUNK)
    if not found:
        raise ConnectionResetError
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
        with closing(Line(listener.getsockname()[1])) as line:
            yield line
        logging.getLogger("waitress").setLevel(logging.CRITICAL)  # it tells of what is closed here
        with suppress(OSError):
            server.close()
        thread.join(5)
