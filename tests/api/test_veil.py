"""What HR reads of a client: a band for the fees, a role for each contact; account leads read both."""

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
