"""Oversight: settings, refusals, approvals, roles given lately; the audit and its search."""

import re

import pytest
from flask.testing import FlaskClient

from graphsvc.workspace import Privacy
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
ASKED = "/v1/questions/leaver-suggestions?person=ana&purpose=internal-move"


@pytest.fixture
def council(service: Service) -> FlaskClient:
    """A browser of the works council."""
    return service.browser("council@firm.example", "oversight")


@pytest.mark.parametrize("path", ["/", "/oversight"])
def test_oversight_begins_with_how_the_workspace_is_set(council: FlaskClient, path: str) -> None:
    told = council.get(path).get_data(as_text=True)

    for words in ("People named", "What-ifs", "tie-1-", "Resignation received", "Who may do what"):
        assert words in told


def test_refusals_are_counted_by_rule_and_day(service: Service, council: FlaskClient) -> None:
    hr = service.token("hr")
    for _ in range(2):
        service.get("/v1/audit", hr)
    service.get("/v1/questions/bridge-people", hr)

    found = {row["rule"]: row["times"] for row in council.get("/v1/oversight").get_json()["refusals"]}

    assert found == {"forbidden": 2, "purpose-required": 1}
    assert "3 requests were refused" in council.get("/oversight").get_data(as_text=True)


def test_refusals_are_forgotten_after_thirty_days(service: Service) -> None:
    service.get("/v1/audit", service.token("hr"))

    service.clock.at += 30 * 86_400_000_000
    token = service.token("oversight")

    assert service.get("/v1/oversight", token).get_json()["refusals"] == []


def test_somebody_let_go_further_is_shown_under_a_pseudonym(service: Service, council: FlaskClient) -> None:
    service.house.beside.cases.approve("hr@firm.example", by="boss@firm.example", reason="A whole team goes")

    told = council.get("/oversight").get_data(as_text=True)

    assert "A whole team goes" in told
    assert "boss@firm.example" not in told
    assert "hr@firm.example" not in told


def test_a_change_of_who_is_named_is_told_with_its_day(service: Service) -> None:
    watch = service.house.beside.watch
    service.clock.at += 86_400_000_000
    changed = [watch.note_level("off"), watch.note_level("off")]

    found = service.get("/v1/oversight", service.token("oversight")).get_json()["levels"]

    assert changed == [True, False]
    assert [(row["since"], row["level"]) for row in found] == [("2023-11-14", "on"), ("2023-11-15", "off")]
    assert Privacy().people == "after-notice"


def test_the_matrix_says_who_may_call_what(council: FlaskClient) -> None:
    rows = {row["address"]: row for row in council.get("/v1/permissions").get_json()["data"]}

    audit = rows["GET /v1/audit"]
    assert (audit["admin"], audit["oversight"], audit["hr"]) == ("yes", "yes", "–")
    assert set(rows["GET /healthz"].values()) >= {"yes"}
    assert "GET /v1/audit" in council.get("/permissions").get_data(as_text=True)


def test_the_matrix_is_folded_by_kind_of_address_and_names_the_roles(council: FlaskClient) -> None:
    page = council.get("/permissions").get_data(as_text=True)

    folds = page.partition("<main")[2].split('<details class="feed">')[1:]
    rows = {
        path: who for who, path in re.findall(r"<td[^>]*>([^<]+)</td>\s*<td[^>]*>GET (/[^<]+)</td>", page)
    }
    assert [fold.partition("<h2>")[2].partition("</h2>")[0] for fold in folds] == [
        "Pages",
        "Forms of pages",
        "Answers for programs",
        "Changes by programs",
    ]
    assert (rows["/audit"], rows["/healthz"]) == ("Administrator, Oversight", "Everybody")


def test_the_audit_is_read_on_a_page_and_searched_by_a_form(service: Service, council: FlaskClient) -> None:
    service.get(ASKED, service.token("hr"))

    shown = council.get("/audit").get_data(as_text=True)
    found = council.post("/audit", data={"person": "ana@firm.example"}, headers=SAME).get_data(as_text=True)
    none = council.post("/audit", data={"person": "ben@firm.example"}, headers=SAME).get_data(as_text=True)

    assert "question.leaver-suggestions.read" in shown
    assert "question.leaver-suggestions.read" in found
    assert "Nothing was asked that fits" in none
    assert service.key["ana"] not in shown + found


def test_a_sealed_row_is_said_to_be_sealed(service: Service, council: FlaskClient) -> None:
    service.get(ASKED.replace("internal-move", "resignation-received"), service.token("hr"))

    told = council.get("/audit").get_data(as_text=True)

    assert "sealed until announced, or for 90 days" in told
    assert "leaver-suggestions" not in told


def test_a_search_out_of_range_is_refused(council: FlaskClient) -> None:
    assert council.get("/audit?limit=0").status_code == 422


@pytest.mark.parametrize("role", ["hr", "account_lead", "own", "alumni_programme"])
@pytest.mark.parametrize("path", ["/oversight", "/audit", "/permissions", "/v1/oversight", "/v1/permissions"])
def test_nobody_else_watches(service: Service, role: str, path: str) -> None:
    assert service.get(path, service.token(role, person="ana")).status_code == 403
