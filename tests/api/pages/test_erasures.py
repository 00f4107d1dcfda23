"""Who asked to be erased: seen by administrators alone, until it is done."""

import html
import re

import orjson
import pytest

from api.worker import Worker
from graphsvc.store.erasures import ERASE_WITHIN
from tests.api.service import Service


def seen(service: Service) -> str:
    page = service.browser("adam@firm.example", "admin").get("/erasures").get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_where_nobody_asked_it_says_so(service: Service) -> None:
    assert "Nobody asked to be erased." in seen(service)


def test_a_wish_shows_who_asked_when_and_how_many_days_are_left(service: Service) -> None:
    service.do("ask-erasure", service.token("own", person="ana"))
    service.clock.at += ERASE_WITHIN // 3

    assert re.search(r"ana 2023-11-14 20 asked Carry out", seen(service))


def test_the_form_behind_it_knows_the_person(service: Service) -> None:
    service.do("ask-erasure", service.token("own", person="ana"))
    browser = service.browser("adam@firm.example", "admin")

    [path] = re.findall(r'href="(/do/carry-out-erasure\?person=[^"]+)"', browser.get("/erasures").text)
    response = browser.post(
        "/do/carry-out-erasure",
        data={"person": "ana", "reason": "asked for it"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert f'value="{service.key["ana"]}"' in browser.get(path).text
    assert response.headers["Location"] == "/erasures?done=carry-out-erasure"
    assert "ana 2023-11-14 30 ordered" in seen(service)


def test_what_is_done_is_gone_from_the_list(service: Service) -> None:
    service.do("carry-out-erasure", service.token("admin"), person="ana", reason="letter")

    Worker(workspace=service.workspace, clock=service.clock).once(service.house.jobs)

    assert "Nobody asked to be erased." in seen(service)


def test_what_became_of_an_erasure_is_told_without_a_name(service: Service) -> None:
    feed = service.workspace.root / "feeds"
    feed.mkdir(exist_ok=True)
    (feed / "notes.txt").write_text("met ana@firm.example\n", encoding="utf-8")
    job = service.do("carry-out-erasure", service.token("admin"), person="ana", reason="letter")
    assert "Carried out" not in seen(service)

    Worker(workspace=service.workspace, clock=service.clock).once(service.house.jobs)

    told = seen(service).partition("Carried out in the last seven days")[2]
    result = orjson.loads((service.workspace.root / f"results/{job}.json").read_bytes())
    assert f"2023-11-14 , job {job}" in told
    assert f"{result['files_changed']} files changed, {result['files_removed']} files removed." in told
    assert result["receipt"]
    assert result["receipt"] in told
    assert result["beyond_reach"]
    assert all(html.escape(line) in told for line in result["beyond_reach"])
    assert not re.search(rf"\bana\b|{service.key['ana']}", told)


def test_what_came_to_nothing_is_said_and_offered_again(service: Service) -> None:
    job = service.do("carry-out-erasure", service.token("admin"), person="ana", reason="letter")
    assert "ana 2023-11-14 30 ordered –" in seen(service)

    service.house.jobs.cancel(job)

    assert "ana 2023-11-14 30 ordered, and failed Carry out" in seen(service)


@pytest.mark.parametrize("role", ["account_lead", "hr", "own", "alumni_programme", "oversight"])
def test_nobody_else_sees_who_asked(service: Service, role: str) -> None:
    browser = service.browser("other@firm.example", role, accounts="all")

    assert browser.get("/erasures").status_code == 403
    assert browser.get("/do/carry-out-erasure").status_code == 403
