"""One person on a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.canaries import LEVEL, PLACE, mail_of, name_of, served, town_folder
from tests.api.service import Service


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town, published; not to be changed."""
    return town_folder(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture
def here(template: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy of the town."""
    yield from served(template, tmp_path / "town")


def test_hr_is_asked_why_before_a_person_is_named(here: Service) -> None:
    asking, path = here.token("hr"), f"/people/{here.key['ben']}"

    first = here.get(path, asking).get_data(as_text=True)
    then = here.get(f"{path}?purpose=internal-move", asking).get_data(as_text=True)

    assert "say what it is for" in first
    assert name_of("ben") not in first
    assert all(words in then for words in (name_of("ben"), f"{LEVEL}ben", "Over time"))


def test_a_lead_sees_a_contact_without_what_is_for_hr(here: Service) -> None:
    told = here.get(f"/people/{here.key['nell']}", here.lead("ana")).get_data(as_text=True)

    assert name_of("nell") in told
    assert mail_of("nell") in told
    assert f"{LEVEL}nell" not in told
    assert f"{PLACE}nell" not in told


def test_the_programme_sees_the_lines_of_the_register(here: Service) -> None:
    told = here.get(f"/people/{here.key['olaf']}", here.token("alumni_programme")).get_data(as_text=True)

    assert "Worked here before" in told
    assert mail_of("olaf") not in told


@pytest.mark.parametrize("role, who", [("own", "ben"), ("alumni_programme", "nell"), ("hr", "nell")])
def test_who_is_out_of_reach_has_no_page(here: Service, role: str, who: str) -> None:
    path = f"/people/{here.key[who]}?purpose=internal-move"

    assert here.get(path, here.token(role, person="ana")).status_code == 404
