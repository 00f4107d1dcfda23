"""A published demo firm on a free port of this machine, and a browser to look at it with."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from waitress.server import create_server

from api.app import create_app
from api.cli.serve import ADMIN, LIMITS, admit
from api.house import House
from graphsvc.workspace import Workspace, open_workspace
from ingest.demo import write_demo
from ingest.job import Order, ingest
from tests.api.service import PLENTY
from tests.browser.site import Site, Visitor, visitor

_HERE = Path(__file__).parent
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_SILENT = ("--disable-background-networking", "--disable-component-update")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture(scope="session")
def program() -> str:
    """The path of the browser; tests are skipped where it or the package that drives it is missing."""
    pytest.importorskip("playwright.sync_api", reason="no browser tests: the playwright package is missing")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no browser tests: chromium is missing (apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def site(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: ARG001 - may skip
    """The demo firm, served."""
    plan = write_demo(tmp_path_factory.mktemp("browser") / "firm")
    workspace = open_workspace(plan.workspace)
    ingest(workspace, Order(now=datetime.now(UTC), progress=lambda *_: None))
    with served(workspace) as found:
        yield found


@pytest.fixture
def own_site(site: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of the demo firm that a test may change, served."""
    shutil.copytree(site.house.workspace.root, tmp_path / "firm")
    with served(open_workspace(tmp_path / "firm")) as found:
        yield found


@contextmanager
def served(workspace: Workspace) -> Iterator[Site]:
    """Serves a demo workspace on a free port."""
    house = House(workspace, rates=dict.fromkeys(("read", "what-if", "export", "login"), PLENTY))
    admit(workspace, house.register)
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(create_app(workspace, house=house), sockets=[listener], **LIMITS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(house=house, root=f"http://127.0.0.1:{listener.getsockname()[1]}", user=ADMIN)
    server.close()
    thread.join(5)
    listener.close()
    house.close()


@pytest.fixture(scope="module")
def chromium(program: str) -> Iterator[Any]:
    """A browser, for the tests of one file."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=[*_QUIET, *_SILENT])
        yield browser
        browser.close()


@pytest.fixture
def look(site: Site, chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens a window for a role, or for somebody who is not signed in."""
    with windows(site, chromium) as opened:
        yield opened


@pytest.fixture
def look_own(own_site: Site, chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens a window on the copy that a test may change."""
    with windows(own_site, chromium) as opened:
        yield opened


@contextmanager
def windows(site: Site, chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """Lends a way to open windows, and closes them in the end."""
    opened: list[Any] = []

    def look_as(role: str = "", **window: Any) -> Visitor:
        context = chromium.new_context(base_url=site.root, **window)
        opened.append(context)
        return visitor(site, context, role)

    yield look_as
    for context in opened:
        context.close()
