"""Consent over HTTP: from the request after a withdrawal on, nobody is on a list they left."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.workspace import open_workspace
from tests.api.service import Service, build
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

LEFT = TODAY - 400
LISTS = {
    "stay_in_touch": "/v1/questions/alumni-at-clients?purpose=account-review",
    "introductions_in": "/v1/questions/leaver-suggestions?purpose=account-review&person={lee}",
    "vouch": "/v1/questions/leaver-suggestions?purpose=account-review&person={lee}",
}
"""Where val shows by what val agrees to."""


def written() -> Firm:
    """Returns a firm that lee leaves; val left for a client, worked with lee and is known by pia."""
    firm = Firm()
    firm.organisation("acme")
    firm.organisation("elsewhere", type="other")
    for name in ("lee", "pia"):
        firm.employee(name, "Audit")
    firm.tie("lee", "pia", 0.9)
    for name, unit, at in (
        ("val", "Audit", "acme"),
        ("wim", "Audit", "elsewhere"),
        ("xan", "Tax", "elsewhere"),
    ):
        firm.employee(name, unit, end=LEFT)
        firm.contact(name, at, start=LEFT)
        firm.tie("pia", name, 0.6)
    firm.agree("lee", "introductions_out", given=TODAY - 9)
    return firm


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firm, published; not to be changed."""
    return build(tmp_path_factory.mktemp("consents") / "firm", written=written())


@pytest.fixture
def office(folder: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the firm."""

    shutil.copytree(folder, tmp_path / "firm")
    found = Service(workspace=open_workspace(tmp_path / "firm"), key=written().key)
    yield found
    found.house.close()


def names(office: Service, path: str, token: str) -> list[str]:
    """Returns who is on a list."""
    asked = office.get(path.format(**office.key), token).get_json()
    return [row["person_name"] for row in asked["data"]]


@pytest.mark.parametrize("purpose", sorted(LISTS))
def test_who_takes_a_consent_back_is_gone_from_the_list_with_the_next_request(
    office: Service, purpose: str
) -> None:
    name = {"stay_in_touch": "val", "introductions_in": "xan", "vouch": "wim"}[purpose]
    path, programme, own = LISTS[purpose], office.token("alumni_programme"), office.token("own", person=name)
    before = names(office, path, programme)
    office.do("give-consent", own, consent=purpose)
    given = names(office, path, programme)

    office.do("withdraw-consent", own, consent=purpose)

    after = names(office, path, programme)
    assert (name in before, name in given, name in after) == (False, True, False)


def test_an_introduction_to_somebody_ends_with_their_consent(office: Service) -> None:
    own, lee = office.token("own", person="wim"), office.token("hr")
    path = "/v1/questions/introductions?start={lee}&target={wim}".format(**office.key)
    office.do("give-consent", own, consent="introductions_in")
    given = office.get(path, lee)

    office.do("withdraw-consent", own, consent="introductions_in")

    after = office.get(path, lee)
    assert given.get_json()["data"]
    assert after.status_code == 404 or not after.get_json()["data"]


def test_the_tag_of_a_list_changes_with_a_consent(office: Service) -> None:
    own, programme = office.token("own", person="val"), office.token("alumni_programme")
    path = LISTS["stay_in_touch"]
    tags = [office.get(path, programme).headers["ETag"]]
    for action in ("give-consent", "withdraw-consent"):
        office.do(action, own, consent="stay_in_touch")
        tags.append(office.get(path, programme, if_none_match=tags[-1]).headers["ETag"])

    assert len(set(tags)) == 3
    assert office.get(path, programme, if_none_match=tags[-1]).status_code == 304


def test_a_recorded_withdrawal_counts_as_much_as_an_own_one(office: Service) -> None:
    own, programme = office.token("own", person="val"), office.token("alumni_programme")
    office.do("give-consent", own, consent="stay_in_touch")

    before = names(office, LISTS["stay_in_touch"], programme)

    office.do("record-withdrawal", programme, person="val", consent="stay_in_touch", evidence="mail")

    assert (before, names(office, LISTS["stay_in_touch"], programme)) == (["val"], [])


def test_an_objection_takes_somebody_off_every_list(office: Service) -> None:
    own, programme = office.token("own", person="wim"), office.token("alumni_programme")
    for purpose in ("introductions_in", "vouch"):
        office.do("give-consent", own, consent=purpose)

    office.do("object", own)

    assert "wim" not in names(office, LISTS["vouch"], programme)
    refused = office.post(
        "/v1/actions/record-consent", programme, {"person": "wim", "consent": "vouch", "evidence": "mail"}
    )
    assert refused.status_code == 409


def test_the_register_shows_what_was_said_without_a_publication(office: Service) -> None:
    own, programme = office.token("own", person="val"), office.token("alumni_programme")
    office.do("give-consent", own, consent="vouch")
    office.do("withdraw-consent", own, consent="vouch")

    rows = office.get("/v1/questions/alumni", programme).get_json()["data"]

    val = next(row for row in rows if row["person_name"] == "val")
    assert (val["agrees_to"], val["no_longer"], val["notice"]) == (
        [],
        ["Others may ask me to vouch for them"],
        "told",
    )


def test_a_consent_cannot_be_given_for_somebody_else(office: Service) -> None:
    own = office.token("own", person="val")

    response = office.post("/v1/actions/give-consent", own, {"consent": "vouch", "person": "wim"})

    assert response.status_code == 422


@pytest.mark.parametrize("role", ["account_lead", "hr", "alumni_programme", "admin", "oversight"])
def test_only_the_person_gives_takes_back_and_objects(office: Service, role: str) -> None:
    token = office.token(role, accounts="all")

    for action in ("give-consent", "withdraw-consent", "object"):
        assert office.post(f"/v1/actions/{action}", token, {"consent": "vouch"}).status_code == 403


@pytest.mark.parametrize("role", ["account_lead", "own", "admin", "oversight"])
def test_only_the_programme_and_hr_record(office: Service, role: str) -> None:
    token = office.token(role, accounts="all", person="val")
    body = {"person": "val", "consent": "vouch", "evidence": "mail"}

    for action in ("record-consent", "record-withdrawal"):
        assert office.post(f"/v1/actions/{action}", token, body).status_code == 403


def test_no_other_name_than_those_of_our_people_is_found_by_the_form(office: Service) -> None:
    body = {"person": "nobody we know", "consent": "vouch", "evidence": "mail"}

    response = office.post("/v1/actions/record-consent", office.token("alumni_programme"), body)

    assert response.status_code == 404


def test_it_is_written_down_about_whom_not_what(office: Service) -> None:
    office.do("give-consent", office.token("own", person="val"), consent="vouch")

    [row] = office.audited("action.give-consent")
    assert row.subject == office.house.audit.subject(office.key["val"])
    assert "vouch" not in row.filters
