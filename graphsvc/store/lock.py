"""A lock between processes of one host, held by an open file: it goes with its holder."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphsvc.errors import ConflictError, StoreUnreachableError

_PAUSE_SECONDS = 0.005


@contextmanager
def held(path: Path, *, timeout_seconds: float) -> Iterator[None]:
    """Holds the lock of a file while the context lasts.

    Raises:
        ConflictError: somebody else held it for longer than `timeout_seconds`.
        StoreUnreachableError: the file cannot be made.
    """
    handle = _opened(path)
    try:
        _take(handle, path, time.monotonic() + timeout_seconds)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"{path}: {error.strerror}. Check that the folder exists and may be written to."
        raise StoreUnreachableError(message) from error


def _take(handle: int, path: Path, deadline: float) -> None:
    while not _is_taken(handle):
        if time.monotonic() > deadline:
            message = f"Another process is writing to the store ({path}); wait for it and try again."
            raise ConflictError(message)
        time.sleep(_PAUSE_SECONDS)


def _is_taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EINTR}:
            return False
        raise
    return True
