"""The worker beside a server: started with it, started again if it dies, ended with it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PAUSE_SECONDS = 1.0
_POLITE_SECONDS = 20.0


@contextmanager
def worker_beside(root: Path) -> Iterator[None]:
    """Keeps a worker of a workspace folder running while the context lasts."""
    keeper = Keeper(command=(sys.executable, "-P", "-m", "api.cli", "-w", str(root), "worker", "--child"))
    keeper.start()
    try:
        yield
    finally:
        keeper.end()


@dataclass(slots=True, kw_only=True)
class Keeper:
    """Keeps a program running; its standard input closes when this process is gone, however it went.

    Attributes:
        command: the program and its words.
    """

    command: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _watch: threading.Thread | None = None

    def start(self) -> None:
        """Starts the program, and again whenever it ends."""
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    def end(self) -> None:
        """Asks the program to end and waits for it; one that does not is killed, which loses nothing."""
        with self._lock:
            self._over.set()
            process = self.process
        if process is not None:
            _end(process)
        if self._watch is not None:
            self._watch.join()

    def _keep(self) -> None:
        while process := self._started():
            process.wait()
            self._over.wait(_PAUSE_SECONDS)

    def _started(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._over.is_set():
                return None
            self._let_go()
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE)  # noqa: S603 - our own
            return self.process

    def _let_go(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_POLITE_SECONDS)
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()
