"""Who can introduce me: strips, the drawing and its table, and contacts of a client to choose from."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service, build, copied, firm


@pytest.fixture
def browser(service: Service) -> FlaskClient:
    """An account lead of every client."""
    return service.browser("lead@firm.example", "account_lead", accounts="all")


def test_a_way_is_a_strip_a_drawing_and_rows_of_a_table(service: Service, browser: FlaskClient) -> None:
    ends = f"start={service.key['ana']}&target={service.key['eli']}"

    page = browser.get(f"/ask/introductions?{ends}").get_data(as_text=True)

    ways = page.partition('<ol class="ways">')[2].partition("</ol>")[0].split("<li>")[1:]
    steps = page.partition('class="twin"')[2].partition("</table>")[0]
    hops = sum(way.count("<i ") for way in ways)
    assert hops > 0
    assert steps.count("<tr>") == 1 + hops  # the heads, and every hop of every way
    assert page.count("<svg") == 1
    assert "weakest" in ways[0]


def test_at_a_client_the_contacts_are_chosen_from(service: Service, browser: FlaskClient) -> None:
    path = f"/ask/introductions?client={service.key['delta']}&start={service.key['ana']}"

    page = browser.get(path).get_data(as_text=True)

    choices = re.findall(r'<option value="(p-[^"]+)"( selected)?>([^<]+)', page)
    assert [words for _, _, words in choices] == ["del-cfo, decision maker", "del-ctrl, influencer"]
    # nobody leads Ana to the CFO
    assert [key for key, chosen, _ in choices if chosen] == [service.key["del-ctrl"]]


def test_hr_chooses_a_contact_by_role_said_once(service: Service) -> None:
    hr = service.browser("hr@firm.example", "hr")

    page = hr.get(f"/ask/introductions?client={service.key['delta']}").get_data(as_text=True)

    choices = re.findall(r'<option value="p-[^"]+"[^>]*>([^<]+)', page)
    assert choices == ["decision maker", "influencer"]


def test_a_reader_who_works_here_asks_for_themselves(service: Service) -> None:
    browser = service.browser("ana@firm.example", "account_lead", accounts="all")

    page = browser.get("/ask/introductions").get_data(as_text=True)

    assert re.search(r'name="start" value="ana"', page)


def test_what_is_lacking_is_asked_for(browser: FlaskClient) -> None:
    page = browser.get("/ask/introductions").get_data(as_text=True)

    assert "Say who looks for a way and whom they want to meet, and see" in page
    assert "<svg" not in page


def test_without_a_way_who_knows_them_and_who_could_come_along_are_offered(
    service: Service, browser: FlaskClient
) -> None:
    page = browser.get(f"/ask/introductions?start={service.key['ana']}&target={service.key['del-cfo']}")

    told = page.get_data(as_text=True)
    assert "Nobody leads to del-cfo" in told
    assert "/do/declare-tie?person=" in told
    assert "Ask who knows somebody there" in told
    ways = [unescape(path) for path in re.findall(r'<li><a href="(/ask/introductions[^"]+)"', told)]
    assert ways
    assert all('<ol class="ways">' in browser.get(path).get_data(as_text=True) for path in ways)


def test_at_a_client_the_first_contact_to_whom_a_way_leads_is_chosen(
    service: Service, browser: FlaskClient
) -> None:
    """Everything that the home offers as the next step ends at a way, or says who has one."""
    for client in ("acme", "borealis", "cobalt", "delta", "ember", "fjord"):
        path = f"/ask/introductions?client={service.key[client]}&start={service.key['ana']}"

        told = browser.get(path).get_data(as_text=True)

        assert '<ol class="ways">' in told or '<ul class="list">' in told, client


def test_who_holds_a_client_alone_reads_whom_to_bring_along(service: Service) -> None:
    ida = service.browser("ida@firm.example", "account_lead", accounts="all")

    told = ida.get(f"/ask/introductions?client={service.key['cobalt']}").get_data(as_text=True)

    group = told.partition("<h2>Bring somebody along</h2>")[2].partition("</section>")[0]
    assert "ida knows" in told
    assert "in close touch with you" in group
    assert "/ask/introductions" not in group


def test_colleagues_who_are_not_a_leads_to_name_are_left_out(tmp_path: Path) -> None:
    """Lea leads Acme on paper alone; who is close to its holders is on no account of hers."""
    written = firm({"lea": "acme"})
    build(tmp_path / "firm", written=written)

    pages = []
    for service in copied(tmp_path / "firm", tmp_path / "copy", key=written.key):
        lea = service.browser("lea@firm.example", "account_lead", accounts="assigned")
        pages.append(lea.get(f"/ask/introductions?client={written.key['acme']}&start={written.key['lea']}"))

    assert [page.status_code for page in pages] == [200]
    assert "Nobody leads to" in pages[0].get_data(as_text=True)


def test_where_nobody_knows_anybody_that_is_said(service: Service, browser: FlaskClient) -> None:
    start, target = service.key["ana"], service.key["kim"]

    told = browser.get(f"/ask/introductions?start={start}&target={target}").get_data(as_text=True)

    assert "Nobody leads to" in told
    assert "None of us is known to be in touch there." in told


def test_a_colleague_outside_the_accounts_is_a_step_without_a_name(service: Service) -> None:
    browser = service.browser("eli@firm.example", "account_lead", accounts="assigned")

    page = browser.get(f"/ask/introductions?target={service.key['fjo-ceo']}").get_data(as_text=True)

    strips = page.partition('<ol class="ways">')[2].partition("</ol>")[0]
    assert "a colleague" in strips  # Hal, on no account of Eli's
    assert "Ask gus: 3 ties" in page
    assert service.key["hal"] not in page
    assert ">hal<" not in page


def test_who_looks_for_themselves_can_ask(service: Service) -> None:
    ends = f"start={service.key['ana']}&target={service.key['eli']}"
    own, other = (
        service.browser(f"{name}@firm.example", "account_lead", accounts="all") for name in ("ana", "ben")
    )

    mine, theirs = (each.get(f"/ask/introductions?{ends}").get_data(as_text=True) for each in (own, other))

    paths = re.findall(r'class="button" href="(/do/ask-introduction[^"]+)"', mine)
    assert len(paths) == mine.count("weakest: ")
    assert all(f"target={service.key['eli']}" in path for path in paths)
    assert {own.get(path.replace("&amp;", "&")).status_code for path in paths} == {200}
    assert "/do/ask-introduction" not in theirs
