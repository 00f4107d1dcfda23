"""bridge-people: cut vertices and brokers, against the colleagues of risk-measures 14."""

from typing import Any

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.question import date_of
from tests.graphsvc.firm import HIRED, Firm, Published

NAME = "bridge-people"


def test_figures_of_every_listed_person_are_those_of_the_reference(
    firm: Published, expected: dict[str, Any]
) -> None:
    rows = firm.rows(NAME)

    for row in rows:
        told = expected["colleagues"][row["person"]]
        assert row["brokered_pairs"] == told["ebp"]
        assert row["across_units"] == told["ebp_across_units"]
        assert row["pairs_lost"] == told["pairs_lost"]
        assert row["betweenness"] == pytest.approx(told["betweenness_distance"], abs=1e-6)
        assert row["constraint"] == pytest.approx(told["constraint"], abs=1e-6)
        assert row["pieces"] == (told["pieces"] if told["pairs_lost"] else [])


def test_everybody_who_alone_connects_others_is_listed(firm: Published, expected: dict[str, Any]) -> None:
    rows = firm.rows(NAME)

    told = {name for name, each in expected["colleagues"].items() if each["ebp"] or each["pairs_lost"]}
    assert {row["person"] for row in rows} == told
    assert [(-row["brokered_pairs"], -row["pairs_lost"]) for row in rows] == sorted(
        (-row["brokered_pairs"], -row["pairs_lost"]) for row in rows
    )


def test_cut_vertices_say_how_many_pairs_lose_each_other(firm: Published) -> None:
    rows = firm.rows(NAME)

    # expected.json, colleagues: hal 28, jon 24, kim 10
    found = {row["person"]: row["pairs_lost"] for row in rows if "cut_vertex" in row["kinds"]}
    assert found == {"hal": 28, "jon": 24, "kim": 10}


def test_a_cut_vertex_says_who_falls_off_and_a_broker_whom_it_connects(firm: Published) -> None:
    rows = {row["person"]: row for row in firm.rows(NAME)}

    # colleagues.csv: lea knows kim only; ben-eli is the only tie of ana's circle to tax
    assert rows["kim"]["falls_off"] == ["lea"]
    assert rows["ben"]["falls_off"] == []
    found = {frozenset((pair["one"], pair["other"])) for pair in rows["ben"]["connects"]}
    assert found == {frozenset(("eli", "ana")), frozenset(("eli", "cho"))}


def test_the_summary_describes_the_network(firm: Published) -> None:
    assert firm.summary(NAME) == {
        "people": 12,
        "ties": 16,
        "cut_vertices": 3,
        "brokers": 7,
        "shown": 7,
        "is_approximate": False,
        "sources": 12,
    }


def test_only_the_twenty_who_bridge_most_are_listed() -> None:
    firm = Firm()
    for at in range(23):
        firm.employee(f"e{at}")
    for at in range(22):
        firm.tie(f"e{at}", f"e{at + 1}", 0.5)

    with firm.published() as asked:
        rows, summary = asked.rows(NAME), asked.summary(NAME)

    # a chain of 23: all but its ends cut it, those in the middle most, 11 times 11 pairs
    assert (summary["cut_vertices"], summary["shown"], len(rows)) == (21, 20, 20)
    assert (rows[0]["person"], rows[0]["pairs_lost"]) == ("e11", 121)


def test_a_firm_without_ties_has_nobody_to_name() -> None:
    firm = Firm()
    firm.employee("ann")

    with firm.published() as asked:
        answer = asked.ask(NAME)

    assert (list(answer.rows), answer.basis, answer.summary.people) == ([], "none", 1)


@pytest.mark.parametrize(
    "changes, slug", [({"purpose": None}, "purpose-required"), ({"people": "off"}, "person-views-off")]
)
def test_people_are_named_only_for_a_purpose(firm: Published, changes: dict[str, Any], slug: str) -> None:
    with pytest.raises(NotAllowedError) as refused:
        firm.ask(NAME, scope=firm.firm.scope(**changes))

    assert refused.value.problem == slug


def test_evidence_is_every_warm_tie_of_the_person(firm: Published) -> None:
    answer = firm.ask(NAME)

    assert firm.named(answer.rows[0])["person"] == "hal"
    assert {(pair.first, pair.second) for pair in answer.evidence[0]} == {
        (firm.at("hal"), firm.at(name)) for name in ("gus", "cho", "jon")
    }


def test_two_calls_give_the_same_bytes(firm: Published) -> None:
    assert firm.json(NAME) == firm.json(NAME)


def test_before_the_first_known_day_nobody_connects_anybody(firm: Published) -> None:
    answer = firm.ask(NAME, as_of=date_of(HIRED - 1))

    assert (list(answer.rows), answer.basis) == ([], "none")
