"""coverage-matrix: the same numbers as coverage and portfolio, laid out as clients by people."""

from datetime import date

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.key import id_of
from graphsvc.questions import coverage_matrix
from graphsvc.scope import NOBODY
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY

NAME = "coverage-matrix"


def fixture() -> Firm:
    """Returns the worked example of ties-and-coverage 9, and a client that nobody holds."""
    firm = Firm()
    for client in ("acme", "bare"):
        firm.organisation(client)
    for name, unit in (("ana", "audit"), ("ben", "audit"), ("cho", "tax")):
        firm.employee(name, unit)
    for name, role in (
        ("cfo", "executive_sponsor"),
        ("cio", "decision_maker"),
        ("pm", "influencer"),
        ("analyst", "user"),
    ):
        firm.contact(name, "acme", role)
    for one, other, p in (
        ("ana", "cfo", 0.82),
        ("ana", "cio", 0.74),
        ("ana", "pm", 0.66),
        ("ben", "pm", 0.71),
        ("ben", "cio", 0.28),
        ("cho", "pm", 0.63),
        ("cho", "analyst", 0.35),
    ):
        firm.tie(one, other, p)
    return firm


def test_a_cell_is_the_strongest_tie_of_a_colleague_and_a_row_ends_in_the_coverage() -> None:
    with fixture().published() as asked:
        rows = {row["client"]: row for row in asked.rows(NAME)}

    cells = [(cell["person"], round(cell["p"], 4), cell["band"]) for cell in rows["acme"]["cells"]]
    assert cells == [("ana", 0.82, "very_strong"), ("ben", 0.71, "strong"), ("cho", 0.63, "strong")]
    assert rows["acme"]["coverage"] == pytest.approx(0.787491, abs=1e-6)
    assert (rows["acme"]["holders"], rows["acme"]["is_empty"]) == (3, False)


def test_a_client_nobody_holds_is_an_empty_row() -> None:
    with fixture().published() as asked:
        rows, summary = {row["client"]: row for row in asked.rows(NAME)}, asked.summary(NAME)

    assert (rows["bare"]["is_empty"], rows["bare"]["cells"], rows["bare"]["coverage"]) == (True, [], 0.0)
    assert (summary["clients"], summary["empty"]) == (2, 1)


def test_columns_come_with_their_totals_largest_first() -> None:
    firm = fixture()
    firm.contact("boss", "bare")
    firm.tie("cho", "boss", 0.5)

    with firm.published() as asked:
        people = asked.summary(NAME)["people"]

    told = [(each["person"], each["clients"], round(each["total"], 4)) for each in people]
    assert told == [("cho", 1, 1.13), ("ana", 1, 0.82), ("ben", 1, 0.71)]


def test_rows_have_the_order_and_the_figures_of_the_portfolio(firm: Published) -> None:
    matrix, portfolio = firm.rows(NAME), firm.rows("portfolio")

    assert [row["client"] for row in matrix] == [row["client"] for row in portfolio]
    assert [row["coverage"] for row in matrix] == [row["coverage_index"] for row in portfolio]
    assert [row["holders"] for row in matrix] == [row["employee_threads"] for row in portfolio]
    for row, told in zip(matrix, portfolio, strict=True):
        strong = [cell["person"] for cell in row["cells"] if cell["p"] >= 0.6]
        assert len(strong) == told["employee_threads"]
        assert told["sole_holder"] in {None, *strong}


def test_cells_are_the_largest_ties_that_the_page_of_the_client_lists(firm: Published) -> None:
    for row in firm.rows(NAME):
        ties = firm.rows("coverage", client=row["client"])
        largest: dict[str, float] = {}
        for tie in ties:
            largest[tie["employee"]] = max(tie["p"], largest.get(tie["employee"], 0.0))

        told = {cell["person"]: cell["p"] for cell in row["cells"]}
        assert told == {name: p for name, p in largest.items() if p >= 0.05}
        summary = firm.summary("coverage", client=row["client"])
        assert row["coverage"] == summary["coverage_index"]


def test_a_cell_on_paper_says_so() -> None:
    firm = Firm()
    firm.organisation("acme")
    firm.employee("ana", connected=False)
    firm.edge("ASSIGNED_TO", "ana", "acme", qual="lead")

    with firm.published() as asked:
        [row] = asked.rows(NAME)
        measured = asked.rows(NAME, rests_on="seen")

    assert row["cells"] == [{"person": "ana", "p": 0.6, "band": None, "basis": "assigned"}]
    assert (measured[0]["cells"], measured[0]["is_empty"], measured[0]["coverage"]) == ([], True, 0.6)


def test_the_people_of_one_unit_leave_the_figures_of_the_client_as_they_are() -> None:
    firm = fixture()

    with firm.published() as asked:
        answer = asked.ask(NAME, unit=firm.key["tax"])
        row = next(each for each in map(asked.named, answer.rows) if each["client"] == "acme")

    assert [cell["person"] for cell in row["cells"]] == ["cho"]
    assert (row["holders"], row["coverage"]) == (3, pytest.approx(0.787491, abs=1e-6))


def test_a_named_unit_is_not_refused_for_being_small_but_counts_of_it_are_not_told() -> None:
    firm = fixture()

    with firm.published() as asked, pytest.raises(NotAllowedError, match="shows no people"):
        asked.ask(NAME, scope=firm.scope(people="off"), unit=firm.key["tax"])


def test_beyond_the_last_column_people_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_matrix, "MOST_COLUMNS", 2)

    with fixture().published() as asked:
        row = next(each for each in asked.rows(NAME) if each["client"] == "acme")
        summary = asked.summary(NAME)

    assert ([cell["person"] for cell in row["cells"]], row["more"]) == (["ana", "ben"], 1)
    assert (len(summary["people"]), summary["more"]) == (2, 1)


def test_an_account_lead_sees_their_own_clients_and_the_people_on_them() -> None:
    firm = fixture()
    firm.organisation("other")
    firm.contact("vi", "other")
    firm.employee("dee")
    firm.tie("dee", "vi", 0.9)
    scope = firm.scope(clients=frozenset({id_of(firm.key["acme"])}))

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=scope)
        rows, people = answer.rows, asked.named(answer.summary)["people"]

    assert [asked.named(row)["client"] for row in rows] == ["acme"]
    assert {each["person"] for each in people} == {"ana", "ben", "cho"}
    assert asked.named(answer.summary)["more"] == 0


def test_nobody_sees_no_client() -> None:
    with fixture().published() as asked:
        assert asked.ask(NAME, scope=NOBODY).rows == []


def test_a_workspace_that_shows_no_people_has_totals_without_columns() -> None:
    firm = fixture()

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=firm.scope(people="off"))

    assert all(row.cells == () for row in answer.rows)
    assert answer.summary.people == ()
    assert not any(pairs for pairs in answer.evidence)


def test_the_evidence_of_a_row_is_what_its_cells_rest_on() -> None:
    with fixture().published() as asked:
        answer = asked.ask(NAME)
        at = next(place for place, row in enumerate(answer.rows) if row.cells)

        pairs = {(pair.first, pair.second) for pair in answer.evidence[at]}
        ties = (("ana", "cfo"), ("ben", "pm"), ("cho", "pm"))
        assert pairs == {(asked.at(one), asked.at(other)) for one, other in ties}


def test_an_unknown_unit_is_said_to_be_unknown() -> None:
    firm = fixture()

    with firm.published() as asked, pytest.raises(NotFoundError, match="no unit"):
        asked.ask(NAME, unit=firm.key["ana"])


def test_before_the_first_known_day_there_is_no_row() -> None:
    firm = Firm()
    firm.organisation("acme")
    firm.employee("ana", start=TODAY - 10)

    with firm.published() as asked:
        assert asked.rows(NAME, as_of=date(2000, 1, 1)) == []
