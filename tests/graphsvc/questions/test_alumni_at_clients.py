"""alumni-at-clients: people-and-alumni 24; names need stay_in_touch."""

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.key import id_of
from graphsvc.question import date_of
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

NAME = "alumni-at-clients"
LEFT = TODAY - 400


def with_alumnus(firm: Firm, name: str, at: str, *, agrees: bool = True) -> None:
    """Adds somebody who left and works elsewhere since."""
    firm.employee(name, "Tax", end=LEFT)
    firm.contact(name, at, start=LEFT)
    if agrees:
        firm.consent(name, "stay_in_touch")


def test_an_alumnus_at_a_client_is_listed_with_who_keeps_in_touch_strongest_first() -> None:
    firm = Firm()
    firm.organisation("acme")
    with_alumnus(firm, "ida", "acme")
    for keeper, p in (("bo", 0.4), ("pia", 0.7), ("rob", 0.2)):
        firm.employee(keeper, "Audit")
        firm.tie(keeper, "ida", p)

    with firm.published() as asked:
        rows = asked.rows(NAME)

    since = date_of(LEFT).isoformat()
    assert rows == [{"person": "ida", "client": "acme", "since": since, "keepers": ["pia", "bo"]}]


def test_without_consent_only_the_number_is_told() -> None:
    firm = Firm()
    firm.organisation("acme")
    for name in ("ida", "jon", "kay", "lou", "mia"):
        with_alumnus(firm, name, "acme", agrees=False)

    with firm.published() as asked:
        rows, told = asked.rows(NAME), asked.summary(NAME)

    assert rows == []
    assert told == {"shown": 0, "not_shown": "5 not shown: 5 without consent", "clients": 0}


def test_prospects_count_and_other_employers_do_not() -> None:
    firm = Firm()
    firm.organisation("soon", type="prospect")
    firm.organisation("elsewhere", type="other")
    with_alumnus(firm, "ida", "soon")
    with_alumnus(firm, "jon", "elsewhere")

    with firm.published() as asked:
        rows = asked.rows(NAME)

    assert [row["person"] for row in rows] == ["ida"]


def test_an_account_lead_sees_alumni_at_their_own_clients_only() -> None:
    firm = Firm()
    for client, name in (("acme", "ida"), ("borealis", "jon")):
        firm.organisation(client)
        with_alumnus(firm, name, client)
    scope = firm.scope(roles=frozenset({"account_lead"}), clients=frozenset({id_of(firm.key["acme"])}))

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=scope)

    assert [asked.named(row)["person"] for row in answer.rows] == ["ida"]
    assert answer.summary.clients == 1


def test_the_programme_sees_alumni_wherever_they_work() -> None:
    firm = Firm()
    firm.organisation("acme")
    with_alumnus(firm, "ida", "acme")
    scope = firm.scope(roles=frozenset({"alumni_programme"}), clients=frozenset())

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=scope)

    assert [asked.named(row)["person"] for row in answer.rows] == ["ida"]


def test_it_is_not_asked_without_a_purpose() -> None:
    firm = Firm()

    with firm.published() as asked, pytest.raises(NotAllowedError, match="purpose"):
        asked.ask(NAME, scope=firm.scope(purpose=None))
