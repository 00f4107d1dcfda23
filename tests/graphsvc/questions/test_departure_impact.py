"""departure-impact: what breaks when people leave, against the small firm of risk-measures 14."""

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError, UsageError
from graphsvc.key import id_of
from graphsvc.question import date_of
from tests.graphsvc.firm import HIRED, Firm, Published, small_firm
from tests.graphsvc.graph import TODAY

NAME = "departure-impact"


def test_two_leavers_together_break_what_the_reference_says(
    firm: Published, expected: dict[str, Any]
) -> None:
    rows = {row["client"]: row for row in firm.rows(NAME, person=("ana", "ben"))}

    told = expected["what_if_ana_ben"]
    assert rows.keys() == {"acme", "delta"}  # ties.csv: the clients they are tied to
    for client, row in rows.items():
        before = expected["clients"][client]
        assert row["coverage_before"] == pytest.approx(before["coverage_index"], abs=1e-6)
        assert row["coverage_after"] == pytest.approx(told["coverage_index"][client], abs=1e-6)
        assert row["threads_before"] == before["threads"]
        assert row["threads_after"] == told["threads"][client]
    assert sorted(rows["acme"]["orphans"]) == told["orphans"]
    assert (rows["acme"]["holders_after"], rows["delta"]["holders_after"]) == (0, 2)


def test_the_summary_adds_the_set_up(firm: Published, expected: dict[str, Any]) -> None:
    summary = firm.summary(NAME, person=("ana", "ben"))

    told = expected["what_if_ana_ben"]
    assert float(summary["set_loss"]) == pytest.approx(told["loss"], abs=0.005)
    assert [pair["value"] for pair in summary["hidden_pairs"]] == ["446.56"]  # pair_synergy ana, ben
    assert {summary["hidden_pairs"][0][end] for end in ("one", "other")} == {"ana", "ben"}
    assert (summary["clients"], summary["clients_to_zero"]) == (2, len(told["clients_to_zero"]))
    assert summary["total_value"] == "2500.00"


def test_everybody_alone_loses_what_the_reference_says(firm: Published, expected: dict[str, Any]) -> None:
    people = firm.summary(NAME, person=tuple(expected["people"]))["people"]

    for each in people:
        told = expected["people"][each["person"]]
        assert float(each["loss"]) == pytest.approx(told["loo_loss"], abs=0.006)
        assert each["solely_held"] == f"{told['solely_held']}.00"
        assert each["last_day"] is None


def test_pairs_of_leavers_cost_more_together_as_the_reference_says(
    firm: Published, expected: dict[str, Any]
) -> None:
    pairs = firm.summary(NAME, person=tuple(expected["people"]))["hidden_pairs"]

    found = {frozenset((pair["one"], pair["other"])): float(pair["value"]) for pair in pairs}
    told = {frozenset((one, other)): value for one, other, value in expected["pair_synergy"]}
    assert found.keys() == told.keys()
    assert all(found[pair] == pytest.approx(told[pair], abs=0.006) for pair in told)


def test_the_set_loses_at_least_what_its_members_lose_alone(firm: Published) -> None:
    for pair in combinations(("ana", "ben", "eli", "kim"), 2):
        summary = firm.summary(NAME, person=pair)

        alone = sum(Decimal(each["loss"]) for each in summary["people"])
        assert Decimal(summary["set_loss"]) >= alone - Decimal("0.01")


def test_clients_that_lose_most_value_come_first(firm: Published) -> None:
    rows = firm.rows(NAME, person=("eli",))

    # by value times lost coverage: acme 900 * .88018 * .0272 = 21.5, borealis 640 * .7324 * .2818 = 132.1
    assert [row["client"] for row in rows] == ["borealis", "acme"]


def test_a_person_named_twice_leaves_once(firm: Published) -> None:
    once, twice = (firm.json(NAME, person=people) for people in (("ana",), ("ana", "ana")))

    assert once == twice


def test_clients_out_of_reach_are_in_no_row_and_no_total(firm: Published) -> None:
    scope = firm.firm.scope(clients=frozenset({id_of(firm.firm.key["delta"])}))
    answer = firm.ask(NAME, scope=scope, person=("ana", "ben"))
    summary = firm.named(answer.summary)

    assert [firm.named(row)["client"] for row in answer.rows] == ["delta"]
    assert (summary["total_value"], summary["hidden_pairs"]) == ("300.00", [])
    assert {each["person"]: each["loss"] for each in summary["people"]}["ana"] == "0.00"


def firm_with_contract(*, end: int | None = TODAY + 150) -> Firm:
    firm = Firm()
    firm.employee("ann", end=TODAY + 31)
    firm.employee("bob")
    firm.organisation("client")
    firm.contact("cfo", "client")
    firm.tie("ann", "cfo", 0.7)
    terms = {"annual_value": "1000.00", "auto_renews": False, "notice_days": 30}
    firm.contract("client", start=TODAY - 100, end=end, **terms)
    return firm


def test_days_count_from_the_recorded_last_working_day() -> None:
    with firm_with_contract().published() as asked:
        (row,), summary = asked.rows(NAME, person=("ann",)), asked.summary(NAME, person=("ann",))

    # the employment ends the day after the last working day; people-and-alumni 8: a fixed term counts whole
    assert summary["date"] == summary["people"][0]["last_day"] == date_of(TODAY + 30).isoformat()
    assert (row["deadline"], row["days"]) == (date_of(TODAY + 150).isoformat(), 120)


def test_an_account_lead_is_not_told_what_the_records_of_hr_say_of_the_end() -> None:
    firm = Firm()
    firm.organisation("acme")
    firm.contact("kim", "acme")
    firm.employee("ann", "Audit", end=TODAY + 31)
    firm.tie("ann", "kim", 0.8)

    with firm.published() as asked:
        scope = firm.scope(roles=frozenset({"account_lead"}))
        summary = asked.named(asked.ask(NAME, scope=scope, person=("ann",)).summary)

    assert summary["people"][0]["last_day"] is None
    assert summary["date"] == date_of(TODAY).isoformat()


def test_a_contract_without_end_can_be_left_after_its_notice() -> None:
    with firm_with_contract(end=None).published() as asked:
        (row,) = asked.rows(NAME, person=("ann",))

    # people-and-alumni 8: the last day plus notice
    assert (row["deadline"], row["days"]) == (date_of(TODAY + 60).isoformat(), 30)


def test_a_contract_that_is_over_leaves_no_day_to_act() -> None:
    with firm_with_contract(end=TODAY - 15).published() as asked:
        (row,) = asked.rows(NAME, person=("ann",))

    # people-and-alumni 8: fixed, ended 2026-06-15, last day 2026-06-30: 0; what is over has no value
    assert (row["deadline"], row["days"]) == (date_of(TODAY - 15).isoformat(), 0)
    assert row["value"] is None


def test_a_contract_that_is_over_says_nothing_beside_a_live_one() -> None:
    firm = firm_with_contract()
    firm.contract("client", start=TODAY - 800, end=TODAY - 400, name="old", auto_renews=False)

    with firm.published() as asked:
        (row,) = asked.rows(NAME, person=("ann",))

    assert row["deadline"] == date_of(TODAY + 150).isoformat()


def test_days_count_from_the_day_that_is_asked_for() -> None:
    with firm_with_contract().published() as asked:
        recorded, later = (
            asked.rows(NAME, person=("ann",), **({} if day is None else {"date": date_of(day)}))
            for day in (None, TODAY + 40)
        )

    assert recorded[0]["days"] - later[0]["days"] == 10
    assert recorded[0]["coverage_after"] == later[0]["coverage_after"] == 0.0


def test_somebody_without_clients_breaks_nothing() -> None:
    with firm_with_contract().published() as asked:
        answer = asked.ask(NAME, person=("bob",))

    assert (list(answer.rows), answer.basis, str(answer.summary.set_loss)) == ([], "none", "0.00")
    assert answer.summary.date == date_of(TODAY)


@pytest.mark.parametrize("who", ["acme-cfo", "nobody", "acme"])
def test_who_does_not_work_here_cannot_leave(firm: Published, who: str) -> None:
    with pytest.raises(NotFoundError):
        firm.ask(NAME, person=(who,))


def test_nobody_leaves_before_anybody_worked_here(firm: Published) -> None:
    with pytest.raises(NotFoundError, match="does not work here"):
        firm.ask(NAME, person=("ana",), as_of=date_of(HIRED - 1))


def test_somebody_must_be_named(firm: Published) -> None:
    with pytest.raises(UsageError, match="name who leaves"):
        firm.ask(NAME, person=())


@pytest.mark.parametrize(
    "changes, slug", [({"purpose": None}, "purpose-required"), ({"people": "off"}, "person-views-off")]
)
def test_people_are_named_only_for_a_purpose(firm: Published, changes: dict[str, Any], slug: str) -> None:
    with pytest.raises(NotAllowedError) as refused:
        firm.ask(NAME, scope=firm.firm.scope(**changes), person=("ana",))

    assert refused.value.problem == slug


def test_evidence_is_every_tie_of_the_client(firm: Published) -> None:
    answer = firm.ask(NAME, person=("dee",))

    assert [[(pair.first, pair.second) for pair in pairs] for pairs in answer.evidence] == [
        [(firm.at(name), firm.at("emb-own")) for name in sorted(("cho", "dee"), key=firm.at)]
    ]


def with_departure(firm: Firm, name: str, *, last: int, announced: int = TODAY, state: str = "open") -> Firm:
    """Returns a firm in which a departure is recorded."""
    days = {"last_day": date_of(last).isoformat(), "announced_on": date_of(announced).isoformat()}
    departure = firm.graph.node("Departure", f"d-{name}", **days, state=state)
    firm.graph.edge("ABOUT", departure, firm.key[name])
    return firm


@pytest.mark.parametrize(
    "told, day",
    [
        ({"last": TODAY + 60}, TODAY + 60),
        ({"last": TODAY + 60, "announced": TODAY + 1}, TODAY),
        ({"last": TODAY + 60, "state": "stays"}, TODAY),
    ],
)
def test_the_day_of_an_announced_open_departure_counts(told: dict[str, Any], day: int) -> None:
    firm = Firm()
    firm.employee("ann")
    with with_departure(firm, "ann", **told).published() as asked:
        summary = asked.summary(NAME, person=("ann",))

    assert summary["date"] == date_of(day).isoformat()


def test_the_recorded_end_of_an_employment_comes_before_an_announced_one() -> None:
    firm = with_departure(firm_with_contract(), "ann", last=TODAY + 90)

    with firm.published() as asked:
        summary = asked.summary(NAME, person=("ann",))

    assert summary["people"][0]["last_day"] == date_of(TODAY + 30).isoformat()


def test_those_who_leave_anyway_are_in_the_pairs_and_not_in_the_loss(firm: Published) -> None:
    alone = firm.summary(NAME, person=("ana",))
    told = firm.summary(NAME, person=("ana",), besides=(firm.firm.key["ben"],))

    assert alone["hidden_pairs"] == []
    # expected.json: pair_synergy ana, ben
    assert told["hidden_pairs"] == [{"one": "ana", "other": "ben", "value": "446.56"}]
    assert told | {"hidden_pairs": []} == alone


def test_who_is_announced_leaves_anyway() -> None:
    with with_departure(small_firm(), "ben", last=TODAY + 60).published() as asked:
        summary = asked.summary(NAME, person=("ana",))

    assert summary["hidden_pairs"] == [{"one": "ana", "other": "ben", "value": "446.56"}]


def test_pairs_of_others_alone_are_not_told(firm: Published) -> None:
    summary = firm.summary(NAME, person=("fay",), besides=(firm.firm.key["ana"], firm.firm.key["ben"]))

    assert all(pair["one"] == "fay" for pair in summary["hidden_pairs"])


def test_clients_that_only_both_together_lose_are_counted_with_their_fees(firm: Published) -> None:
    both, one = firm.summary(NAME, person=("ana", "ben")), firm.summary(NAME, person=("ana",))

    # ties.csv: ana and ben are the strong ties of acme, worth 900
    assert (both["clients_to_zero"], both["only_together"], both["value_to_zero"]) == (1, 1, "900.00")
    assert (one["clients_to_zero"], one["only_together"], one["value_to_zero"]) == (0, 0, "0.00")


def test_who_remains_is_told_with_the_band_of_the_tie(firm: Published) -> None:
    rows = {row["client"]: row for row in firm.rows(NAME, person=("ana", "ben"))}

    assert [each["band"] for each in rows["delta"]["holders"]] == ["strong", "strong", "warm"]
    assert all(each["person"] not in {"ana", "ben"} for row in rows.values() for each in row["holders"])


def test_fees_stand_as_a_band_too(firm: Published) -> None:
    assert {row["value_band"] for row in firm.rows(NAME, person=("ana", "ben"))} == {"under 50 k"}


def unit_of(size: int) -> Firm:
    firm = Firm()
    firm.organisation("client")
    firm.contact("cfo", "client")
    for at in range(size):
        firm.employee(f"e{at}", "Audit")
    firm.tie("e0", "cfo", 0.7)
    return firm


def test_a_whole_unit_shows_the_figures_of_the_set_and_of_nobody_in_it() -> None:
    with unit_of(5).published() as asked:
        answer = asked.ask(NAME, unit=asked.firm.key["Audit"])

    summary = asked.named(answer.summary)
    assert (summary["leavers"], summary["clients_to_zero"]) == (5, 1)
    assert (summary["people"], summary["hidden_pairs"]) == ([], [])
    assert list(answer.evidence) == [[]]


def test_a_unit_of_four_is_refused() -> None:
    with unit_of(4).published() as asked, pytest.raises(NotAllowedError) as refused:
        asked.ask(NAME, unit=asked.firm.key["Audit"])

    assert refused.value.problem == "small-group"


def test_people_and_a_unit_are_not_mixed(firm: Published) -> None:
    with pytest.raises(UsageError, match="not both"):
        firm.ask(NAME, person=("ana",), unit=firm.firm.key["Audit"])
