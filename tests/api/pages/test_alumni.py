"""The alumni programme's pages: what is known, who can be told, one former colleague."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.pages.alumni import NOTICE_WORDS
from graphsvc.store.notices import LINK_LIVES
from graphsvc.workspace import open_workspace
from tests.api.service import Service, build
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

LEFT = TODAY - 400


def written() -> Firm:
    """Returns a firm that val, wim and xan left; val works at a client and is known by pia and bo."""
    firm = Firm()
    firm.organisation("acme")
    firm.organisation("Other Ltd", type="other")
    for name in ("bo", "pia"):
        firm.employee(name, "Audit")
    for name, at in (("val", "acme"), ("wim", "Other Ltd"), ("xan", "Other Ltd")):
        firm.employee(name, "Audit", end=LEFT)
        firm.contact(name, at, start=LEFT)
    firm.tie("pia", "val", 0.6)
    firm.tie("bo", "val", 0.4)
    return firm


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firm, published; not to be changed."""
    return build(tmp_path_factory.mktemp("alumni") / "firm", written=written())


@pytest.fixture
def office(folder: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the firm; wim and xan wait to be told."""
    shutil.copytree(folder, tmp_path / "firm")
    found = Service(workspace=open_workspace(tmp_path / "firm"), key=written().key)
    for name in ("wim", "xan"):
        found.house.beside.notices.put(found.key[name], f"{name}@post.example", added_on=TODAY - 10)
    yield found
    found.house.close()


def seen(office: Service, path: str, role: str = "alumni_programme") -> str:
    """Returns the words of a page."""
    html = office.browser("pat@firm.example", role).get(path).get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def html(office: Service, path: str) -> str:
    return office.browser("pat@firm.example", "alumni_programme").get(path).get_data(as_text=True)


def test_the_home_says_how_many_are_known_reachable_and_asked_and_what_to_do(office: Service) -> None:
    words = seen(office, "/")

    assert "3 known, 2 reachable, 0 asked: export the first 2." in words
    assert "/do/export-notices?limit=2" in html(office, "/")


def test_once_everybody_is_asked_the_home_counts_who_agreed(office: Service) -> None:
    office.do("export-notices", office.token("alumni_programme"))
    office.do("give-consent", office.token("own", person="val"), consent="stay_in_touch")

    assert "3 known, 3 reachable, 3 asked; 1 agreed to something." in seen(office, "/")


def test_the_home_leads_to_the_page_of_who_left(office: Service) -> None:
    assert f'href="/alumni/{office.key["wim"]}"' in html(office, "/")


def test_the_home_says_when_the_first_address_is_deleted(office: Service) -> None:
    assert "2024-10-25" in seen(office, "/")  # 31 days after 24 September


def test_the_register_leads_to_the_page_of_each(office: Service) -> None:
    assert html(office, "/ask/alumni").count('href="/alumni/') == 3


def test_without_consent_the_page_holds_the_register_alone(office: Service) -> None:
    words = seen(office, f"/alumni/{office.key['val']}")

    assert "Worked here" in words
    assert "last in Audit" in words
    assert "Agrees to nothing yet." in words
    assert "did not agree to stay in touch: nothing is shown" in words
    assert "acme" not in words
    assert "pia" not in words


def test_with_consent_it_shows_where_they_work_and_who_keeps_in_touch(office: Service) -> None:
    office.do("give-consent", office.token("own", person="val"), consent="stay_in_touch")

    words = seen(office, f"/alumni/{office.key['val']}")

    assert "At acme" in words
    assert "2 colleagues keep in touch with val: the tie is close." in words
    assert "Agrees to: former colleagues may write to me." in words


def test_one_keeper_left_is_a_warning(office: Service) -> None:
    office.do("give-consent", office.token("own", person="wim"), consent="stay_in_touch")

    assert 'class="spaced warned"' in html(office, f"/alumni/{office.key['wim']}")


def test_a_withdrawal_shuts_the_page_again(office: Service) -> None:
    own, programme = office.token("own", person="val"), office.token("alumni_programme")
    office.do("give-consent", own, consent="stay_in_touch")

    office.do("record-withdrawal", programme, person="val", consent="stay_in_touch", evidence="mail")

    assert "acme" not in seen(office, f"/alumni/{office.key['val']}")


def test_each_consent_has_a_way_to_record_the_next_word(office: Service) -> None:
    office.do("give-consent", office.token("own", person="val"), consent="vouch")
    key = office.key["val"]

    page = html(office, f"/alumni/{key}")

    assert f"/do/record-withdrawal?person={key}&amp;consent=vouch" in page
    assert f"/do/record-consent?person={key}&amp;consent=events" in page


def test_it_says_how_far_somebody_is_told(office: Service) -> None:
    before = seen(office, f"/alumni/{office.key['wim']}")
    office.do("export-notices", office.token("alumni_programme"))

    after = seen(office, f"/alumni/{office.key['wim']}")

    assert NOTICE_WORDS["address_waiting"] in before
    assert NOTICE_WORDS["asked"] in after


@pytest.mark.parametrize("name", ["bo", "acme"])
def test_whoever_is_no_former_colleague_has_no_page(office: Service, name: str) -> None:
    browser = office.browser("pat@firm.example", "alumni_programme")

    assert browser.get(f"/alumni/{office.key[name]}").status_code == 404


@pytest.mark.parametrize("role", ["account_lead", "hr", "own", "admin", "oversight"])
@pytest.mark.parametrize("path", ["/notices", "/alumni/{val}"])
def test_only_the_programme_opens_these_pages(office: Service, role: str, path: str) -> None:
    browser = office.browser("other@firm.example", role, accounts="all")

    assert browser.get(path.format(**office.key)).status_code == 403


def test_the_notices_say_who_waits_and_offer_the_export(office: Service) -> None:
    words = seen(office, "/notices")

    assert "2 wait to be told what is stored about them; 0 were asked." in words
    assert "The first of those who wait is deleted on 2024-10-25." in words
    assert 'action="/do/export-notices"' in html(office, "/notices")


def test_the_notices_tell_what_was_exported_and_how_many_days_are_left(office: Service) -> None:
    office.do("export-notices", office.token("alumni_programme"), limit=1)
    office.clock.at += LINK_LIVES // 3

    words = seen(office, "/notices")

    assert re.search(r"2023-11-14 token:t\d 1 0 20", words)


def test_where_nobody_waits_the_notices_say_what_to_load(office: Service) -> None:
    office.do("export-notices", office.token("alumni_programme"))

    words = seen(office, "/notices")

    assert "Nobody waits to be told: load a file of alumni" in words


def test_no_page_shows_a_private_address(office: Service) -> None:
    pages = [html(office, path) for path in ("/", "/notices", f"/alumni/{office.key['wim']}", "/ask/alumni")]

    assert not any("post.example" in page for page in pages)


def test_the_ask_bar_leads_to_the_page_of_a_former_colleague(office: Service) -> None:
    browser = office.browser("pat@firm.example", "alumni_programme")

    found = browser.post("/find", data={"q": "wim"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert f'href="/alumni/{office.key["wim"]}"' in found.text
    assert "Former colleague" in found.text


def test_the_ask_bar_leads_hr_to_the_keepers(office: Service) -> None:
    browser = office.browser("hr@firm.example", "hr")

    found = browser.post("/find", data={"q": "wim"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert f'href="/ask/keepers?person={office.key["wim"]}"' in found.text


def test_the_ask_bar_of_others_knows_no_former_colleague(office: Service) -> None:
    browser = office.browser("lead@firm.example", "account_lead", accounts="all")

    found = browser.post("/find", data={"q": "xan"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert "xan" not in found.text.replace("“xan”", "").replace('value="xan"', "")


@pytest.mark.parametrize("role", ["hr", "alumni_programme"])
def test_somebody_without_a_keeper_has_no_evidence_to_open(office: Service, role: str) -> None:
    for person in ("val", "wim"):  # colleagues keep in touch with Val alone
        agrees = {"person": person, "consent": "stay_in_touch", "evidence": "letter"}
        office.do("record-consent", office.token("alumni_programme"), **agrees)

    page = office.browser("reader@firm.example", role).get("/ask/keepers?purpose=internal-move").text

    [row] = [row for row in re.findall(r"<tr[^>]*>.*?</tr>", page, re.DOTALL) if "no keeper" in row]
    assert "data-evidence" not in row
