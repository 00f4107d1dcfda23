"""your-role: people-and-alumni 12, and the supporters of 13."""

from typing import Any

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.store.port import OPEN
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY

NAME = "your-role"


def reference() -> Firm:
    """Returns the worked example of people-and-alumni 12: X you .8 and Ben .3, Y you .7."""
    firm = Firm()
    for client in ("x", "y", "z"):
        firm.organisation(client)
        firm.contact(f"{client}-contact", client)
    for name, unit in (("you", "audit"), ("ben", "audit"), ("cho", "tax")):
        firm.employee(name, unit)
    for one, other, p in (
        ("you", "x-contact", 0.8),
        ("ben", "x-contact", 0.3),
        ("you", "y-contact", 0.7),
        ("ben", "y-contact", 0.0001),
        ("you", "z-contact", 0.2),
    ):
        firm.tie(one, other, p)
    return firm


def own(asked: Published, name: str, **params: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Returns rows and summary of somebody who asks about themself."""
    scope = asked.firm.scope(roles=frozenset({"own"}), person=asked.firm.key[name], clients=frozenset())
    answer = asked.ask(NAME, scope=scope, **params)
    return [asked.named(row) for row in answer.rows], asked.named(answer.summary)


def test_the_worked_example_says_what_each_client_would_have_without_you() -> None:
    firm = reference()
    firm.graph.evidence.pop(3)  # nobody else knows Y at all

    with firm.published() as asked:
        rows, summary = own(asked, "you")

    told = {row["client"]: (row["with_you"], row["without_you"], row["backup"]) for row in rows}
    assert list(told) == ["y", "x"]
    assert told["x"] == (pytest.approx(0.86, abs=1e-6), pytest.approx(0.30, abs=1e-6), "ben")
    assert told["y"] == (pytest.approx(0.70, abs=1e-6), 0.0, None)
    assert (summary["clients"], summary["alone"]) == (2, ["y"])


def test_a_tie_that_is_not_warm_backs_up_nobody() -> None:
    firm = reference()

    with firm.published() as asked:
        rows, summary = own(asked, "you")

    assert {row["client"]: row["backup"] for row in rows} == {"y": None, "x": "ben"}
    assert summary["alone"] == ["y"]


def test_contacts_who_know_nobody_else_are_named() -> None:
    firm = reference()
    firm.contact("second", "x")
    firm.tie("you", "second", 0.5)

    with firm.published() as asked:
        rows, _ = own(asked, "you")

    assert {row["client"]: row["only_you"] for row in rows} == {"y": ["y-contact"], "x": ["second"]}


def test_a_tie_on_paper_has_no_band_and_says_so() -> None:
    firm = Firm()
    firm.organisation("x")
    firm.employee("you", connected=False)
    firm.edge("ASSIGNED_TO", "you", "x", qual="lead")

    with firm.published() as asked:
        [row], summary = own(asked, "you")

    assert (row["band"], row["basis"], row["with_you"]) == (None, "assigned", 0.6)
    assert not summary["is_measured"]


@pytest.mark.parametrize(
    "colleagues, supporters, units, coverage",
    [
        ({"ben": ("own", 0.5), "cho": ("other", 0.3), "boss": ("own", 0.8)}, ["ben", "cho"], 2, 0.65),
        ({"eve": ("own", 0.4), "fay": ("own", 0.2)}, ["eve"], 1, 0.52),
    ],
    ids=["Ann", "Dee"],
)
def test_the_manager_is_no_supporter(
    colleagues: dict[str, tuple[str, float]], supporters: list[str], units: int, coverage: float
) -> None:
    firm = Firm()
    firm.employee("you", "own")
    for name, (unit, p) in colleagues.items():
        firm.employee(name, unit)
        firm.tie("you", name, p)
    if "boss" in colleagues:
        firm.edge("REPORTS_TO", "you", "boss")

    with firm.published() as asked:
        _, summary = own(asked, "you")

    # people-and-alumni 13
    assert [each["person"] for each in summary["lean_on"]] == supporters
    assert (summary["lean_on_units"], summary["lean_on_target"]) == (units, 2)
    assert summary["support"] == pytest.approx(coverage, abs=1e-6)


def test_who_relies_on_you_is_what_the_records_say_and_nobody_is_inferred() -> None:
    firm = reference()
    for name, end in (("dee", OPEN), ("eve", OPEN), ("fay", OPEN), ("old", TODAY - 9)):
        firm.employee(name, "tax", end=end)
        firm.tie("you", name, 0.9)
    firm.edge("REPORTS_TO", "dee", "you")
    firm.edge("REPORTS_TO", "old", "you")
    firm.edge("DECLARED", "you", "eve", qual="you", relation="mentors", band="warm")

    with firm.published() as asked:
        _, summary = own(asked, "you")

    told = {each["person"]: each["relation"] for each in summary["rely_on_you"]}
    assert told == {"dee": "leads", "eve": "mentors"}


def test_units_that_only_you_join_are_named() -> None:
    firm = reference()
    firm.tie("you", "cho", 0.5)

    with firm.published() as asked:
        _, summary = own(asked, "you")

    assert [{each["one"], each["other"]} for each in summary["joins"]] == [{"audit", "tax"}]


def test_the_evidence_is_your_own_ties_alone() -> None:
    with reference().published() as asked:
        scope = asked.firm.scope(person=asked.firm.key["you"])
        answer = asked.ask(NAME, scope=scope)

        assert {pair.first for pairs in answer.evidence for pair in pairs} == {asked.at("you")}


def test_nobody_of_the_firm_gets_an_empty_answer_that_names_nobody() -> None:
    firm = reference()

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=firm.scope(roles=frozenset({"own"})))

    assert answer.rows == []
    assert answer.summary.person is None
    assert not answer.summary.is_employee


def test_somebody_who_left_holds_nothing() -> None:
    firm = reference()
    firm.employee("gone", end=TODAY - 5)

    with firm.published() as asked:
        rows, summary = own(asked, "gone")

    assert rows == []
    assert (summary["person"], summary["is_employee"]) == ("gone", False)


def test_whoever_is_somebody_asks_about_nobody_else() -> None:
    with reference().published() as asked, pytest.raises(NotFoundError, match="is not you"):
        own(asked, "you", person="ben")


def test_the_command_line_says_who_is_meant() -> None:
    with reference().published() as asked:
        rows = asked.rows(NAME, person="ben")

    assert [row["client"] for row in rows] == ["x"]


def test_it_holds_no_rank_and_no_comparison() -> None:
    with reference().published() as asked:
        rows, summary = own(asked, "you")

    words = " ".join([*rows[0], *summary])
    assert not any(word in words for word in ("rank", "percentile", "average", "score", "than"))


def test_a_workspace_that_shows_no_people_does_not_answer() -> None:
    firm = reference()

    with firm.published() as asked, pytest.raises(NotAllowedError, match="shows no people"):
        asked.ask(NAME, scope=firm.scope(people="off", person=firm.key["you"]))
