"""What HR reads of a client: a band for the fees, a role for each contact; account leads read both."""

from api.veil import veiled
from graphsvc.scope import Role, Scope
from tests.api.service import Service

IMPACT = "departure-impact"


def case_for(service: Service, role: str) -> tuple[str, str]:
    """Returns a token of a role and a case of its own."""
    token = service.token(role, accounts="all")
    return token, service.case(token, "ana", "ben")


def test_hr_reads_bands_and_the_totals_of_the_set(service: Service) -> None:
    token, case = case_for(service, "hr")

    answer = service.get(f"/v1/questions/{IMPACT}?case={case}", token).get_json()

    assert {row["value"] for row in answer["data"]} == {None}
    assert {row["value_band"] for row in answer["data"]} == {"under 50 k"}
    assert answer["summary"]["value_to_zero"] == "900.00"


def test_an_account_lead_reads_amounts_and_names(service: Service) -> None:
    token, case = case_for(service, "account_lead")

    answer = service.get(f"/v1/questions/{IMPACT}?case={case}", token).get_json()

    assert "900.00" in {row["value"] for row in answer["data"]}
    assert all(name in service.key for row in answer["data"] for name in row["orphans_name"])


def test_hr_reads_contacts_by_role_in_answers_evidence_and_files(service: Service) -> None:
    token, case = case_for(service, "hr")
    contacts = [name for name in service.key if "-" in name and not name.startswith(("fees", "contract"))]

    told = service.get(f"/v1/questions/{IMPACT}?case={case}&evidence=true", token).get_data(as_text=True)
    file = service.get(f"/export/{IMPACT}.csv?case={case}", token).get_data(as_text=True)

    assert contacts
    assert [name for name in contacts if f'"{name}"' in told or name in file] == []
    assert "decision maker" in told
    assert '"ana"' in told


def test_hr_reads_no_amount_of_a_single_client_in_any_list(service: Service) -> None:
    hr, lead = service.token("hr"), service.token("account_lead", accounts="all")

    theirs = service.get("/v1/questions/portfolio", hr).get_json()["data"]
    own = service.get("/v1/questions/portfolio", lead).get_json()["data"]

    assert {(row["value"], row["fees_at_stake"]) for row in theirs} == {(None, None)}
    assert [row["client"] for row in theirs] == [row["client"] for row in own]
    assert "900.00" in {row["value"] for row in own}


def test_what_a_lead_read_before_is_not_read_by_hr_after(service: Service) -> None:
    lead, lead_case = case_for(service, "account_lead")
    hr, hr_case = case_for(service, "hr")

    first = service.get(f"/v1/questions/{IMPACT}?case={lead_case}", lead).get_json()["data"]
    after = service.get(f"/v1/questions/{IMPACT}?case={hr_case}", hr).get_json()["data"]

    assert any(name in service.key for row in first for name in row["orphans_name"])
    assert not any(name in service.key for row in after for name in row["orphans_name"])


def roles_of(service: Service, path: str, token: str) -> list[str]:
    """Returns what contacts are called in the ties to a client, in order."""
    rows = service.get(path, token).get_json()["data"]
    return list(dict.fromkeys(row["contact_name"] for row in rows))


def test_contacts_of_one_role_are_told_apart_by_a_number_that_stays(service: Service) -> None:
    hr, lead = service.token("hr"), service.token("account_lead", accounts="all")
    path = f"/v1/questions/coverage?client={service.key['acme']}&evidence=yes"

    told, named = roles_of(service, path, hr), roles_of(service, path, lead)
    csv = service.get(path, hr, Accept="text/csv").get_data(as_text=True)
    page = service.get(f"/clients/{service.key['acme']}", hr).get_data(as_text=True)

    assert len(told) == len(named) == len(set(told))
    assert not {*told} & {*named}
    assert any(name.endswith(" 2") for name in told)
    assert roles_of(service, path, hr) == told
    assert all(name in csv and name in page for name in told)
    assert not [name for name in named if name in csv or name in page]


def test_somebody_of_hr_who_is_an_employee_too_reads_others_as_hr_does(service: Service) -> None:
    def called(*roles: Role) -> str:
        scope = Scope(principal="x", roles=frozenset(roles), clients=None)
        with service.house.view() as view:
            names = veiled(view, scope, service.house.snapshot())
            return str(names.get([contact])[0].properties["name"])

    path = f"/v1/questions/coverage?client={service.key['acme']}"
    lead = service.token("account_lead", accounts="all")
    contact = service.get(path, lead).get_json()["data"][0]["contact"]

    assert called("own") in service.key
    assert called("hr", "own") == called("hr") not in service.key
