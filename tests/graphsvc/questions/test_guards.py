"""What a graph tells of few people: no list from the bottom, no figure of a small group."""

import typing
from typing import Any

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.shape import words_of
from tests.graphsvc.firm import Firm, Published

NAMES = list(QUESTIONS)
ORDERS = {"order", "order_by", "sort", "sort_by", "direction", "ascending", "descending", "reverse", "desc"}
CUTS = {"alumni", "coverage-matrix", "departure-impact"}
"""Questions with a filter on people: of rows that may be seen one by one, of named cells, of a whole unit."""


def params_of(question: Question) -> dict[str, Any]:
    """Returns the words of the parameters of a question."""
    return dict(words_of(typing.cast("Any", question.params)))


def needed() -> dict[str, dict[str, Any]]:
    """Returns what every question must be told, on a firm of two."""
    return {
        "coverage": {"client": "acme"},
        "departure-impact": {"person": ("ana",)},
        "leaver-suggestions": {"person": "ana"},
        "introductions": {"start": "ana", "target": "vi"},
        "keepers": {"person": "ida"},
        "your-role": {"person": "ana"},
    }


def few() -> Firm:
    """Returns a firm of two, a contact of its one client, and an alumna who stays in touch."""
    firm = Firm()
    firm.organisation("acme")
    for colleague in ("ana", "ben"):
        firm.employee(colleague, "Audit")
    firm.employee("ida", "Audit", end=19_000)
    firm.contact("vi", "acme")
    for one, other in (("ana", "vi"), ("ana", "ben"), ("ana", "ida")):
        firm.tie(one, other, 0.7)
    firm.consent("ida", "stay_in_touch")
    return firm


@pytest.mark.parametrize("name", NAMES)
def test_no_question_lets_anybody_order_people_from_the_bottom(name: str) -> None:
    assert not params_of(QUESTIONS[name]).keys() & ORDERS


@pytest.mark.parametrize(
    "name, of",
    [
        (
            "departure-impact",
            lambda row: float(row["value"]) * (row["coverage_before"] - row["coverage_after"]),
        ),
        ("single-points-of-failure", lambda row: float(row["value"] or 0)),
        ("bridge-people", lambda row: row["brokered_pairs"]),
        ("bridge-ties", lambda row: row["pairs"]),
    ],
)
def test_a_list_of_exposure_begins_at_the_top(firm: Published, name: str, of: Any) -> None:
    params = {"person": ("ana", "ben", "eli", "kim")} if name == "departure-impact" else {}

    found = [of(row) for row in firm.rows(name, **params)]

    assert len(found) >= 1
    assert found == sorted(found, reverse=True)


def test_only_these_questions_cut_people_by_a_filter() -> None:
    # Whoever adds one decides what it may tell of fewer than five, and of two filters that differ by few.
    found = {
        name
        for name, question in QUESTIONS.items()
        if any(words.node == "Unit" for words in params_of(question).values())
    }

    assert found == CUTS


def test_a_unit_of_four_is_refused_as_a_whole_and_its_people_by_name_are_not(firm: Published) -> None:
    four = ("eli", "fay", "gus", "hal")

    with pytest.raises(NotAllowedError) as refused:
        firm.ask("departure-impact", unit=firm.firm.key["Tax"])

    assert refused.value.problem == "small-group"
    assert firm.rows("departure-impact", person=four)


def test_a_filter_on_a_unit_changes_no_figure_of_a_client(firm: Published) -> None:
    whole, part = firm.rows("coverage-matrix"), firm.rows("coverage-matrix", unit=firm.firm.key["Tax"])

    figures = ("client", "coverage", "holders")
    assert [[row[name] for name in figures] for row in part] == [
        [row[name] for name in figures] for row in whole
    ]


def test_a_filter_on_a_unit_tells_nothing_that_its_named_cells_do_not(firm: Published) -> None:
    rows = firm.rows("coverage-matrix", unit=firm.firm.key["Tax"])
    summary = firm.summary("coverage-matrix", unit=firm.firm.key["Tax"])

    named = {cell["person"] for row in rows for cell in row["cells"]}
    assert {each["person"] for each in summary["people"]} == named
    assert summary["empty"] == sum(not row["cells"] for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_named_people_and_clients_are_never_refused_for_being_few(name: str) -> None:
    with few().published() as asked:
        answer = asked.ask(name, **needed().get(name, {}))

    assert answer.as_of is not None


@pytest.mark.parametrize("name", NAMES)
def test_where_nobody_is_named_no_key_of_a_person_leaves(name: str) -> None:
    firm = few()

    with firm.published() as asked:
        try:
            answer = asked.ask(name, scope=firm.scope(people="off"), **needed().get(name, {}))
        except NotAllowedError:
            return
        told = repr([*answer.rows, answer.summary])

    people = [key for key in firm.key.values() if key.startswith("p-")]
    assert [key for key in people if key in told] == []


def test_a_count_of_those_who_are_held_back_is_not_told_exactly_under_five() -> None:
    firm = Firm()
    firm.organisation("acme")
    for name in ("ida", "jon"):
        firm.employee(name, end=19_000)
        firm.contact(name, "acme", start=19_000)

    with firm.published() as asked:
        told = asked.summary("alumni-at-clients")["not_shown"]

    assert told == "fewer than 5 not shown"
