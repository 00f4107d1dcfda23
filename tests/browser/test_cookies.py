"""The session holds on http loopback in the engines of Firefox and Safari too, not in chromium alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.browser.engines import (
    PATIENCE_SECONDS,
    Engine,
    firefox,
    firefox_program,
    webkit,
    webkit_program,
)
from tests.browser.site import Site

_Start = Callable[[str, Path], AbstractContextManager[Engine]]
_ENGINES: dict[str, tuple[Callable[[], str | None], _Start, str]] = {
    "firefox": (firefox_program, firefox, "apt-get install firefox-esr"),
    "webkit": (webkit_program, webkit, "apt-get install webkit2gtk-driver xvfb"),
}


@pytest.fixture(params=list(_ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A window of a browser that is not chromium."""
    find, start, remedy = _ENGINES[request.param]
    program = find()
    if program is None:
        pytest.skip(f"no test of cookies in {request.param}: it is missing ({remedy})")
    pytest.importorskip("websocket", reason="no test of cookies: the websocket-client package is missing")
    with start(program, tmp_path) as opened:
        yield opened


def _until(engine: Engine, script: str, wanted: str) -> None:
    """Waits until an expression gives a text: a form that was sent takes a moment."""
    for _ in range(PATIENCE_SECONDS * 10):
        if wanted in engine.run(script):
            return
        time.sleep(0.1)
    pytest.fail(f"{script} is {engine.run(script)!r} at {engine.run('location.href')}, not {wanted!r}")


def _press(engine: Engine, button: str) -> None:
    engine.run(f"document.querySelector({button!r}).click()")


def test_a_session_lasts_from_the_link_through_a_form_to_the_way_out(site: Site, engine: Engine) -> None:
    code = site.house.register.new_code(site.user)

    engine.go(f"{site.root}/login?code={code}")
    _press(engine, "form[action='/login'] button")
    _until(engine, "document.body.innerText", "Sign out")
    engine.run("document.querySelector('form[action=\"/door\"] select').value = 'hr'")
    _press(engine, "form[action='/door'] button")
    _until(engine, "document.querySelector('form[action=\"/door\"] option[selected]').value", "hr")
    engine.go(f"{site.root}/departures")
    heading = engine.run("document.querySelector('h1').innerText")
    seen_by_scripts = engine.run("document.cookie")
    _press(engine, "form[action='/logout'] button")
    _until(engine, "location.pathname", "/login")
    engine.go(f"{site.root}/departures")

    assert "epartures" in heading
    assert seen_by_scripts == ""
    _until(engine, "location.href", "/login")
