"""HR reads contacts of clients by their role: in its own cases and files too, and as an employee beside."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from api.endpoint import Endpoint
from tests.api.canaries import mail_of, name_of, served, town_folder
from tests.api.service import Service
from tests.api.sweep import CSV, XLSX, Asks, addresses, text_of

CONTACTS = ("nell", "nick", "saul", "pru")
FORBIDDEN = {text for who in CONTACTS for text in (name_of(who), mail_of(who), f"Qztitle{who}")}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of the town."""
    folder: Path = tmp_path_factory.mktemp("contacts")
    yield from served(town_folder(folder / "town"), folder / "copy")


def answers(office: Service, *roles: str) -> dict[str, str]:
    """Returns all that somebody in HR can open: their case, its departure, each client, every question."""
    browser = office.browser(mail_of("hana"), *roles)
    token = office.token("hr")
    leaver = office.key["ben" if "own" in roles else "ana"]
    case = office.do("open-case", token, person=[leaver, office.key["eli"]], purpose="internal-move")
    office.house.beside.cases.add_member(case, mail_of("hana"))
    departure = office.do("open-departure", token, person=leaver, date="2024-12-01", case=case)
    asks = Asks(
        people=[office.key[name] for name in ("ana", *CONTACTS)],
        organisations=[office.key[name] for name in ("north", "south")],
        parts={
            "id": [case, departure],
            "case": [case],
            "departure": [departure],
            "person": [office.key["ana"]],
        },
    )
    found = dict[str, str]()
    for endpoint in cast("list[Endpoint]", office.app.extensions["endpoints"]):
        if endpoint.method == "GET" and endpoint.roles & {*roles}:
            for path in addresses(endpoint, asks):
                for accept in ("", CSV, XLSX) if XLSX in endpoint.media else ("",):
                    response = browser.get(path, headers={"Accept": accept} if accept else {})
                    if response.status_code == 200:
                        found[f"{path} {accept}".strip()] = text_of(response)
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("roles", [("hr",), ("hr", "own")])
def test_no_contact_is_named_to_hr(office: Service, roles: tuple[str, ...]) -> None:
    found = answers(office, *roles)

    leaks = {
        (path, text) for path, told in found.items() for text in FORBIDDEN if text.lower() in told.lower()
    }
    assert leaks == set()
    assert any(path.startswith("/cases/") and path.endswith("/report") for path in found)
    assert any("/departures/" in path for path in found)
    told = "".join(found.values())
    assert all(role in told for role in ("champion 1", "champion 2", name_of("north")))
