"""portfolio: figures of every client, and the order in which they are listed."""

from typing import Any

import pytest

from graphsvc.key import id_of
from graphsvc.question import date_of
from tests.graphsvc.firm import HIRED, Firm, Published
from tests.graphsvc.graph import TODAY


def test_every_client_has_the_figures_of_the_reference(firm: Published, expected: dict[str, Any]) -> None:
    rows = {row["client"]: row for row in firm.rows("portfolio")}

    assert rows.keys() == expected["clients"].keys()
    for client, told in expected["clients"].items():
        row = rows[client]
        assert row["coverage_index"] == pytest.approx(told["coverage_index"], abs=1e-6)
        assert row["coverage_measured"] == pytest.approx(told["measured_only"]["coverage_index"], abs=1e-6)
        assert row["contact_threads"] == told["contact_threads"]
        assert row["employee_threads"] == told["bus_factor"]
        assert row["independent_threads"] == told["threads"]
        assert row["basis"] == told["basis"]
        assert row["value"] == f"{told['value']}.00"


def test_the_biggest_loss_is_the_largest_share_of_coverage(firm: Published, expected: dict[str, Any]) -> None:
    rows = {row["client"]: row for row in firm.rows("portfolio")}

    for client, told in expected["clients"].items():
        person, share = max(told["delta_C"].items(), key=lambda each: each[1])
        assert rows[client]["worst_departure"] == {"person": person, "share": pytest.approx(share, abs=1e-6)}


def test_the_only_link_is_named_where_one_colleague_holds_a_client(firm: Published) -> None:
    rows = {row["client"]: row["sole_holder"] for row in firm.rows("portfolio")}

    # expected.json: covering of each client
    assert rows == {
        "acme": None,
        "borealis": None,
        "cobalt": "ida",
        "delta": None,
        "ember": "dee",
        "fjord": None,
    }


def test_clients_are_listed_by_the_fees_at_stake(firm: Published, expected: dict[str, Any]) -> None:
    rows = firm.rows("portfolio")

    recount = {
        client: told["value"] * (1 - told["coverage_index"] * (1 - max(told["delta_C"].values())))
        for client, told in expected["clients"].items()
    }
    assert [row["client"] for row in rows] == sorted(recount, key=lambda client: -recount[client])
    assert [float(row["fees_at_stake"]) for row in rows] == pytest.approx(
        sorted(recount.values(), reverse=True), abs=0.006
    )


def test_the_summary_adds_the_book_up(firm: Published) -> None:
    summary = firm.summary("portfolio")

    # 900 + 640 + 420 + 300 + 180 + 60; cobalt and ember hang on one, fjord on nobody
    assert summary == {
        "clients": 6,
        "one_holder": 2,
        "uncovered": 1,
        "value": "2500.00",
        "fees_at_stake": summary["fees_at_stake"],
        "currency": "EUR",
        "values_unknown": 0,
        "is_measured": True,
        "other_currencies": [],
    }


def test_clients_out_of_reach_are_absent_from_rows_and_totals(firm: Published) -> None:
    mine = frozenset({id_of(firm.firm.key["acme"]), id_of(firm.firm.key["fjord"])})
    answer = firm.ask("portfolio", scope=firm.firm.scope(clients=mine))

    assert [firm.named(row)["client"] for row in answer.rows] == ["acme", "fjord"]
    assert firm.named(answer.summary)["value"] == "960.00"
    assert answer.basis == "measured"  # only delta rests on paper too


def test_an_empty_scope_sees_no_client(firm: Published) -> None:
    answer = firm.ask("portfolio", scope=firm.firm.scope(clients=frozenset()))

    assert (list(answer.rows), answer.basis, list(answer.evidence)) == ([], "none", [])


def test_a_workspace_that_shows_no_people_gets_the_figures_without_names(firm: Published) -> None:
    answer = firm.ask("portfolio", scope=firm.firm.scope(people="off"))

    assert {(row.sole_holder, row.worst_departure) for row in answer.rows} == {(None, None)}
    assert [list(pairs) for pairs in answer.evidence] == [[]] * 6
    assert answer.summary.one_holder == 2


def test_before_the_first_known_day_there_is_nothing(firm: Published) -> None:
    assert firm.rows("portfolio", as_of=date_of(HIRED - 1)) == []


def test_two_calls_give_the_same_bytes(firm: Published) -> None:
    assert firm.json("portfolio") == firm.json("portfolio")


def test_evidence_names_the_pairs_behind_each_row(firm: Published) -> None:
    answer = firm.ask("portfolio")

    # ties.csv: six ties to contacts of acme, the first row
    assert len(answer.evidence) == 6
    assert len(answer.evidence[0]) == 6
    assert {pair.first for pair in answer.evidence[0]} == {
        firm.at(name) for name in ("ana", "ben", "eli", "hal")
    }


def test_unknown_values_come_last_by_coverage_and_are_never_zero() -> None:
    firm = Firm()
    firm.employee("ann")
    for client, p in (("thin", 0.3), ("thick", 0.8), ("known", 0.9)):
        firm.organisation(client)
        firm.contact(f"{client}-cfo", client)
        firm.tie("ann", f"{client}-cfo", p)
    firm.fees("known", 100)

    with firm.published() as asked:
        rows, summary = asked.rows("portfolio"), asked.summary("portfolio")

    assert [row["client"] for row in rows] == ["known", "thin", "thick"]
    assert [row["value"] for row in rows] == ["100.00", None, None]
    assert [row["currency"] for row in rows] == ["EUR", None, None]
    assert (summary["values_unknown"], summary["value"]) == (2, "100.00")


def test_a_team_on_paper_at_a_client_without_contacts_leaves_threads_unknown() -> None:
    firm = Firm()
    firm.employee("ann", connected=False)
    firm.organisation("client")
    firm.edge("ASSIGNED_TO", "ann", "client", qual="lead", start=HIRED)

    with firm.published() as asked:
        (row,), pairs = asked.rows("portfolio"), asked.ask("portfolio").evidence[0]
        ends = [(pair.first, pair.second) for pair in pairs]

        # ties-and-coverage 5: p .6 on paper; contacts are not known, so neither are their threads
        assert (row["contact_threads"], row["independent_threads"]) == (None, None)
        assert (row["employee_threads"], row["basis"], row["coverage_index"]) == (1, "assigned", 0.6)
        assert row["coverage_measured"] == 0.0
        assert ends == [(asked.at("ann"), asked.at("client"))]


def test_a_contract_gives_value_and_end_where_nothing_was_billed() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("client")
    firm.contract("client", start=TODAY - 100, end=TODAY + 265, annual_value="50000.00")

    with firm.published() as asked:
        (row,) = asked.rows("portfolio")

    assert (row["value"], row["value_basis"], row["contract_end"]) == ("50000.00", "contract", "2025-06-26")
    assert row["fees_at_stake"] == "50000.00"  # nobody covers it
    assert row["worst_departure"] is None


def test_fees_in_another_currency_are_listed_and_in_no_sum() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("near")
    firm.organisation("far")
    firm.fees("near", 100)
    firm.fees("far", 700, currency="USD")

    with firm.published() as asked:
        rows, summary = asked.rows("portfolio"), asked.summary("portfolio")
        hidden = asked.ask("portfolio", scope=firm.scope(clients=frozenset({id_of(firm.key["near"])})))

    # risk-measures 1: other currencies are listed, outside sums
    assert [(row["client"], row["value"]) for row in rows] == [("near", "100.00"), ("far", None)]
    assert (summary["value"], summary["values_unknown"]) == ("100.00", 1)
    assert summary["other_currencies"] == [
        {"client": "far", "value": "700.00", "currency": "USD", "value_basis": "billed"}
    ]
    assert hidden.summary.other_currencies == ()


def test_the_last_touch_is_the_last_day_of_contact_with_anybody_there(firm: Published) -> None:
    rows = {row["client"]: row["last_contact"] for row in firm.rows("portfolio")}

    days = [row["last_day"] for row in firm.rows("coverage", client="delta") if row["last_day"]]
    assert rows["delta"] == max(days) == date_of(TODAY).isoformat()


def test_a_client_without_evidence_was_never_touched() -> None:
    paper = Firm()
    paper.employee("ana")
    paper.organisation("acme")
    paper.edge("ASSIGNED_TO", "ana", "acme", qual="lead")

    with paper.published() as published:
        [row] = published.rows("portfolio")

    assert row["last_contact"] is None


def unpriced() -> Firm:
    """Returns two clients that Ana holds; what Acme pays is not known."""
    firm = Firm()
    firm.employee("ana", "Audit")
    for client in ("acme", "borealis"):
        firm.organisation(client)
        firm.contact(f"{client}-cfo", client)
        firm.tie("ana", f"{client}-cfo", 0.8)
    return firm


def test_fees_that_nobody_stated_are_unknown_and_no_sum_of_nothing() -> None:
    with unpriced().published() as asked:
        told = [
            *(asked.summary("portfolio")[name] for name in ("value", "fees_at_stake")),
            asked.summary("single-points-of-failure")["value"],
            *(
                asked.summary("departure-impact", person=("ana",))[name]
                for name in ("set_loss", "total_value")
            ),
            *asked.summary("departure-impact", person=("ana",))["people"][0].values(),
        ]

    assert "0.00" not in told
    assert told[:5] == [None] * 5


def test_known_fees_are_summed_beside_unknown_ones() -> None:
    firm = unpriced()
    firm.fees("borealis", 100)

    with firm.published() as asked:
        summary = asked.summary("portfolio")

    assert (summary["value"], summary["values_unknown"]) == ("100.00", 1)
