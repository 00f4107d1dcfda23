"""cooling-ties: ties-and-coverage 6, between people and clients."""

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.key import id_of
from graphsvc.question import date_of
from graphsvc.scope import NOBODY
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

NAME = "cooling-ties"


def steady(firm: Firm, one: str, other: str, *, last: int, period: int, count: int = 40) -> None:
    """Adds a mail each way every `period` days, the last one so many days ago."""
    days = {TODAY - last - period * step: (1.0, 1.0) for step in range(count)}
    firm.graph.knows(firm.key[one], firm.key[other], days)


def reference() -> Firm:
    """Returns a monthly tie quiet for 123 days, a weekly one for 57, and one that is as ever."""
    firm = Firm()
    for client, fees in (("acme", 100), ("borealis", 900)):
        firm.organisation(client)
        firm.fees(client, fees)
    for name in ("ana", "ben"):
        firm.employee(name)
    for name, client in (("cfo", "acme"), ("cio", "borealis"), ("pm", "borealis")):
        firm.contact(name, client, "champion" if name == "cio" else None)
    steady(firm, "ana", "cfo", last=123, period=30)
    steady(firm, "ben", "cio", last=57, period=7, count=150)
    steady(firm, "ben", "pm", last=5, period=7)
    return firm


def test_the_two_rhythms_of_the_reference_are_told_between_whom_and_why() -> None:
    with reference().published() as asked:
        rows = asked.rows(NAME)

    told = [(row["client"], row["contact"], row["employee"], row["silence"], row["signs"]) for row in rows]
    assert told == [
        ("borealis", "cio", "ben", 57, ["overdue"]),
        ("acme", "cfo", "ana", 123, ["fades"]),
    ]
    assert (rows[0]["usual_gap"], rows[1]["usual_gap"]) == (7.0, 30.0)
    assert rows[1]["last_day"] == date_of(TODAY - 123).isoformat()


def test_a_row_says_what_the_tie_was_and_what_it_is() -> None:
    with reference().published() as asked:
        acme = asked.rows(NAME)[1]

    # ties-and-coverage 6: the steady monthly tie stood at 77.0 and fades to 70 % of that
    assert acme["strength_then"] == pytest.approx(77.0, abs=0.05)
    assert acme["strength"] <= 0.7 * acme["strength_then"]
    assert (acme["band_then"], acme["band"]) == ("strong", "warm")


def test_the_summary_counts_ties_clients_and_the_long_quiet() -> None:
    with reference().published() as asked:
        summary = asked.summary(NAME)

    assert summary == {"ties": 2, "clients": 2, "quiet": 1, "not_measured": 0}


def test_only_the_long_quiet_are_told_when_asked_for() -> None:
    with reference().published() as asked:
        rows = asked.rows(NAME, days=60)

    assert [row["contact"] for row in rows] == ["cfo"]


def test_silence_of_a_mailbox_that_is_not_connected_is_not_measured() -> None:
    firm = reference()
    firm.employee("cho", connected=False)
    firm.contact("ceo", "acme")
    steady(firm, "cho", "ceo", last=100, period=7, count=100)

    with firm.published() as asked:
        rows, summary = asked.rows(NAME), asked.summary(NAME)

    assert "cho" not in {row["employee"] for row in rows}
    assert summary["not_measured"] == 1


def test_ties_inside_the_firm_and_of_people_who_left_are_not_asked_for() -> None:
    firm = reference()
    firm.employee("gone", end=TODAY - 60)
    steady(firm, "ana", "ben", last=123, period=30)
    steady(firm, "gone", "cfo", last=123, period=30)

    with firm.published() as asked:
        rows = asked.rows(NAME)

    assert {(row["employee"], row["contact"]) for row in rows} == {("ana", "cfo"), ("ben", "cio")}


def test_a_tie_to_the_client_itself_has_no_contact() -> None:
    firm = Firm()
    firm.organisation("acme")
    firm.employee("ana")
    steady(firm, "ana", "acme", last=123, period=30)

    with firm.published() as asked:
        [row] = asked.rows(NAME)

    assert (row["client"], row["contact"]) == ("acme", None)


def test_an_account_lead_sees_their_own_clients_alone() -> None:
    firm = reference()
    scope = firm.scope(clients=frozenset({id_of(firm.key["acme"])}))

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=scope)

    assert [asked.named(row)["client"] for row in answer.rows] == ["acme"]
    assert answer.summary.clients == 1


def test_the_evidence_is_the_tie_itself() -> None:
    with reference().published() as asked:
        answer = asked.ask(NAME)

        pairs = [(pair.first, pair.second) for pairs in answer.evidence for pair in pairs]
        assert pairs == [(asked.at("ben"), asked.at("cio")), (asked.at("ana"), asked.at("cfo"))]


@pytest.mark.parametrize("scope", [{"purpose": None}, {"people": "off"}])
def test_it_is_not_asked_without_a_purpose_or_where_nobody_is_named(scope: dict[str, str | None]) -> None:
    firm = reference()

    with firm.published() as asked, pytest.raises(NotAllowedError):
        asked.ask(NAME, scope=firm.scope(**scope))


def test_nobody_may_ask() -> None:
    with reference().published() as asked, pytest.raises(NotAllowedError):
        asked.ask(NAME, scope=NOBODY)
