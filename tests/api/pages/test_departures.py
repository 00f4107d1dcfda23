"""Departures: confidential in their case, a file with tabs, what is still open, what is written down."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service, build, copied, firm
from tests.graphsvc.graph import TODAY

SAME = {"Sec-Fetch-Site": "same-origin"}
LAST = "2024-12-31"


@pytest.fixture
def hr(service: Service) -> FlaskClient:
    """A browser of somebody in HR."""
    return service.browser("hr@firm.example", "hr")


@pytest.fixture
def other(service: Service) -> FlaskClient:
    """A browser of somebody else in HR."""
    return service.browser("other@firm.example", "hr")


def leaves(browser: FlaskClient, person: str = "ana", **fields: str) -> str:
    """Records a departure and returns the address of its file."""
    data = {"person": person, "date": LAST, **fields}
    sent = browser.post("/do/open-departure", data=data, headers=SAME)
    return sent.headers["Location"].partition("?")[0]


def told(browser: FlaskClient, path: str) -> str:
    """Returns the words of a page."""
    response = browser.get(path)
    assert response.status_code == 200
    words = unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split()
    return " ".join(words).replace(" ,", ",")


def test_the_file_says_who_when_who_knows_and_who_looks_after_it(hr: FlaskClient) -> None:
    words = told(hr, leaves(hr))

    assert "ana leaves" in words
    assert "Last day 2024-12-31 Days left 88 Known confidential HR partner nobody yet" in words
    assert "Set the HR partner, Announce it, Offer the nine consents" in words


def test_the_last_day_is_corrected_from_the_file_and_a_past_one_is_remarked_on(hr: FlaskClient) -> None:
    file = leaves(hr, date="2024-09-30")
    past = told(hr, f"{file}?done=open-departure")
    [way] = re.findall(r'href="(/do/correct-last-day[^"]*)"', hr.get(file).get_data(as_text=True))
    form = hr.get(unescape(way)).get_data(as_text=True)

    data = {"departure": file.rpartition("/")[2], "date": LAST}
    sent = hr.post("/do/correct-last-day", data=data, headers=SAME)

    done = told(hr, sent.headers["Location"])
    assert "in its case only. Mind that 2024-09-30 is in the past, 4 days ago." in past
    assert 'value="2024-09-30"' in form
    assert "The last day of this departure is corrected." in done
    assert "Last day 2024-12-31 Days left 88" in done
    assert "Mind that" not in done
    assert "Correct the last day" in told(hr, f"{file}/log")


def test_a_partner_that_is_missing_is_marked_until_it_is_set(hr: FlaskClient) -> None:
    file = leaves(hr)
    before = hr.get(file).get_data(as_text=True)

    data = {"departure": file.rpartition("/")[2], "partner": "hr@firm.example"}
    hr.post("/do/set-partner", data=data, headers=SAME)

    assert '<strong class="missing">nobody yet</strong>' in before
    assert 'class="missing"' not in hr.get(file).get_data(as_text=True)


@pytest.mark.parametrize("tab", ["", "/suggestions", "/consents", "/log", "/announce"])
def test_a_confidential_departure_does_not_exist_for_others(
    hr: FlaskClient, other: FlaskClient, tab: str
) -> None:
    file = leaves(hr)

    hidden, missing = other.get(f"{file}{tab}"), other.get(f"/departures/nothing{tab}")

    assert hidden.status_code == missing.status_code == 404
    assert "There is no such departure for you." in hidden.get_data(as_text=True)


def test_others_read_the_same_bytes_before_and_after_a_resignation(
    hr: FlaskClient, other: FlaskClient
) -> None:
    paths = ("/", "/departures", "/cases", "/v1/departures", "/ask/portfolio", "/do/open-departure")
    before = [other.get(path).data for path in paths]

    leaves(hr)

    assert [other.get(path).data for path in paths] == before


def test_a_member_of_the_case_sees_the_file(service: Service, hr: FlaskClient, other: FlaskClient) -> None:
    file = leaves(hr)
    [case] = service.house.beside.cases.of("hr@firm.example")

    hr.post("/do/share-case", data={"case": case.id, "member": "other@firm.example"}, headers=SAME)

    assert "ana leaves" in told(other, file)


def test_an_announcement_says_what_changes_and_then_all_of_hr_know(
    hr: FlaskClient, other: FlaskClient
) -> None:
    file = leaves(hr)
    asked = told(hr, f"{file}/announce")

    sent = hr.post("/do/announce-departure", data={"departure": file.rpartition("/")[2]}, headers=SAME)

    assert "This cannot be taken back." in asked
    assert "Everybody in HR sees the departure" in asked
    assert sent.headers["Location"] == f"{file}?done=announce-departure"
    assert "Known announced 2024-10-04" in told(other, file)
    assert hr.get(f"{file}/announce").status_code == 409


def test_the_list_counts_days_and_says_what_is_open(hr: FlaskClient) -> None:
    leaves(hr)

    words = told(hr, "/departures")

    assert "1 person leaves; 1 confidential" in words
    assert "ana 2024-12-31 88 confidential nobody yet Set the HR partner, Announce it" in words


def test_an_empty_list_says_what_to_do(hr: FlaskClient) -> None:
    words = told(hr, "/departures")

    assert "No departure is recorded." in words
    assert "When somebody resigns, record it here" in words


def test_the_impact_tells_of_pairs_with_those_who_leave_anyway(hr: FlaskClient) -> None:
    leaves(hr, "ben")

    words = told(hr, leaves(hr, "ana"))

    assert "ben, who leaves anyway" in words
    assert "of 2,510 EUR a year" in words  # expected.json: the whole book, and the client of 10


def test_a_departure_of_another_case_is_in_nobody_elses_pairs(hr: FlaskClient, other: FlaskClient) -> None:
    leaves(hr, "ben")

    words = told(other, leaves(other, "ana"))

    assert "Worse together" not in words
    assert "ben, who leaves anyway" not in words


def test_suggestions_come_in_three_short_lists(hr: FlaskClient) -> None:
    words = told(hr, f"{leaves(hr)}/suggestions")

    assert "Keep Colleagues to keep in touch with. At most 5." in words
    assert "Meet Former colleagues" in words
    assert "Vouch People who know the work" in words


def suggested(page: str, title: str) -> str:
    """Returns one of the three lists of a file."""
    return page.partition(f"<h2>{title}</h2>")[2].partition("</ul>")[0]


def test_somebody_is_left_out_of_the_lists_and_suggested_again(service: Service, hr: FlaskClient) -> None:
    file = leaves(hr)
    tab, data = f"{file}/suggestions", {"departure": file.rpartition("/")[2], "person": "ben"}
    before = hr.get(tab).get_data(as_text=True)

    hr.post("/do/leave-out-suggestion", data=data, headers=SAME)
    left = hr.get(tab).get_data(as_text=True)
    hr.post("/do/suggest-again", data=data, headers=SAME)
    again = hr.get(tab).get_data(as_text=True)

    button = "Not this one: ben"
    shown = [button in suggested(page, "Keep") for page in (before, left, again)]
    assert shown == [True, False, True]
    assert ["Suggest again: ben" in page for page in (before, left, again)] == [False, True, False]
    [row] = service.audited("action.leave-out-suggestion")
    assert row.subject == service.house.audit.subject(service.key["ana"])


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Service]:
    """Cleo decides at a client, Uma is known to nobody here, Zoe worked here and left."""
    written = firm()
    written.contact("cleo", "acme", "decision_maker")
    written.organisation("elsewhere", type="other")
    written.contact("uma", "elsewhere")
    written.employee("zoe", "Tax", end=TODAY - 700)
    build(tmp_path / "firm", written=written)
    yield from copied(tmp_path / "firm", tmp_path / "copy", key=written.key)


@pytest.mark.parametrize("action", ["leave-out-suggestion", "suggest-again"])
@pytest.mark.parametrize("person", ["cleo", "uma"])
def test_nobody_who_never_worked_here_is_found_by_leaving_them_out(
    client: Service, action: str, person: str
) -> None:
    hr = client.browser("hr@firm.example", "hr")
    departure = leaves(hr).rpartition("/")[2]

    by_key, by_name, by_nothing = (
        hr.post(f"/do/{action}", data={"departure": departure, "person": each}, headers=SAME)
        for each in (client.key[person], person, "nobody")
    )

    assert by_key.status_code == by_name.status_code == by_nothing.status_code == 404
    assert client.house.beside.departures.left_out(departure) == []


def test_who_was_left_out_is_told_by_the_part_they_play_and_the_tab_stays(client: Service) -> None:
    hr = client.browser("hr@firm.example", "hr")
    file = leaves(hr)
    for person in ("cleo", "uma", "zoe"):
        departure = file.rpartition("/")[2]
        client.house.beside.departures.leave_out(departure, client.key[person], by="before")

    words = told(hr, f"{file}/suggestions")

    assert "decision maker" in words
    assert not [name for name in ("cleo", "uma", "zoe") if name in words]
    assert words.count("Suggest again") == 2


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Service]:
    """Ana leaves and agreed to be introduced; Ida left, agreed too, and Ben knows both."""
    written = firm()
    written.employee("ian", "Tax", end=TODAY - 700)
    written.organisation("elsewhere", type="other")
    written.contact("ian", "elsewhere", start=TODAY - 700)
    written.tie("ana", "ben", 0.8)
    written.tie("ben", "ian", 0.8)
    build(tmp_path / "firm", written=written)
    for service in copied(tmp_path / "firm", tmp_path / "copy", key=written.key):
        service.do("give-consent", service.token("own", person="ana"), consent="introductions_out")
        agrees = {"person": "ian", "consent": "introductions_in", "evidence": "letter"}
        service.do("record-consent", service.token("alumni_programme"), **agrees)
        yield service


def test_the_introducer_is_asked_in_the_leavers_name_once_everybody_may_know(meeting: Service) -> None:
    hr = meeting.browser("hr@firm.example", "hr")
    file = leaves(hr)
    departure = file.rpartition("/")[2]
    ask = {"departure": departure, "target": "ian", "introducer": "ben"}
    early = hr.get(f"{file}/suggestions").get_data(as_text=True)
    refused = hr.post("/do/ask-introduction", data=ask, headers=SAME)

    hr.post("/do/announce-departure", data={"departure": departure}, headers=SAME)
    page = hr.get(f"{file}/suggestions").get_data(as_text=True)
    [form] = re.findall(r'href="(/do/ask-introduction[^"]+)">Ask ben', page)
    shown = hr.get(unescape(form))
    sent = hr.post("/do/ask-introduction", data=ask, headers=SAME)

    assert "Introducers can be asked once the departure is announced." in early
    assert "/do/ask-introduction" not in early
    assert (refused.status_code, shown.status_code, sent.status_code) == (422, 200, 303)
    assert "Asked on 4 October 2024, not answered yet." in told(hr, f"{file}/suggestions")
    assert "ana asks you to introduce ian" in told(meeting.browser("ben@firm.example", "own"), "/")
    assert "ian, over ben" in told(meeting.browser("ana@firm.example", "own"), "/")


@pytest.mark.parametrize("role", ["account_lead", "own"])
def test_nobody_but_hr_asks_in_the_name_of_a_leaver(meeting: Service, role: str) -> None:
    hr = meeting.browser("hr@firm.example", "hr")
    departure = leaves(hr).rpartition("/")[2]
    hr.post("/do/announce-departure", data={"departure": departure}, headers=SAME)
    ask = {"departure": departure, "target": "ben", "introducer": "cho"}

    sent = meeting.browser("eli@firm.example", role).post("/do/ask-introduction", data=ask, headers=SAME)

    assert sent.status_code == 404


def test_nine_consents_are_offered_all_off(hr: FlaskClient) -> None:
    file = leaves(hr)

    page = hr.get(f"{file}/consents").get_data(as_text=True)

    assert "0 of nine agreed." in page
    assert page.count("Record a consent:") == 9


def test_a_recorded_consent_closes_the_open_item(hr: FlaskClient) -> None:
    file = leaves(hr)

    data = {"person": "ana", "consent": "stay_in_touch", "evidence": "letter of 1 October"}
    hr.post("/do/record-consent", data=data, headers=SAME)

    assert "1 of nine agreed." in told(hr, f"{file}/consents")
    assert "Offer the nine consents" not in told(hr, file)


def test_the_log_names_members_and_nobody_else(hr: FlaskClient, other: FlaskClient) -> None:
    file = leaves(hr)
    other.post("/do/open-case", data={"person": "ana", "purpose": "internal-move"}, headers=SAME)
    hr.get(file)

    words = told(hr, f"{file}/log")

    assert "hr@firm.example Somebody leaves" in words
    assert "hr@firm.example Read the departure file Resignation received" in words
    assert "other@firm.example" not in words
    assert "somebody else" not in words  # another case is its members' business


def test_the_log_of_a_departure_in_a_demo_tells_what_happened(demo: Service) -> None:
    visitor = demo.browser("local-admin", "hr", "own")
    visitor.post("/door", data={"role": "hr"}, headers=SAME)
    file = leaves(visitor)

    words = told(visitor, f"{file}/log")

    assert "local-admin as hr Somebody leaves" in words


def test_the_log_of_an_announced_departure_tells_that_somebody_else_looked(
    hr: FlaskClient, other: FlaskClient
) -> None:
    file = leaves(hr)
    hr.post("/do/announce-departure", data={"departure": file.rpartition("/")[2]}, headers=SAME)
    other.get(file)

    words = told(hr, f"{file}/log")

    assert "somebody else (HR) Read the departure file" in words


def test_the_log_of_who_stayed_says_nothing_of_the_next_resignation(
    hr: FlaskClient, other: FlaskClient
) -> None:
    file = leaves(hr)
    departure = {"departure": file.rpartition("/")[2]}
    hr.post("/do/announce-departure", data=departure, headers=SAME)
    hr.post("/do/close-departure", data={**departure, "outcome": "stays"}, headers=SAME)
    before = told(other, f"{file}/log")

    leaves(hr)

    assert "Close a departure" in before
    assert told(other, f"{file}/log") == before


def test_a_closed_departure_leaves_the_list_and_keeps_its_file(hr: FlaskClient) -> None:
    file = leaves(hr)

    data = {"departure": file.rpartition("/")[2], "outcome": "stays"}
    hr.post("/do/close-departure", data=data, headers=SAME)

    assert "No departure is recorded." in told(hr, "/departures")
    assert "closed 2024-10-04: stays" in told(hr, file)


def test_reading_a_file_is_written_down_with_its_purpose(service: Service, hr: FlaskClient) -> None:
    hr.get(leaves(hr))

    [row] = service.audited("departure.read")
    assert (row.purpose, row.subject) == (
        "Resignation received",
        service.house.audit.subject(service.key["ana"]),
    )


def test_account_leads_have_no_departures(service: Service) -> None:
    lead = service.browser("lead@firm.example", "account_lead", accounts="all")

    assert lead.get("/departures").status_code == 403
