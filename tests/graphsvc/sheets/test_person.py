"""Who sees which fields of whom: a golden list for every role, absent and not null for all others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.scope import EVERY_GROUP, FIELD_GROUPS, GUARDED
from graphsvc.shape import words_of
from graphsvc.sheets.history import Interval
from graphsvc.sheets.person import PersonSheet
from graphsvc.workspace import open_workspace
from tests.api.canaries import PLACE, REASON, name_of, served, town_folder
from tests.api.service import Service

IDENTITY = {"state", "name", "title", "works_at", "works_at_name"}
BUSINESS = {"email", "role", "unit", "unit_name", "clients", "clients_name"}
EMPLOYMENT = {
    "level",
    "employment_type",
    "leave_reason",
    "location",
    "manager",
    "manager_name",
    "started",
    "ended",
}
REGISTER = {
    "state",
    "name",
    "years",
    "last_unit",
    "last_unit_name",
    "left_on",
    "agrees_to",
    "no_longer",
    "notice",
}
GOLDEN = {
    ("account_lead", "nell"): {"key"} | IDENTITY | BUSINESS,
    ("account_lead", "ben"): {"key"} | IDENTITY | BUSINESS,
    ("hr", "ben"): {"key"} | IDENTITY | BUSINESS | EMPLOYMENT,
    ("alumni_programme", "olaf"): {"key"} | REGISTER,
    ("alumni_programme", "rex"): {"key"} | REGISTER | IDENTITY | BUSINESS,
    ("own", "ana"): {"key", "aliases"} | IDENTITY | BUSINESS | EMPLOYMENT | REGISTER,
}
"""Fields of a sheet by role and person: ana asks as account lead of north and as herself."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town, published; not to be changed."""
    return town_folder(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture
def here(template: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the town."""
    yield from served(template, tmp_path / "town")


def token(here: Service, role: str) -> str:
    """Returns a token of ana in a role."""
    return here.token(role, accounts="assigned" if role == "account_lead" else "", person="ana")


def seen(
    here: Service, role: str, who: str, *, purpose: str = "internal-move"
) -> tuple[int, dict[str, object]]:
    """Returns status and body of somebody's sheet."""
    response = here.get(f"/v1/people/{here.key[who]}?purpose={purpose}", token(here, role))
    return response.status_code, response.get_json()


@pytest.mark.parametrize("role, who", GOLDEN)
def test_a_role_sees_exactly_its_fields(here: Service, role: str, who: str) -> None:
    status, body = seen(here, role, who)

    assert (status, set(body)) == (200, GOLDEN[role, who])


@pytest.mark.parametrize(
    "role, who",
    [
        ("account_lead", "saul"),
        ("account_lead", "eli"),
        ("account_lead", "maud"),
        ("account_lead", "olaf"),
        ("hr", "nell"),
        ("hr", "olaf"),
        ("alumni_programme", "ana"),
        ("alumni_programme", "nell"),
        ("own", "ben"),
        ("own", "rex"),
    ],
)
def test_out_of_scope_is_as_if_it_were_not_there(here: Service, role: str, who: str) -> None:
    status, body = seen(here, role, who)
    missing = here.get("/v1/people/p-0000000000000?purpose=internal-move", token(here, role))

    assert status == missing.status_code == 404
    assert body["detail"] == missing.get_json()["detail"]


def test_an_account_lead_reaches_contacts_of_prospects(here: Service) -> None:
    assert seen(here, "account_lead", "pru")[0] == 200


def test_clients_of_a_colleague_out_of_reach_are_left_out(here: Service) -> None:
    everything = here.get(f"/v1/people/{here.key['eli']}?purpose=internal-move", here.token("hr")).get_json()
    with_own = seen(here, "account_lead", "ben")[1]

    assert everything["clients_name"] == [name_of("south")]
    assert with_own["clients_name"] == [name_of("north")]


def test_hr_says_why(here: Service) -> None:
    path = f"/v1/people/{here.key['ben']}"

    asked = here.get(path, token(here, "hr"))
    missing = here.get("/v1/people/p-0000000000000", token(here, "hr"))

    assert (asked.status_code, missing.status_code) == (422, 422)
    assert asked.get_json()["type"] == "/problems/purpose-required"


def test_somebody_looks_at_themselves_without_saying_why(here: Service) -> None:
    response = here.get(f"/v1/people/{here.key['ana']}", token(here, "own"))

    assert response.get_json()["location"] == f"{PLACE}ana"


@pytest.mark.parametrize("level, allowed", [("off", {"own"}), ("team", {"own", "account_lead"})])
def test_a_workspace_names_people_to_those_it_says(
    template: Path, tmp_path: Path, level: str, allowed: set[str]
) -> None:
    for here in served(template, tmp_path / level):
        path = here.workspace.root / "graphsvc.toml"
        path.write_text(path.read_text(encoding="utf-8").replace('"on"', f'"{level}"'), encoding="utf-8")
        again = Service(workspace=open_workspace(here.workspace.root), key=here.key)
        found = {
            role: seen(again, role, who)[0]
            for role, who in (("own", "ana"), ("account_lead", "nell"), ("hr", "ben"))
        }
        again.house.close()
        assert {role for role, status in found.items() if status == 200} == allowed
        assert found["hr"] == 403


def test_somebody_erased_is_gone_before_the_next_publication(here: Service) -> None:
    before = set(seen(here, "alumni_programme", "rex")[1])

    with here.house.writing() as store:
        store.erase(here.key["rex"], actor="test", reason="asked")
    after = seen(here, "alumni_programme", "rex")[0]

    assert "works_at" in before
    assert after == 404


def test_every_look_at_somebody_is_written_down(here: Service) -> None:
    seen(here, "hr", "ben")

    [row] = here.audited("person.read")
    assert (row.role, row.purpose) == ("hr", "Internal move")
    assert row.subject == here.house.audit.subject(here.key["ben"])


def test_history_shows_hr_the_work_and_somebody_everything(here: Service) -> None:
    path = f"/v1/people/{here.key['ben']}/history?purpose=internal-move"

    rows = here.get(path, here.token("hr")).get_json()["data"]

    assert {row["kind"] for row in rows} == {"EMPLOYED_BY", "IN_UNIT", "ASSIGNED_TO", "REPORTS_TO"}
    assert {row["leave_reason"] for row in rows if row["kind"] == "EMPLOYED_BY"} == {f"{REASON}ben"}
    assert not [row for row in rows if {"band", "purpose"} & set(row)]


def test_history_is_for_hr_and_for_oneself(here: Service) -> None:
    path = f"/v1/people/{here.key['rex']}/history"

    mine = here.get(path, here.token("own", person="rex")).get_json()["data"]
    statuses = [here.get(path, here.token(role, accounts="all", person="ana")).status_code for role in ROLES]

    assert {"ABOUT", "EMPLOYED_BY"} <= {row["kind"] for row in mine}
    assert [row["purpose"] for row in mine if row["kind"] == "ABOUT"] == ["stay_in_touch"]
    assert statuses == [403, 422, 403, 404]


ROLES = ("account_lead", "hr", "alumni_programme", "own")


def test_history_comes_in_pages(here: Service) -> None:
    path = f"/v1/people/{here.key['ben']}/history?purpose=internal-move&limit=2"
    asking = token(here, "hr")

    first = here.get(path, asking).get_json()
    rest = here.get(f"{path}&cursor={first['next_cursor']}", asking).get_json()

    assert (len(first["data"]), first["total"], len(rest["data"])) == (2, 4, 2)


def test_an_answer_that_did_not_change_is_not_sent_again(here: Service) -> None:
    path, asking = f"/v1/people/{here.key['ben']}?purpose=internal-move", token(here, "hr")

    tag = here.get(path, asking).headers["ETag"]

    assert here.get(path, asking, If_None_Match=tag).status_code == 304


def test_every_personal_field_belongs_to_a_group() -> None:
    personal = {
        name
        for record in (PersonSheet, Interval)
        for name, words in words_of(record).items()
        if words.personal
    }

    assert personal <= GUARDED
    assert set(FIELD_GROUPS) == EVERY_GROUP
