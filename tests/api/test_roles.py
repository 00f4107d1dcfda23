"""Several roles at once: each opens its own rows and fields, and none opens more of another's."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphsvc.store.port import Row
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
WHY = "?purpose=account-review"


@pytest.fixture
def both(service: Service) -> FlaskClient:
    """A browser of Ana, who leads Acme and works in HR."""
    return service.browser("ana@firm.example", "hr", "account_lead", accounts="assigned")


def row(response: TestResponse, client: str) -> dict[str, object]:
    """Returns the row of a client."""
    rows: list[dict[str, object]] = response.get_json()["data"]
    return next(each for each in rows if each["client_name"] == client)


def test_a_lead_in_hr_reads_what_a_client_of_others_pays_as_a_band(
    service: Service, both: FlaskClient
) -> None:
    mine = both.get(f"/v1/organisations/{service.key['acme']}").get_json()
    other = both.get(f"/v1/organisations/{service.key['borealis']}").get_json()

    assert mine["annual_value"] is not None
    assert "annual_value" not in other
    assert other["value_band"] is not None


def test_a_list_of_all_clients_shows_them_bands_alone(service: Service, both: FlaskClient) -> None:
    listed = both.get(f"/v1/questions/portfolio{WHY}")
    as_lead = service.get("/v1/questions/portfolio", service.lead("ana"))

    assert row(listed, "borealis")["fees_at_stake"] is None
    assert row(as_lead, "acme")["fees_at_stake"] is not None


def test_a_contact_of_a_client_of_others_is_nobody_to_them(service: Service, both: FlaskClient) -> None:
    with service.house.view() as view:
        at = {name: _contact(view.history(service.key[name])) for name in ("acme", "borealis")}

    found = {name: both.get(f"/v1/people/{key}{WHY}").status_code for name, key in at.items()}

    assert found == {"acme": 200, "borealis": 404}


@pytest.mark.parametrize("path", ["/v1/questions/coverage", "/export/coverage.csv", "/ask/coverage"])
def test_a_lead_in_hr_reads_contacts_of_clients_of_others_by_role_alone(
    service: Service, both: FlaskClient, path: str
) -> None:
    lead = service.token("account_lead", accounts="all", person="eli")
    names = {
        client: {
            row["contact_name"]
            for row in service.get(f"/v1/questions/coverage?client={client}", lead).get_json()["data"]
        }
        for client in ("acme", "borealis")
    }

    told = {
        client: both.get(f"{path}{WHY}&client={service.key[client]}").get_data(as_text=True)
        for client in names
    }

    assert all(name in told["acme"] for name in names["acme"])
    assert names["borealis"]
    assert not [name for name in names["borealis"] if name in told["borealis"]]


def _contact(rows: list[Row]) -> str:
    return next(each.src for each in rows if each.type == "EMPLOYED_BY")


def test_only_a_client_of_ones_own_is_lent_by_a_lead_in_hr(service: Service, both: FlaskClient) -> None:
    service.house.register.add_user("eli@firm.example")
    service.house.register.grant("eli@firm.example", "account_lead", accounts="assigned", granted_by="test")
    given = {"to": "eli@firm.example", "until": "2024-10-31"}

    sent = {
        client: both.post("/v1/actions/delegate-account", json={"client": client, **given}, headers=SAME)
        for client in ("acme", "borealis")
    }

    assert {client: response.status_code for client, response in sent.items()} == {
        "acme": 201,
        "borealis": 404,
    }


def test_what_leads_alone_may_ask_is_answered_for_ones_own_clients(
    service: Service, both: FlaskClient
) -> None:
    paths = {name: f"/v1/organisations/{service.key[name]}/history" for name in ("acme", "borealis")}

    assert {name: both.get(path).status_code for name, path in paths.items()} == {
        "acme": 200,
        "borealis": 404,
    }


def test_hr_keeps_every_client_in_reach_beside_the_other_role(service: Service, both: FlaskClient) -> None:
    alone = service.get(f"/v1/questions/portfolio{WHY}", service.token("hr")).get_json()["data"]

    listed = both.get(f"/v1/questions/portfolio{WHY}").get_json()["data"]

    assert [each["client"] for each in listed] == [each["client"] for each in alone]
