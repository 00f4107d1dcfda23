"""keepers: people-and-alumni 15, with its worked example."""

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.question import date_of
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

NAME = "keepers"


def kept(**strengths: float) -> Firm:
    """Returns a firm that ida left, who agrees to stay in touch, and colleagues with ties to her."""
    firm = Firm()
    firm.employee("ida", "Audit", end=TODAY - 100)
    firm.consent("ida", "stay_in_touch")
    for name, p in strengths.items():
        firm.employee(name, "Audit")
        firm.tie(name, "ida", p)
    return firm


def leaves(firm: Firm, name: str) -> None:
    """Announces a departure."""
    departure = firm.graph.node(
        "Departure",
        f"of {name}",
        last_day=date_of(TODAY + 20).isoformat(),
        announced_on=date_of(TODAY - 1).isoformat(),
        state="open",
    )
    firm.graph.edge("ABOUT", departure, firm.key[name])


def test_the_worked_example_is_close_and_cools_without_the_first() -> None:
    with kept(bo=0.5, pia=0.3, rob=0.1).published() as asked:
        rows, told = asked.rows(NAME, person="ida"), asked.summary(NAME, person="ida")

    assert [row["keeper"] for row in rows] == ["bo", "pia"]
    assert told["coverage"] == 0.65
    assert {(row["state"], row["warning"]) for row in rows} == {("close", "")}
    assert [(row["without"], row["coverage_without"]) for row in rows] == [("cooling", 0.3), ("cooling", 0.5)]
    assert [row["band"] for row in rows] == ["warm", "warm"]


def test_when_the_first_leaves_one_keeper_is_left() -> None:
    firm = kept(bo=0.5, pia=0.3)
    leaves(firm, "bo")

    with firm.published() as asked:
        rows, told = asked.rows(NAME, person="ida"), asked.summary(NAME, person="ida")

    assert {row["warning"] for row in rows} == {"one_keeper_left"}
    assert [row["leaves_on"] for row in rows] == [date_of(TODAY + 20).isoformat(), None]
    assert (told["one_left"], told["none_left"]) == (1, 0)


@pytest.mark.parametrize(
    "strengths, state, warning",
    [
        ({}, "quiet", "no_keeper"),
        ({"rob": 0.2}, "quiet", "no_keeper"),
        ({"pia": 0.3}, "cooling", "one_keeper_left"),
        ({"pia": 0.4, "bo": 0.4}, "close", ""),
    ],
)
def test_fewer_than_two_keepers_raise_the_alarm(
    strengths: dict[str, float], state: str, warning: str
) -> None:
    with kept(**strengths).published() as asked:
        rows = asked.rows(NAME, person="ida")

    assert {(row["state"], row["warning"]) for row in rows} == {(state, warning)}


def test_with_two_who_stay_a_third_that_leaves_is_said() -> None:
    firm = kept(bo=0.5, pia=0.5, quin=0.5)
    leaves(firm, "bo")

    with firm.published() as asked:
        assert {row["warning"] for row in asked.rows(NAME, person="ida")} == {"a_keeper_leaves"}


def test_without_consent_to_stay_in_touch_nothing_is_shown() -> None:
    firm = kept(bo=0.5, pia=0.5)
    firm.consents.clear()

    with firm.published() as asked:
        rows, told = asked.rows(NAME, person="ida"), asked.summary(NAME, person="ida")

    assert rows == []
    assert (told["person"], told["agrees"], told["coverage"]) == ("ida", 0, None)


def test_of_all_who_agree_who_has_one_keeper_left_comes_first() -> None:
    firm = kept(bo=0.6, pia=0.5)
    for name, tied in (("jon", "bo"), ("kay", ""), ("lou", "pia")):
        firm.employee(name, "Audit", end=TODAY - 10)
        if tied:
            firm.tie(tied, name, 0.4)
    for name in ("jon", "kay"):
        firm.consent(name, "stay_in_touch")

    with firm.published() as asked:
        rows, told = asked.rows(NAME), asked.summary(NAME)

    assert [(row["person"], row["keeper"]) for row in rows] == [
        ("jon", "bo"),
        ("kay", None),
        *[("ida", keeper) for keeper in ("bo", "pia")],
    ]
    assert (told["person"], told["agrees"], told["none_left"], told["one_left"]) == (None, 3, 1, 1)


def test_a_contact_or_a_former_colleague_is_no_keeper() -> None:
    firm = kept(bo=0.5)
    firm.employee("jon", "Audit", end=TODAY - 10)
    firm.organisation("acme")
    firm.contact("kim", "acme")
    for name in ("jon", "kim"):
        firm.tie(name, "ida", 0.9)

    with firm.published() as asked:
        assert [row["keeper"] for row in asked.rows(NAME, person="ida")] == ["bo"]


@pytest.mark.parametrize("name", ["bo", "kim"])
def test_whoever_is_no_former_colleague_has_no_keepers(name: str) -> None:
    firm = kept(bo=0.5)
    firm.organisation("acme")
    firm.contact("kim", "acme")

    with firm.published() as asked, pytest.raises(NotFoundError, match="no former colleague"):
        asked.rows(NAME, person=name)


def test_a_workspace_that_shows_no_people_shows_no_keepers() -> None:
    firm = kept(bo=0.5)

    with firm.published() as asked, pytest.raises(NotAllowedError):
        asked.ask(NAME, scope=firm.scope(people="off"), person="ida")
