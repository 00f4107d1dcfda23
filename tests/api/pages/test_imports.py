"""The page of imports: what became of each feed, what is refused, and what can be done, without script."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.pages.imports import JUDGEMENTS
from graphsvc.store.jobs import Job
from tests.api.bureau import ALUMNI, PEOPLE, Bureau, opened
from tests.ingest.event_feed import Mail
from tests.ingest.office import EMPLOYEES

SAME = {"Sec-Fetch-Site": "same-origin"}
MORE = (*EMPLOYEES, "E4,Dov Fisk,dov@harbourvale.example,Analyst,Tax,E2,2022-01-01")
TWINS = (*PEOPLE, "C90,Ana Berg,A1,ana.berg@northwick.example,Buyer,procurement")


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    yield from opened(tmp_path / "office")


@pytest.fixture
def admin(bureau: Bureau) -> FlaskClient:
    return bureau.browser("root@harbourvale.example", "admin")


def text(response: TestResponse) -> str:
    """Returns the words of a page, one space between them."""
    page = re.sub(r"<(script|style).*?</\1>", " ", response.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def sent(browser: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Sends a form of the page as a browser does."""
    page = browser.get("/imports").get_data(as_text=True)
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    return browser.post(path, data={"form_token": token[1], **fields}, headers=SAME)


def jobs(bureau: Bureau) -> list[Job]:
    return bureau.house.jobs.newest("ingest", limit=9)


def test_before_the_first_load_the_page_offers_files_to_begin_with(admin: FlaskClient) -> None:
    page = admin.get("/imports")

    assert page.status_code == 200
    assert "Of 4 feeds 4 were never loaded." in text(page)
    assert "drop employees.csv, accounts.csv" in text(page)
    template = admin.get("/imports/templates/employees.csv")
    assert (template.mimetype, template.get_data(as_text=True).count("\n")) == ("text/csv", 2)


@pytest.mark.parametrize(
    "role, offered",
    [("admin", ["employees", "accounts", "contacts", "alumni"]), ("alumni_programme", ["alumni"])],
)
def test_each_feed_of_a_canonical_file_offers_an_empty_one(
    bureau: Bureau, role: str, offered: list[str]
) -> None:
    browser = bureau.browser("someone@harbourvale.example", role)

    page = browser.get("/imports").get_data(as_text=True)

    links = re.findall(r'<a href="(/imports/templates/(\w+)\.csv)">An empty', page)
    assert [name for _, name in links] == offered
    assert {browser.get(path).status_code for path, _ in links} == {200}


def test_a_template_that_there_is_not_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/imports/templates/passwd.csv").status_code == 404


def test_a_load_is_ordered_by_a_button_and_shown_while_it_lasts(bureau: Bureau, admin: FlaskClient) -> None:
    response = sent(admin, "/imports")

    assert (response.status_code, response.headers["Location"]) == (303, "/imports")
    page = admin.get("/imports").get_data(as_text=True)
    assert 'data-poll="/imports"' in page
    assert "<progress" in page
    assert "0 of 4 feeds done" in page
    assert '<a href="/imports">Look again</a>' in page

    bureau.work()

    page = admin.get("/imports").get_data(as_text=True)
    assert "data-poll" not in page
    assert "data-done" in page
    assert "All 4 feeds are loaded." in page


def test_a_load_that_is_going_on_tells_its_stage(bureau: Bureau, admin: FlaskClient) -> None:
    sent(admin, "/imports", feed="employees")
    job = bureau.house.jobs.claim()
    assert job is not None
    bureau.house.jobs.progress(job, "employees: read", 1200)

    assert "0 of 1 feeds done; now: employees: read, 1,200 rows" in text(admin.get("/imports"))


def test_one_feed_is_loaded_by_its_own_button(bureau: Bureau, admin: FlaskClient) -> None:
    sent(admin, "/imports", feed="employees")

    assert [job.params["feeds"] for job in jobs(bureau)] == [["employees"]]


def test_a_load_is_cancelled_by_a_button(bureau: Bureau, admin: FlaskClient) -> None:
    sent(admin, "/imports")

    response = sent(admin, f"/imports/jobs/{jobs(bureau)[0].id}/cancel")

    assert response.status_code == 303
    assert jobs(bureau)[0].state == "cancelled"


def test_the_tiles_count_what_the_last_load_did_and_no_load_before_it(
    bureau: Bureau, admin: FlaskClient
) -> None:
    sent(admin, "/imports")
    bureau.work()
    bureau.office.write("employees", *MORE)
    sent(admin, "/imports", feed="employees")
    bureau.work()

    page = admin.get("/imports").get_data(as_text=True)

    [state] = [each for each in admin.get("/v1/imports").get_json()["data"] if each["name"] == "employees"]
    tiles = re.findall(r"<strong>([\d,]+)</strong> <span>(\w+ \w+)", page)
    assert 1 < state["created"] < 9
    assert (str(state["created"]), "records created") in tiles


def test_counts_reasons_and_the_file_of_rejected_rows_are_shown(bureau: Bureau, admin: FlaskClient) -> None:
    bureau.office.write("contacts", *PEOPLE, "C90,,A1,wrong@northwick.example,,user")
    sent(admin, "/imports")
    bureau.work()

    page = admin.get("/imports")

    assert '<a href="/v1/imports/contacts/rejects">1</a>' in page.get_data(as_text=True)
    assert "1 × " in text(page)
    assert admin.get("/v1/imports/contacts/rejects").status_code == 200


def test_a_load_from_the_command_line_is_shown_as_well(bureau: Bureau, admin: FlaskClient) -> None:
    bureau.office.ingest()

    assert "All 4 feeds are loaded." in text(admin.get("/imports"))


def test_a_refused_load_is_allowed_once_with_a_reason(bureau: Bureau, admin: FlaskClient) -> None:
    sent(admin, "/imports")
    bureau.work()
    bureau.office.write("contacts", *PEOPLE[:9])
    sent(admin, "/imports", feed="contacts")
    bureau.work()
    page = admin.get("/imports").get_data(as_text=True)
    share = re.search(r'name="allow_close" value="([\d.]+)"', page)
    assert share

    without = sent(admin, "/imports", feed="contacts", allow_close=share[1], reason=" ")
    given = sent(admin, "/imports", feed="contacts", allow_close=share[1], reason="the client was sold")
    bureau.work()

    assert "Of 4 feeds 1 was refused." in page
    assert "Allow this once" in page
    assert (without.status_code, given.status_code) == (422, 303)
    assert "Say why so many records may close" in text(without)
    after = admin.get("/imports").get_data(as_text=True)
    assert "Allow this once" not in after
    assert "All 4 feeds are loaded." in after
    assert bureau.audited("ingest")[-1].purpose == "the client was sold"


@pytest.mark.parametrize("share", ["much", "nan", "7", "-1"])
def test_a_share_that_is_none_is_refused(bureau: Bureau, admin: FlaskClient, share: str) -> None:
    response = sent(admin, "/imports", feed="contacts", allow_close=share, reason="sold")

    assert response.status_code == 422
    assert jobs(bureau) == []


def test_a_file_is_checked_put_in_place_and_loaded(bureau: Bureau, admin: FlaskClient) -> None:
    content = ("\n".join(MORE) + "\n").encode()

    response = sent(admin, "/imports/employees/file", file=(io.BytesIO(content), "staff.csv"))
    bureau.work()

    assert response.status_code == 303
    assert (bureau.office.root / "exports" / "employees.csv").read_bytes() == content
    assert "Dov Fisk" in bureau.office.names("Person").values()


def test_a_file_that_is_refused_says_why_and_changes_nothing(bureau: Bureau, admin: FlaskClient) -> None:
    before = (bureau.office.root / "exports" / "employees.csv").read_bytes()

    response = sent(admin, "/imports/employees/file", file=(io.BytesIO(b"a,b\n1,2\n"), "staff.csv"))

    assert response.status_code == 422
    assert "employees: employees.csv, line 1" in text(response)
    assert (bureau.office.root / "exports" / "employees.csv").read_bytes() == before
    assert jobs(bureau) == []


def test_a_form_without_a_file_is_refused(admin: FlaskClient) -> None:
    assert sent(admin, "/imports/employees/file").status_code == 422


def test_the_programme_has_its_feeds_alone(bureau: Bureau) -> None:
    programme = bureau.browser("pam@harbourvale.example", "alumni_programme")
    content = ("\n".join(ALUMNI) + "\n").encode()

    page = text(programme.get("/imports"))
    own = sent(programme, "/imports/alumni/file", file=(io.BytesIO(content), "alumni.csv"))
    other = sent(programme, "/imports/employees/file", file=(io.BytesIO(content), "alumni.csv"))
    forbidden = sent(programme, "/imports", feed="employees")
    bureau.work()

    assert "employees" not in page.partition("alumni.csv")[0].partition("Feeds")[2]
    assert (own.status_code, other.status_code, forbidden.status_code) == (303, 404, 422)
    assert "The feed is loaded." in text(programme.get("/imports"))


@pytest.mark.parametrize("role", ["hr", "account_lead", "own", "oversight"])
def test_other_roles_find_neither_page_nor_entry(bureau: Bureau, role: str) -> None:
    bureau.office.ingest()
    browser = bureau.browser(f"{role}@harbourvale.example", role, accounts="all")

    assert browser.get("/imports").status_code == 403
    assert 'href="/imports"' not in browser.get("/").get_data(as_text=True)


def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in(bureau: Bureau) -> None:
    response = bureau.app.test_client().get("/imports", headers={"Accept": "text/html"})

    assert (response.status_code, response.headers["Location"]) == (303, "/login")


def test_a_form_of_another_site_orders_nothing(bureau: Bureau, admin: FlaskClient) -> None:
    response = admin.post("/imports", data={}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert jobs(bureau) == []


def test_where_nothing_is_published_the_home_leads_to_the_imports(admin: FlaskClient) -> None:
    page = admin.get("/", headers={"Accept": "text/html"})

    assert page.status_code == 503
    assert 'href="/imports"' in page.get_data(as_text=True)


def test_a_workspace_without_feeds_says_what_to_do(tmp_path: Path) -> None:
    bare = next(opened(tmp_path / "bare"))
    bare.office.feeds = ()
    empty = Bureau(workspace=bare.office.settle(), office=bare.office)

    page = text(empty.browser("root@harbourvale.example", "admin").get("/imports"))

    assert "No feed is set up yet." in page
    assert "graphsvc demo" in page
    empty.house.close()
    bare.house.close()


def test_who_looks_like_whom_is_shown_with_the_facts_of_both(bureau: Bureau, admin: FlaskClient) -> None:
    bureau.office.write("contacts", *TWINS)
    sent(admin, "/imports")
    bureau.work()

    page = text(admin.get("/imports"))

    assert "1 pair shares a name and nothing else" in page
    assert "Buyer at Northwick Foundry Ltd" in page
    assert "Partner at Harbour & Vale from 2015-01-01" in page.replace("&amp;", "&")
    assert "ana.berg@northwick.example" in page


@pytest.mark.parametrize("action", [name for name, _ in JUDGEMENTS])
def test_a_pair_that_was_judged_does_not_come_back(bureau: Bureau, admin: FlaskClient, action: str) -> None:
    bureau.office.write("contacts", *TWINS)
    bureau.office.ingest()
    page = admin.get("/imports").get_data(as_text=True)
    form = page.partition(f'action="/do/{action}"')[2].partition("</form>")[0]
    pair = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))

    response = admin.post(f"/do/{action}", data=pair, headers=SAME)

    assert response.status_code == 303
    assert response.headers["Location"].partition("?")[0] == "/imports"
    shown = admin.get(response.headers["Location"])
    assert shown.status_code == 200
    assert "looks like" not in text(shown)
    bureau.office.write("contacts", *TWINS, "C91,Somebody New,A1,,,")
    bureau.office.ingest()
    assert "looks like" not in text(admin.get("/imports"))


def test_who_looks_like_whom_is_for_administrators(bureau: Bureau) -> None:
    bureau.office.write("contacts", *TWINS)
    bureau.office.ingest()
    programme = bureau.browser("pam@harbourvale.example", "alumni_programme")

    page = text(programme.get("/imports"))

    assert "looks like" not in page
    assert "Ana Berg" not in page


def test_a_store_that_is_away_hides_the_review_and_nothing_else(bureau: Bureau, admin: FlaskClient) -> None:
    bureau.office.write("contacts", *TWINS)
    bureau.office.ingest()
    (bureau.office.root / "graph.db").rename(bureau.office.root / "away.db")

    page = text(admin.get("/imports"))

    assert "All 4 feeds are loaded." in page
    assert "looks like" not in page


def test_the_people_whose_mail_a_feed_holds_are_counted(bureau: Bureau, admin: FlaskClient) -> None:
    bureau.office.feeds = (*bureau.office.feeds, "mail")
    bureau.office.options["mail"] = 'reader = "mbox"\npaths = ["*.mbox"]'
    message = Mail(sender="ana@harbourvale.example", to=["p1@northwick.example"]).text(1)
    (bureau.office.root / "ana.mbox").write_text(message, encoding="utf-8")
    bureau.office.ingest()
    covering = Bureau(workspace=bureau.office.settle(), office=bureau.office)

    feeds = {name: covering.feed(covering.token("admin"), name)["covered"] for name in ("mail", "contacts")}

    assert feeds == {"mail": 1, "contacts": None}
    assert admin.get("/imports").status_code == 200
    covering.house.close()
