"""alumni: the register of people-and-alumni 20."""

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.key import id_of
from graphsvc.question import date_of
from graphsvc.scope import Scope
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

NAME = "alumni"
YEAR = 365


def programme(firm: Firm, *noticed: str, **once: str) -> Scope:
    """Returns the scope of the alumni programme, with addresses of some people in the notice box.

    `once` names by purpose who no longer agrees to it, besides jon, who may no longer be asked to vouch.
    """
    found = {name: id_of(key) for name, key in firm.key.items()}
    return firm.scope(
        roles=frozenset({"alumni_programme"}),
        clients=frozenset(),
        noticed=frozenset(found[name] for name in noticed),
        once={
            purpose: frozenset(found[name] for name in (who,) if name in found)
            for purpose, who in ({"vouch": "jon"} | once).items()
        },
        answered=frozenset(found[name] for name in ("ida", "jon") if name in found),
    )


def reference() -> Firm:
    """Returns two who left Audit and one who left Tax; Ida agrees, Jon agreed once."""
    firm = Firm()
    firm.employee("here", "Audit")
    for name, unit, years, ago in (
        ("ida", "Audit", 4, 100),
        ("jon", "Audit", 2, 300),
        ("kay", "Tax", 10, 200),
    ):
        firm.employee(name, unit, start=TODAY - ago - round(years * 365.25), end=TODAY - ago)
    firm.agree("ida", "stay_in_touch", given=TODAY - 50)
    firm.consent("ida", "stay_in_touch")
    firm.agree("jon", "vouch", given=TODAY - 90, withdrawn_on=TODAY - 10)
    return firm


def test_every_former_colleague_is_listed_with_years_unit_and_last_day_whoever_left_last_first() -> None:
    firm = reference()

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=programme(firm))
        rows = [asked.named(row) for row in answer.rows]

    assert [(row["person"], row["years"], row["unit"]) for row in rows] == [
        ("ida", 4.0, "Audit"),
        ("kay", 10.0, "Tax"),
        ("jon", 2.0, "Audit"),
    ]
    assert rows[0]["left_on"] == date_of(TODAY - 101).isoformat()


def test_consents_are_told_in_words_as_they_are_today() -> None:
    firm = reference()

    with firm.published() as asked:
        rows = {asked.named(row)["person"]: row for row in asked.ask(NAME, scope=programme(firm)).rows}

    told = {name: (row.agrees_to, row.no_longer) for name, row in rows.items()}
    assert told == {
        "ida": (("Former colleagues may write to me",), ()),
        "jon": ((), ("Others may ask me to vouch for them",)),
        "kay": ((), ()),
    }


def test_a_consent_withdrawn_since_publication_is_no_longer_one() -> None:
    firm = reference()
    firm.consents.clear()

    with firm.published() as asked:
        ida = asked.ask(NAME, scope=programme(firm, stay_in_touch="ida")).rows[0]

    assert (ida.agrees_to, ida.no_longer) == ((), ("Former colleagues may write to me",))


def test_a_consent_given_since_publication_counts_at_once() -> None:
    firm = reference()
    firm.consent("kay", "events")

    with firm.published() as asked:
        rows = asked.ask(NAME, scope=programme(firm)).rows

    assert [row.agrees_to for row in rows] == [
        ("Former colleagues may write to me",),
        ("The firm may invite me to events",),
        (),
    ]


def test_who_answered_was_told_an_address_waits_and_the_rest_cannot_be_reached() -> None:
    firm = reference()
    firm.employee("lou", end=TODAY - 400)

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=programme(firm, "kay", "ida"))
        notice = {asked.named(row)["person"]: row.notice for row in answer.rows}

    assert notice == {"ida": "told", "jon": "told", "kay": "address_waiting", "lou": "not_reachable"}
    assert asked.named(answer.summary) == {
        "known": 4,
        "reachable": 3,
        "asked": 2,
        "waiting": 1,
        "agreed": 1,
    }


def test_a_part_of_the_register_is_told_exactly_however_small() -> None:
    firm = reference()

    with firm.published() as asked:
        unit = asked.ask(NAME, scope=programme(firm), unit=firm.key["Tax"])
        told = asked.ask(NAME, scope=programme(firm), notice="told")

    assert [asked.named(row)["person"] for row in unit.rows] == ["kay"]
    assert (unit.summary.known, told.summary.known) == (1, 2)


def test_somebody_who_came_back_is_no_alumnus_and_overlapping_jobs_count_once() -> None:
    firm = Firm()
    firm.employee("ida", start=TODAY - 900, end=TODAY - 600)
    firm.employee("ida", start=TODAY - 10)
    firm.employee("jon", start=TODAY - 3 * YEAR, end=TODAY - YEAR)
    firm.edge("EMPLOYED_BY", "jon", "firm", start=TODAY - 2 * YEAR, end=TODAY - 2 * YEAR + 30, qual="second")

    with firm.published() as asked:
        [row] = asked.ask(NAME, scope=programme(firm)).rows

    assert asked.named(row)["person"] == "jon"
    assert row.years == pytest.approx(2 * YEAR / 365.25)


def test_an_unknown_start_leaves_the_years_open() -> None:
    firm = Firm()
    firm.employee("ida", end=TODAY - 30)
    firm.graph.facts.clear()
    firm.edge("EMPLOYED_BY", "ida", "firm", end=TODAY - 30)

    with firm.published() as asked:
        [row] = asked.ask(NAME, scope=programme(firm)).rows

    assert (row.years, row.unit) == (None, None)


def test_it_holds_no_score_and_needs_no_purpose() -> None:
    firm = reference()

    with firm.published() as asked:
        rows = asked.rows(NAME)

    assert not any(word in name for name in rows[0] for word in ("score", "strength", "rank", "band"))


def test_an_unknown_unit_is_said_to_be_unknown() -> None:
    firm = reference()

    with firm.published() as asked, pytest.raises(NotFoundError, match="no unit"):
        asked.ask(NAME, scope=programme(firm), unit=firm.key["ida"])


def test_a_workspace_that_shows_no_people_has_no_register() -> None:
    firm = reference()

    with firm.published() as asked, pytest.raises(NotAllowedError, match="shows no people"):
        asked.ask(NAME, scope=firm.scope(people="off"))
