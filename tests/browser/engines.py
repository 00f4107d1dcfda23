"""Browsers beside chromium: Firefox over WebDriver BiDi, WebKit (Safari's engine) over WebDriver.

Both speak the W3C's protocols by themselves, so no driver program has to be fetched: only what a test of
cookies needs is spoken here.
"""

import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

PATIENCE_SECONDS = 60
_MINI_BROWSER = "webkit2gtk-4.*/MiniBrowser"
_HOST = "127.0.0.1"


class Engine(Protocol):
    """A window of a browser."""

    def go(self, url: str) -> None:
        """Opens an address and waits until it is there."""
        ...

    def run(self, script: str) -> str:
        """Returns what an expression gives in the page, as text; none between two pages."""
        ...


class Firefox:
    """A window of Firefox, spoken to over WebDriver BiDi."""

    def __init__(self, line: Any) -> None:
        """Begins a session on a WebSocket connection."""
        self._line = line
        self._number = itertools.count()
        self._say("session.new", capabilities={})
        tree = self._say("browsingContext.getTree")
        self._window = tree["contexts"][0]["context"]

    def go(self, url: str) -> None:
        """Opens an address and waits until it is there."""
        self._say("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def run(self, script: str) -> str:
        """Returns what an expression gives in the page, as text."""
        target = {"context": self._window}
        given = f"String({script})"
        found = self._asked("script.evaluate", expression=given, target=target, awaitPromise=True)
        return str(found.get("result", {}).get("result", {}).get("value", ""))

    def _say(self, method: str, **params: Any) -> Any:
        found = self._asked(method, **params)
        assert found["type"] == "success", found
        return found["result"]

    def _asked(self, method: str, **params: Any) -> Any:
        number = next(self._number)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            found = json.loads(self._line.recv())
            if found.get("id") == number:
                return found


class WebKit:
    """A window of WebKit, spoken to over WebDriver."""

    def __init__(self, root: str, program: str) -> None:
        """Begins a session at a driver that listens."""
        options = {"binary": program, "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._root = f"{root}/session"
        self._root += "/" + _posted(self._root, wanted)["sessionId"]

    def go(self, url: str) -> None:
        """Opens an address and waits until it is there."""
        _posted(f"{self._root}/url", {"url": url})

    def run(self, script: str) -> str:
        """Returns what an expression gives in the page, as text."""
        body = {"script": f"return String({script})", "args": []}
        try:
            return str(_posted(f"{self._root}/execute/sync", body))
        except urllib.error.HTTPError:
            return ""


def _posted(url: str, body: object) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - loopback
        return json.load(answer)["value"]


def firefox_program() -> str | None:
    """Returns the path of Firefox, where it is here."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit_program() -> str | None:
    """Returns the path of WebKit's own small browser, where it, its driver and a screen for it are here."""
    found = next(Path("/usr/lib").glob(f"*/{_MINI_BROWSER}"), None)
    needed = shutil.which("WebKitWebDriver") and shutil.which("Xvfb")
    return str(found) if found and needed else None


@contextlib.contextmanager
def firefox(program: str, home: Path) -> Iterator[Engine]:
    """Starts Firefox without a screen, with a new profile below a folder."""
    import websocket  # noqa: PLC0415 - may be missing

    port = _free_port()
    words = [program, "--headless", "--no-remote", "--profile", str(home), f"--remote-debugging-port={port}"]
    with _running(words, HOME=str(home)):
        _await(port)
        url = f"ws://{_HOST}:{port}/session"
        line = websocket.create_connection(url, timeout=PATIENCE_SECONDS, suppress_origin=True)
        try:
            yield Firefox(line)
        finally:
            line.close()


@contextlib.contextmanager
def webkit(program: str, home: Path) -> Iterator[Engine]:
    """Starts WebKit on a screen that nobody sees."""
    port, screen = _free_port(), f":{100 + os.getpid() % 10_000}"
    with (
        _running(["Xvfb", screen, "-screen", "0", "1024x768x24", "-nolisten", "tcp"]),
        _running(["WebKitWebDriver", f"--port={port}"], DISPLAY=screen, HOME=str(home), **_NO_SANDBOX),
    ):
        _await(port)
        yield WebKit(f"http://{_HOST}:{port}", program)


_NO_SANDBOX = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
"""Both processes belong to one user of a test; the pages are ours."""


@contextlib.contextmanager
def _running(words: list[str], **settings: str) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, env=os.environ | settings, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def _await(port: int) -> None:
    """Waits until something listens.

    Raises:
        TimeoutError: nothing does.
    """
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            socket.create_connection((_HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"nothing listens on port {port}"
    raise TimeoutError(message)
