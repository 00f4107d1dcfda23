"""introductions: people-and-alumni 5, over a real store."""

from itertools import pairwise

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

NAME = "introductions"


def reference() -> Firm:
    """Returns the worked example: you, four colleagues and Vi at a client."""
    firm = Firm()
    firm.organisation("acme")
    for name in ("you", "ann", "bob", "cho", "dee"):
        firm.employee(name, "Audit")
    firm.contact("vi", "acme")
    for one, other, p in (
        ("you", "ann", 0.8),
        ("ann", "vi", 0.5),
        ("you", "bob", 0.6),
        ("bob", "vi", 0.6),
        ("you", "cho", 0.9),
        ("cho", "dee", 0.7),
        ("dee", "vi", 0.7),
    ):
        firm.tie(one, other, p)
    return firm


def test_the_worked_example_names_introducers_and_the_weakest_tie() -> None:
    with reference().published() as asked:
        rows = asked.rows(NAME, start="you", target="vi")

    told = [
        (row["introducer"], row["path"], round(row["product"], 4), round(row["weakest"], 2)) for row in rows
    ]
    assert told == [
        ("cho", ["you", "cho", "dee", "vi"], 0.441, 0.7),
        ("ann", ["you", "ann", "vi"], 0.4, 0.5),
        ("bob", ["you", "bob", "vi"], 0.36, 0.6),
    ]


def test_somebody_known_needs_no_introducer() -> None:
    firm = reference()
    firm.tie("you", "vi", 0.9)

    with firm.published() as asked:
        first = asked.rows(NAME, start="you", target="vi")[0]

    assert (first["introducer"], first["path"]) == (None, ["you", "vi"])


def test_no_way_leads_through_a_client_or_a_silent_alumnus() -> None:
    firm = Firm()
    firm.organisation("acme")
    firm.employee("you", "Audit")
    firm.employee("old", "Audit", end=TODAY - 100)
    firm.contact("sam", "acme")
    firm.contact("vi", "acme")
    for between in ("old", "sam"):
        firm.tie("you", between, 0.9)
        firm.tie(between, "vi", 0.9)

    with firm.published() as asked:
        rows = asked.rows(NAME, start="you", target="vi")

    assert rows == []


@pytest.mark.parametrize("agrees", [True, False])
def test_an_alumnus_introduces_and_is_met_only_by_consent(*, agrees: bool) -> None:
    firm = Firm()
    firm.employee("you", "Audit")
    for name in ("old", "gone"):
        firm.employee(name, "Audit", end=TODAY - 100)
    firm.tie("you", "old", 0.9)
    firm.tie("old", "gone", 0.9)
    if agrees:
        firm.consent("old", "introductions_out")
        firm.consent("gone", "introductions_in")

    with firm.published() as asked:
        rows = asked.rows(NAME, start="you", target="gone")

    assert [row["introducer"] for row in rows] == (["old"] if agrees else [])


def test_the_evidence_is_every_tie_of_the_way() -> None:
    with reference().published() as asked:
        answer = asked.ask(NAME, start="you", target="vi")
        evidence = [(pair.first, pair.second) for pair in answer.evidence[0]]
        way = [asked.at(name) for name in ("you", "cho", "dee", "vi")]

    assert evidence == list(pairwise(way))


def test_an_unknown_person_is_said_to_be_unknown() -> None:
    with reference().published() as asked, pytest.raises(NotFoundError, match="no person"):
        asked.ask(NAME, start="you", target="acme")


def test_a_workspace_that_shows_no_people_names_no_way() -> None:
    firm = reference()

    with firm.published() as asked, pytest.raises(NotAllowedError, match="shows no people"):
        asked.ask(NAME, scope=firm.scope(people="off"), start="you", target="vi")
