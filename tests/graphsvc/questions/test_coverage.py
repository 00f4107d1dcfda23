"""coverage: one client in every detail, against the small firm of risk-measures 14."""

from typing import Any

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.question import date_of
from graphsvc.scope import Scope
from tests.graphsvc.firm import HIRED, Firm, Published
from tests.graphsvc.graph import TODAY

CLIENTS = ("acme", "borealis", "cobalt", "delta", "ember", "fjord")


@pytest.mark.parametrize("client", CLIENTS)
def test_the_summary_has_the_figures_of_the_reference(
    firm: Published, expected: dict[str, Any], client: str
) -> None:
    summary, told = firm.summary("coverage", client=client), expected["clients"][client]

    assert summary["coverage_index"] == pytest.approx(told["coverage_index"], abs=1e-6)
    assert summary["coverage_measured"] == pytest.approx(told["measured_only"]["coverage_index"], abs=1e-6)
    assert summary["contact_threads"] == told["contact_threads"]
    assert summary["employee_threads"] == told["bus_factor"]
    assert summary["independent_threads"] == told["threads"]
    assert summary["k50"] == told["k50"]
    assert summary["top_share"] == pytest.approx(told["top_share"], abs=1e-6)
    assert summary["n_eff"] == pytest.approx(told["n_eff"], abs=1e-6)
    assert summary["unit_span"] == told["unit_span"]


@pytest.mark.parametrize("client", CLIENTS)
def test_cut_sets_are_those_of_the_reference(firm: Published, expected: dict[str, Any], client: str) -> None:
    summary, told = firm.summary("coverage", client=client), expected["clients"][client]

    assert sorted(summary["cut_employees_first"]) == told["cut"]
    assert sorted(summary["cut_contacts_first"]) == told["cut_client_side"]


def test_rows_are_the_ties_of_the_client_weightiest_contact_first(firm: Published) -> None:
    rows = firm.rows("coverage", client="delta")

    # ties.csv: the chief financial officer weighs 3, the controller 1.5
    told = {(row["contact"], row["employee"]): (row["p"], row["basis"]) for row in rows}
    assert told == {
        ("del-cfo", "kim"): (0.7, "measured"),
        ("del-cfo", "lea"): (0.6, "assigned"),
        ("del-cfo", "jon"): (0.45, "measured"),
        ("del-ctrl", "ben"): (0.63, "measured"),
        ("del-ctrl", "kim"): (0.61, "measured"),
        ("del-ctrl", "lea"): (0.6, "assigned"),
    }
    assert [(row["contact"], row["employee"]) for row in rows] == list(told)
    assert {row["role"] for row in rows} == {"decision_maker", "influencer"}


def test_a_tie_on_paper_has_neither_strength_nor_days(firm: Published) -> None:
    row = next(row for row in firm.rows("coverage", client="delta") if row["employee"] == "lea")

    assert (row["strength"], row["band"], row["last_day"], row["confidence"]) == (None, None, None, 0.0)


def test_a_measured_tie_says_strength_band_last_day_and_confidence(firm: Published) -> None:
    row = firm.rows("coverage", client="ember")[0]

    assert (row["employee"], row["strength"], row["band"]) == ("dee", 92.0, "very_strong")
    assert row["last_day"] == date_of(TODAY).isoformat()
    assert 0 < row["confidence"] < 1


def test_key_contacts_say_who_could_step_in(firm: Published) -> None:
    found = {each["contact"]: each for each in firm.summary("coverage", client="acme")["key_contacts"]}

    # ties.csv: ana .74 and ben .66 know the cio, only ana .9 the cfo; the counsel weighs 1.5 only
    assert found.keys() == {"acme-cio", "acme-cfo"}
    assert (found["acme-cio"]["second"], found["acme-cio"]["backup_depth"]) == (66.0, "redundant")
    assert found["acme-cio"]["coverage"] == pytest.approx(1 - 0.26 * 0.34, abs=1e-6)
    assert (found["acme-cfo"]["second"], found["acme-cfo"]["backup_depth"]) == (0.0, "exposed")


def test_roles_without_a_warm_contact_are_gaps(firm: Published) -> None:
    # contacts.csv: fjord has a decision maker, whom hal knows with .5
    assert firm.summary("coverage", client="fjord")["role_gaps"] == ["executive_sponsor", "champion"]


def test_ties_are_counted_by_what_they_rest_on(firm: Published) -> None:
    summary = firm.summary("coverage", client="delta")

    assert [summary[f"{basis}_ties"] for basis in ("measured", "assigned", "declared")] == [4, 2, 0]
    assert firm.ask("coverage", client="delta").basis == "mixed"


def test_the_account_team_is_compared_with_who_is_in_touch() -> None:
    firm = Firm()
    for name in ("lives", "silent", "unlisted"):
        firm.employee(name)
    firm.employee("unseen", connected=False)
    firm.organisation("client")
    firm.contact("cfo", "client", "decision_maker")
    for name in ("lives", "silent", "unseen"):
        firm.edge("ASSIGNED_TO", name, "client", qual="lead", start=HIRED)
    firm.tie("lives", "cfo", 0.7)
    firm.tie("unlisted", "cfo", 0.65)

    with firm.published() as asked:
        summary = asked.summary("coverage", client="client")

    # who is not connected cannot be told from who is silent
    assert summary["paper_only"] == [{"employee": "silent", "role": "lead"}]
    assert summary["real_only"] == ["unlisted"]


def test_a_declared_tie_is_named_as_such_with_its_own_band() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("client")
    firm.contact("cfo", "client")
    said = {"band": "strong", "declared_on": str(date_of(TODAY - 180))}
    firm.edge("DECLARED", "ann", "cfo", qual="ann", start=TODAY - 180, **said)

    with firm.published() as asked:
        (row,), summary = asked.rows("coverage", client="client"), asked.summary("coverage", client="client")

    # ties-and-coverage 5: strong, declared 180 days ago
    assert (row["strength"], row["basis"], row["band"]) == (41.9178, "declared", "warm")
    assert (summary["declared_ties"], summary["coverage_measured"]) == (1, 0.0)


def test_a_contact_who_is_not_known_has_no_key_and_leaves_threads_unknown() -> None:
    firm = Firm()
    firm.employee("ann", connected=False)
    firm.organisation("client")
    firm.edge("ASSIGNED_TO", "ann", "client", qual="lead", start=HIRED)

    with firm.published() as asked:
        (row,), summary = asked.rows("coverage", client="client"), asked.summary("coverage", client="client")

    assert (row["employee"], row["contact"], row["p"]) == ("ann", None, 0.6)
    assert (summary["contact_threads"], summary["independent_threads"]) == (None, None)
    assert (summary["top_share"], summary["cut_employees_first"]) == (1.0, [])


def test_a_client_nobody_is_tied_to_has_no_rows_and_no_shares() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("client")

    with firm.published() as asked:
        answer = asked.ask("coverage", client="client")

    assert (list(answer.rows), answer.basis) == ([], "none")
    assert (answer.summary.top_share, answer.summary.n_eff, answer.summary.k50) == (None, None, None)
    assert answer.summary.value is None


def test_a_client_out_of_reach_is_not_found(firm: Published) -> None:
    scope = firm.firm.scope(clients=frozenset())

    with pytest.raises(NotFoundError, match="no client in reach"):
        firm.ask("coverage", scope=scope, client="acme")


@pytest.mark.parametrize("key", ["firm", "ana", "nothing"])
def test_what_is_no_client_is_not_found(firm: Published, key: str) -> None:
    with pytest.raises(NotFoundError):
        firm.ask("coverage", client=key)


def test_before_the_first_known_day_there_are_no_rows(firm: Published) -> None:
    assert firm.rows("coverage", client="acme", as_of=date_of(HIRED - 1)) == []


def test_a_workspace_that_shows_no_people_shows_no_ties(firm: Published) -> None:
    off: Scope = firm.firm.scope(people="off")

    with pytest.raises(NotAllowedError) as refused:
        firm.ask("coverage", scope=off, client="acme")

    assert refused.value.problem == "person-views-off"


def test_two_calls_give_the_same_bytes(firm: Published) -> None:
    assert firm.json("coverage", client="delta") == firm.json("coverage", client="delta")


def test_evidence_is_the_pair_of_the_row(firm: Published) -> None:
    answer = firm.ask("coverage", client="ember")

    found = [[(pair.first, pair.second) for pair in pairs] for pairs in answer.evidence]
    assert found == [[(firm.at("dee"), firm.at("emb-own"))], [(firm.at("cho"), firm.at("emb-own"))]]


def test_a_team_member_who_hides_a_tie_there_is_not_called_on_paper_only() -> None:
    """A hidden pair reads as not measured; that nothing shows of it is no gap between paper and life."""
    firm = Firm()
    firm.organisation("Acme")
    firm.contact("cy", "Acme")
    for name in ("ann", "bob"):
        firm.employee(name)
        firm.edge("ASSIGNED_TO", name, "Acme", qual="lead")
    firm.edge("HIDDEN", "ann", "cy")

    with firm.published() as asked:
        listed = asked.summary("coverage", client="Acme")["paper_only"]

    assert [row["employee"] for row in listed] == ["bob"]


@pytest.mark.parametrize("renews,notice_by", [(True, TODAY + 90), (False, TODAY + 150)])
def test_notice_is_due_before_the_end_of_a_contract_that_renews(renews: bool, notice_by: int) -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("client")
    firm.contract("client", start=TODAY - 100, end=TODAY + 150, auto_renews=renews, notice_days=60)

    with firm.published() as published:
        summary = published.summary("coverage", client="client")

    assert summary["contract_end"] == date_of(TODAY + 150).isoformat()
    assert summary["notice_by"] == date_of(notice_by).isoformat()


def test_without_a_contract_there_is_no_day_of_notice(firm: Published) -> None:
    assert firm.summary("coverage", client="delta")["notice_by"] is None
