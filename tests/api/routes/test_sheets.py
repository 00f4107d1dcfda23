"""The way in from an id of another system."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.canaries import served, town_folder
from tests.api.service import Service


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town, published; not to be changed."""
    return town_folder(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture
def here(template: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the town."""
    yield from served(template, tmp_path / "town")


def test_an_id_of_the_crm_leads_to_the_client(here: Service) -> None:
    response = here.get("/go/crm/id-north", here.lead("ana"))

    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/clients/{here.key['north']}",
    )


@pytest.mark.parametrize("role, who", [("hr", "ben"), ("account_lead", "nell"), ("alumni_programme", "olaf")])
def test_an_id_of_somebody_leads_to_their_page(here: Service, role: str, who: str) -> None:
    asking = here.token(role, accounts="assigned", person="ana")

    response = here.get(f"/go/crm/id-{who}", asking)

    assert (response.status_code, response.headers["Location"]) == (303, f"/people/{here.key[who]}")


@pytest.mark.parametrize("role", ["account_lead", "hr", "alumni_programme", "own", "admin", "oversight"])
@pytest.mark.parametrize("place", ["crm/id-saul", "crm/nothing", "nowhere/id-nell"])
def test_what_is_not_there_and_what_is_not_yours_is_alike(here: Service, role: str, place: str) -> None:
    asking = here.token(role, accounts="assigned", person="ana")

    response = here.get(f"/go/{place}", asking)
    missing = here.get("/go/nowhere/nothing", asking)

    same = {"type", "title", "status", "detail", "errors"}
    assert response.status_code == 404
    assert {name: response.get_json()[name] for name in same} == {
        name: missing.get_json()[name] for name in same
    }
