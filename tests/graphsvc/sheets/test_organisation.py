"""Who sees what of a client."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from graphsvc.sheets.organisation import BANDS, value_band
from tests.api.canaries import name_of, served, town_folder
from tests.api.service import Service

CLIENT = {
    "industry",
    "tier",
    "domains",
    "team",
    "team_name",
    "contract_end",
    "annual_value",
    "currency",
}
PLAIN = {"key", "name", "type", "part_of", "part_of_name"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town, published; not to be changed."""
    return town_folder(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture
def here(template: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the town."""
    yield from served(template, tmp_path / "town")


def test_a_lead_sees_their_client_with_its_team(here: Service) -> None:
    body = here.get(f"/v1/organisations/{here.key['north']}", here.lead("ana")).get_json()

    assert set(body) == PLAIN | CLIENT
    assert sorted(body["team_name"]) == [name_of("ana"), name_of("ben")]
    assert Decimal(body["annual_value"]) == 100_000  # the fees of the town


def test_hr_sees_a_name_and_a_band(here: Service) -> None:
    body = here.get(f"/v1/organisations/{here.key['north']}", here.token("hr")).get_json()

    assert set(body) == PLAIN | {"value_band"}
    assert body["value_band"] == "50,000 to 250,000"


@pytest.mark.parametrize("who, client", [("ana", "south"), ("eli", "north"), ("ana", "elsewhere")])
def test_a_client_of_a_peer_is_as_if_it_were_not_there(here: Service, who: str, client: str) -> None:
    for path in (f"/v1/organisations/{here.key[client]}", f"/v1/organisations/{here.key[client]}/history"):
        assert here.get(path, here.lead(who)).status_code == 404


def test_a_person_is_no_organisation(here: Service) -> None:
    assert here.get(f"/v1/organisations/{here.key['ana']}", here.lead("ana")).status_code == 404


def test_the_history_of_a_client_names_its_team_and_contracts(here: Service) -> None:
    rows = here.get(f"/v1/organisations/{here.key['north']}/history", here.lead("ana")).get_json()["data"]

    assert {row["kind"] for row in rows} == {"ASSIGNED_TO", "WITH"}
    assert {row["other_name"] for row in rows if row["kind"] == "ASSIGNED_TO"} == {
        name_of("ana"),
        name_of("ben"),
    }


@pytest.mark.parametrize("amount, band", [("0", 0), ("49999.99", 0), ("50000", 1), ("250000", 2), ("1e6", 3)])
def test_a_band_begins_at_its_step(amount: str, band: int) -> None:
    assert value_band(Decimal(amount)) == BANDS[band]


def test_an_unknown_value_has_no_band() -> None:
    assert value_band(None) is None
