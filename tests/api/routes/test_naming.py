"""Whom a question may be about: somebody the reader's work is about, and nobody else by any name or key."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.workspace import open_workspace
from tests.api.service import Service, build
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

LEFT = TODAY - 400
WAYS = "/v1/questions/introductions?purpose=account-review&start={lee}&target="
ROLES = ("account_lead", "hr", "alumni_programme")


def written() -> Firm:
    """Returns a firm where lee works and val worked; both strangers work at nobody's client."""
    firm = Firm()
    firm.organisation("acme")
    firm.organisation("elsewhere", type="other")
    firm.employee("lee", "Audit")
    firm.contact("kim at acme", "acme")
    firm.employee("val silent", "Audit", end=LEFT)
    firm.employee("val agrees", "Audit", end=LEFT)
    firm.agree("val agrees", "introductions_in", given=TODAY - 9)
    for name in ("stranger one", "stranger two"):
        firm.contact(name, "elsewhere")
    return firm


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firm, published; not to be changed."""
    return build(tmp_path_factory.mktemp("naming") / "firm", written=written())


@pytest.fixture
def office(folder: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the firm."""
    shutil.copytree(folder, tmp_path / "firm")
    found = Service(workspace=open_workspace(tmp_path / "firm"), key=written().key)
    yield found
    found.house.close()


def token(office: Service, role: str) -> str:
    return office.token(role, accounts="all" if role == "account_lead" else "", person="lee")


@pytest.mark.parametrize("role", ROLES)
def test_no_name_lists_people_that_the_work_is_not_about(office: Service, role: str) -> None:
    path = WAYS.format(**office.key)

    several = office.get(f"{path}stranger", token(office, role))
    one = office.get(f"{path}stranger one", token(office, role))
    nobody = office.get(f"{path}never heard of", token(office, role))

    assert {each.status_code for each in (several, one, nobody)} == {404}
    assert "stranger one" not in several.get_data(as_text=True)
    assert one.get_json()["detail"] == nobody.get_json()["detail"].replace("never heard of", "stranger one")


@pytest.mark.parametrize("role, status", [("account_lead", 404), ("hr", 200), ("alumni_programme", 200)])
def test_a_former_colleague_is_nobody_to_a_lead_before_they_agree(
    office: Service, role: str, status: int
) -> None:
    path = WAYS.format(**office.key)

    silent = office.get(f"{path}{office.key['val silent']}", token(office, role))
    agrees = office.get(f"{path}{office.key['val agrees']}", token(office, role))

    assert (silent.status_code, agrees.status_code) == (status, 200)


def test_a_contact_of_a_client_is_found_by_name(office: Service) -> None:
    found = office.get(f"{WAYS.format(**office.key)}kim", token(office, "account_lead"))

    assert found.get_json()["summary"]["target_name"] == "kim at acme"


@pytest.mark.parametrize("name", ["kim", "nobody at all"])
def test_a_workspace_that_names_nobody_says_so_before_it_looks(
    folder: Path, tmp_path: Path, name: str
) -> None:
    root = tmp_path / "off"
    shutil.copytree(folder, root)
    settings = root / "graphsvc.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"on"', '"off"'), encoding="utf-8")
    service = Service(workspace=open_workspace(root), key=written().key)

    refused = service.get(f"{WAYS.format(**service.key)}{name}", service.token("hr"))
    service.house.close()

    assert (refused.status_code, refused.get_json()["type"].rpartition("/")[2]) == (403, "person-views-off")
