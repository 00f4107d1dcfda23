"""single-points-of-failure: who is the only link, against the small firm of risk-measures 14."""

from typing import Any

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.key import id_of
from tests.graphsvc.firm import Firm, Published

NAME = "single-points-of-failure"


def test_colleagues_and_contacts_are_listed_most_value_first(
    firm: Published, expected: dict[str, Any]
) -> None:
    rows = firm.rows(NAME)

    told = [
        (subject, "employee" if subject in expected["people"] else "contact", f"{client['value']}.00")
        for client in expected["clients"].values()
        for subject in client["cut"] + client["cut_client_side"]
        if client["threads"] == 1
    ]
    assert {(row["subject"], row["subject_kind"], row["value"]) for row in rows} == set(told)
    values = [float(row["value"]) for row in rows]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("client, subject", [("cobalt", "ida"), ("ember", "dee")])
def test_a_colleague_holds_alone_in_the_interval_of_the_reference(
    firm: Published, expected: dict[str, Any], client: str, subject: str
) -> None:
    row = next(row for row in firm.rows(NAME) if row["subject"] == subject)
    (hanging,) = row["clients"]

    assert (hanging["client"], hanging["kind"]) == (client, "hard")
    assert [hanging["above"], hanging["up_to"]] == expected["clients"][client]["single_threaded_tau"]


def test_the_probability_is_that_of_being_the_only_one(firm: Published) -> None:
    rows = {row["subject"]: row["clients"][0]["probability"] for row in firm.rows(NAME)}

    # by hand from ties.csv: ida .85, jon .3 not; dee .92, cho .55 not
    assert rows["ida"] == pytest.approx(0.85 * 0.7, abs=1e-6)
    assert rows["dee"] == pytest.approx(0.92 * 0.45, abs=1e-6)


def test_a_contact_exchanges_the_sides(firm: Published) -> None:
    row = next(row for row in firm.rows(NAME) if row["subject"] == "bor-tax")
    (hanging,) = row["clients"]

    # ties.csv: best tie to the tax head .8, to the cfo .4; at least one of three, and nobody at the cfo
    assert (hanging["client"], hanging["above"], hanging["up_to"]) == ("borealis", 0.4, 0.8)
    assert hanging["probability"] == pytest.approx((1 - 0.2 * 0.3 * 0.35) * 0.6 * 0.72, abs=1e-6)


def test_the_summary_counts_each_client_once(firm: Published) -> None:
    # borealis 640, cobalt 420 and ember 180, the last two from both sides
    assert firm.summary(NAME) == {
        "employees": 2,
        "employees_shown": 2,
        "contacts": 3,
        "clients": 3,
        "value": "1240.00",
        "currency": "EUR",
        "tau": 0.6,
    }


def test_clients_out_of_reach_are_absent(firm: Published) -> None:
    scope = firm.firm.scope(clients=frozenset({id_of(firm.firm.key["ember"])}))
    answer = firm.ask(NAME, scope=scope)

    assert {row.subject for row in answer.rows} == {firm.firm.key["dee"], firm.firm.key["emb-own"]}
    assert str(answer.summary.value) == "180.00"


def test_a_client_below_the_threshold_hangs_softly_on_its_only_tie() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("client")
    firm.contact("cfo", "client")
    firm.tie("ann", "cfo", 0.55)

    with firm.published() as asked:
        rows = {row["subject"]: row for row in asked.rows(NAME)}

    # risk-measures 4, D5: p .55 alone is at least one half; the interval is (0, .55]
    assert rows.keys() == {"ann", "cfo"}
    assert rows["ann"]["value"] is None
    assert rows["ann"]["clients"] == [
        {"client": "client", "kind": "soft", "above": 0.0, "up_to": 0.55, "probability": 0.55}
    ]


def test_a_contact_who_is_not_known_is_nobody_to_lose() -> None:
    firm = Firm()
    firm.employee("ann", connected=False)
    firm.organisation("client")
    firm.edge("ASSIGNED_TO", "ann", "client", qual="lead", start=0)

    with firm.published() as asked:
        rows = asked.rows(NAME)

    assert [row["subject"] for row in rows] == ["ann"]


def test_only_the_twenty_most_exposed_colleagues_are_named() -> None:
    firm = Firm()
    for at in range(22):
        firm.employee(f"e{at}")
        firm.organisation(f"c{at}")
        firm.contact(f"k{at}", f"c{at}")
        firm.tie(f"e{at}", f"k{at}", 0.7)
        firm.fees(f"c{at}", 100 + at)

    with firm.published() as asked:
        rows, summary = asked.rows(NAME), asked.summary(NAME)

    named = {row["subject"] for row in rows if row["subject_kind"] == "employee"}
    assert named == {f"e{at}" for at in range(2, 22)}
    assert (summary["employees"], summary["employees_shown"], summary["contacts"]) == (22, 20, 22)


@pytest.mark.parametrize(
    "changes, slug", [({"purpose": " "}, "purpose-required"), ({"people": "off"}, "person-views-off")]
)
def test_people_are_named_only_for_a_purpose(firm: Published, changes: dict[str, Any], slug: str) -> None:
    with pytest.raises(NotAllowedError) as refused:
        firm.ask(NAME, scope=firm.firm.scope(**changes))

    assert refused.value.problem == slug


def test_evidence_is_the_ties_of_the_subject_at_these_clients(firm: Published) -> None:
    answer = firm.ask(NAME)
    behind = {
        row.subject: {(pair.first, pair.second) for pair in pairs}
        for row, pairs in zip(answer.rows, answer.evidence, strict=True)
    }

    assert behind[firm.firm.key["ida"]] == {(firm.at("ida"), firm.at("cob-ceo"))}
    assert behind[firm.firm.key["emb-own"]] == {
        (firm.at("dee"), firm.at("emb-own")),
        (firm.at("cho"), firm.at("emb-own")),
    }


def test_two_calls_give_the_same_bytes(firm: Published) -> None:
    assert firm.json(NAME) == firm.json(NAME)
