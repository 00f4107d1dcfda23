"""What a running service writes down of itself: lines of JSON without names."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from api.logs import LOGGER, JsonLines, configure
from tests.api.service import FORMULA, Service

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def sink() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would stand on stderr."""
    found = io.StringIO()
    root, ours = logging.getLogger(), logging.getLogger(LOGGER)
    kept, level, own = root.handlers[:], root.level, ours.level
    configure(found)
    yield found
    root.handlers[:] = kept
    root.setLevel(level)
    ours.setLevel(own)


def lines(sink: io.StringIO) -> list[dict[str, Any]]:
    """Returns what was logged."""
    return [orjson.loads(line) for line in sink.getvalue().splitlines()]


def test_a_request_is_one_line_of_route_status_and_time(service: Service, sink: io.StringIO) -> None:
    response = service.get(f"/v1/questions/coverage?client={service.key['acme']}", service.token("hr"))

    [line] = lines(sink)
    assert line.keys() == {
        "at",
        "level",
        "logger",
        "event",
        "request_id",
        "method",
        "route",
        "status",
        "milliseconds",
        "principal",
    }
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/questions/coverage", 200)
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert line["milliseconds"] > 0


def test_a_route_is_logged_without_what_stands_in_it(service: Service, sink: io.StringIO) -> None:
    service.get("/problems/ana")
    service.get("/no/such/ana")

    assert [line["route"] for line in lines(sink)] == ["/problems/<slug>", ""]


def test_a_principal_is_told_from_others_and_not_named(service: Service, sink: io.StringIO) -> None:
    one, other = service.token("hr"), service.token("hr")

    for token in (one, other, one):
        service.get("/v1/me", token)

    first, second, third = (line["principal"] for line in lines(sink))
    assert first == third != second
    assert "t0" not in sink.getvalue()


def test_no_line_holds_a_name_an_address_or_a_query(service: Service, sink: io.StringIO) -> None:
    browser = service.browser("ana@firm.example", "hr")
    canaries = [
        "ana",
        "ben",
        "acme",
        "borealis",
        FORMULA,
        service.key["ana"],
        service.key["acme"],
        "zq-canary",
    ]

    browser.post("/find", data={"q": "zq-canary ana"}, headers=SAME)
    browser.get("/login?code=zq-canary")
    for path in (
        "/v1/questions/departure-impact?person=ana&purpose=account-review",
        f"/ask/coverage?client={service.key['acme']}",
        "/v1/questions/coverage?client=zq-canary",
        "/v1/questions/portfolio?zq-canary=acme",
        f"/v1/people/{service.key['ana']}",
        "/export/portfolio.csv",
        "/zq-canary/ana",
    ):
        browser.get(path)

    logged = sink.getvalue().lower()
    assert len(lines(sink)) >= 9
    assert [canary for canary in canaries if canary.lower() in logged] == []


def test_a_failure_says_where_and_not_with_what(
    service: Service, sink: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("zq-canary")

    monkeypatch.setattr(service.house, "shelf", fail)
    service.app.config["PROPAGATE_EXCEPTIONS"] = False

    response = service.get("/v1/questions/portfolio", service.token("hr"))

    failed, request = lines(sink)
    assert response.status_code == 500
    assert (failed["event"], failed["level"], request["status"]) == ("failed", "error", 500)
    assert failed["request_id"] == response.headers["X-Request-Id"]
    assert any("/api/door.py:" in place for place in failed["where"])
    assert "zq-canary" not in sink.getvalue()


def test_of_others_only_the_template_of_a_warning_is_kept(sink: io.StringIO) -> None:
    log = logging.getLogger("some.library")

    log.info("nothing of note")
    log.warning("slow query %s", "MATCH (p {name: 'zq-canary'})")

    [line] = lines(sink)
    assert (line["logger"], line["event"]) == ("some.library", "slow query %s")


def test_an_error_of_others_is_told_by_its_type(sink: io.StringIO) -> None:
    try:
        dict[str, int]()["zq-canary"]
    except KeyError:
        logging.getLogger("some.library").exception("it failed")

    [line] = lines(sink)
    assert (line["error"], "zq-canary" in sink.getvalue()) == ("KeyError", False)


def test_a_record_without_anything_to_tell_is_a_line_too() -> None:
    record = logging.LogRecord("a", logging.INFO, __file__, 1, "event", None, None)

    assert orjson.loads(JsonLines().format(record))["event"] == "event"
