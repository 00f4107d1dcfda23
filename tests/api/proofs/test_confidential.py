"""An unannounced departure changes no byte for anybody outside its case: answers, pages, files, counts, tags.

Two copies of one workspace with one clock: in the one departures lie in the case, in the other something
else that is sealed was done in it. Everything is asked of both, as everybody outside: while they are
confidential, once they are announced, and when they are closed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from graphsvc.action import Done, Outcome, keep
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.store.audit import Access
from graphsvc.store.port import NodeClaim
from tests.api.canaries import served, town_folder
from tests.api.service import Service
from tests.api.sweep import TRACE, Asks, Seen, swept

WHO = "maud"
"""Who leaves; she is one of those who ask."""
TOO = "ana"
"""Who leaves too; she leads north and keeps in touch with who left."""
OUTSIDE: Mapping[str, str] = {
    "account_lead": "ana",
    "hr": "hana",
    "alumni_programme": "",
    "admin": "",
    "oversight": "",
    "own": WHO,
}
"""Roles outside the case, and whom they stand for."""
LAST_DAY, TODAY_ISO = "2025-01-31", "2024-10-04"
Pair = tuple[list[Seen], list[Seen]]
"""Every answer with the departures, and without."""
MEMBER = "token:t0"
"""Who opened the case."""
_HASH = re.compile(r'"hash":"[0-9a-f]{64}"')


def asks_of(here: Service) -> Asks:
    """Returns what addresses are filled in with; the case itself is none of them."""
    return Asks(
        people=[here.key[name] for name in (WHO, "ana", "rex")],
        organisations=[here.key["north"]],
        parts={"source": ["crm"], "id": [f"id-{WHO}"], "slug": ["forbidden"], "user": ["x@firm.example"]},
    )


def everything(here: Service) -> list[Seen]:
    """Returns every answer to everybody outside."""
    tokens = {
        role: here.token(role, accounts="all" if role == "account_lead" else "", person=who)
        for role, who in OUTSIDE.items()
    }
    return list(swept(here, tokens, asks_of(here)))


def bytes_of(seen: Seen) -> str:
    """Returns an answer; hashes of the chain stand for every request that was ever made, so they differ."""
    return _HASH.sub('"hash":""', seen.text)


def with_case(here: Service) -> str:
    """Opens the case as its member and returns the id."""
    return here.case(here.token("hr"), here.key[WHO], here.key[TOO])


def sealed(here: Service, action: str) -> None:
    """Writes into the audit that a member of the case did something to each of those in it."""
    for who in (WHO, TOO):
        access = Access(who=MEMBER, role="hr", action=action, subject=here.key[who], request_id=TRACE)
        here.house.audit.append(access)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Service]]:
    """A workspace with the departure, and one without."""
    folder = tmp_path_factory.mktemp("confidential")
    template = town_folder(folder / "town")
    (template / ".graphsvc-secret").chmod(0o600)
    for leaving in served(template, folder / "with"):
        for staying in served(template, folder / "without"):
            yield leaving, staying


@pytest.fixture(scope="module")
def case(both: tuple[Service, Service]) -> str:
    """The id of the case; in the other workspace there is one too."""
    found, _ = with_case(both[0]), with_case(both[1])
    return found


@pytest.fixture(scope="module")
def departures(both: tuple[Service, Service], case: str) -> list[str]:
    """The ids of the departures; in the other workspace the last day of the case is changed instead."""
    leaving, staying = both
    book = leaving.house.beside.departures
    found = [
        book.open(leaving.key[who], what_if=case, last_day=LAST_DAY, by=MEMBER, partner=MEMBER)
        for who in (WHO, TOO)
    ]
    staying.house.beside.cases.set_last_day(staying.house.beside.cases.of(MEMBER)[0].id, LAST_DAY)
    sealed(leaving, "action.open-departure")
    sealed(staying, "action.set-last-day")
    return found


@pytest.fixture(scope="module")
def answers(both: tuple[Service, Service], departures: list[str]) -> Pair:
    """Every answer of both workspaces to everybody outside, while the departures are confidential."""
    known = both[0].house.beside.departures
    assert [row.id for row in known.known_to(())] == []
    assert {row.id for row in known.known_to(both[0].house.beside.cases.ever_of(MEMBER))} == set(departures)
    return everything(both[0]), everything(both[1])


@pytest.fixture(scope="module")
def member(both: tuple[Service, Service], case: str, answers: Pair) -> str:  # noqa: ARG001 - after these
    """A token of somebody in HR who is let into the case."""
    secret = both[0].token("hr")
    found = both[0].house.register.token(secret)
    assert found is not None
    both[0].house.beside.cases.add_member(case, f"token:{found.name}")
    both[1].token("hr")
    return secret


@pytest.fixture(scope="module")
def announced(both: tuple[Service, Service], departures: list[str], member: str) -> Pair:
    """The same once the departures are announced; in the other workspace one that is about nobody is."""
    for found in departures:
        both[0].do("announce-departure", member, departure=found)
    about_nobody(both[1], "open")
    both[0].publish()
    return everything(both[0]), everything(both[1])


@pytest.fixture(scope="module")
def closed(both: tuple[Service, Service], departures: list[str], member: str, announced: Pair) -> Pair:  # noqa: ARG001
    """The same when the two stay after all."""
    for found in departures:
        both[0].do("close-departure", member, departure=found, outcome="stays")
    about_nobody(both[1], "stays")
    both[0].publish()
    return everything(both[0]), everything(both[1])


def about_nobody(here: Service, state: str) -> None:
    """Records in the graph as many departures as the other workspace does, about nobody, and publishes."""
    for number in (0, 1):
        key = DEPARTURE.key("app", f"nobody-{number}")
        said = {"last_day": LAST_DAY, "announced_on": TODAY_ISO, "state": state}
        node = NodeClaim(kind="Departure", key=key, properties=said)
        with here.house.writing() as store:
            outcome = Outcome(done=Done(says=""), nodes=(node,))
            keep(store, outcome, run_id=f"nobody-{number}-{state}", on=date.fromisoformat(TODAY_ISO))
    here.publish()
    sealed(here, "action.set-last-day")


def differing(pair: Pair) -> dict[str, set[str]]:
    """Returns the addresses that answer otherwise with the departures, by role."""
    found: dict[str, set[str]] = {role: set() for role in OUTSIDE}
    for one, other in zip(*pair, strict=True):
        if (one.status, one.tag, bytes_of(one)) != (other.status, other.tag, bytes_of(other)):
            found[one.role].add(one.endpoint.path)
    return found


@pytest.mark.timeout(600)
def test_no_byte_and_no_tag_differs_for_anybody_outside(answers: Pair) -> None:
    assert differing(answers) == {role: set() for role in OUTSIDE}


@pytest.mark.timeout(600)
def test_what_was_compared_was_answered(answers: Pair) -> None:
    answered = {role: sum(seen.status == 200 for seen in answers[0] if seen.role == role) for role in OUTSIDE}

    assert all(count > 10 for count in answered.values()), answered
    assert any(seen.tag for seen in answers[0])


@pytest.mark.timeout(600)
def test_the_audit_tells_those_who_watch_nothing_but_that_something_is_sealed(
    answers: Pair,
) -> None:
    told = next(seen for seen in answers[0] if seen.role == "oversight" and seen.endpoint.path == "/v1/audit")

    rows = json.loads(told.text.partition("\n\n")[2])["data"]

    assert [row["state"] for row in rows[:4]] == ["sealed"] * 4
    assert "departure" not in told.text


WATCHED = {"/audit", "/v1/audit"}
"""Where what was sealed is open once a departure is announced."""
OWN = {
    "/",
    "/me",
    "/people/{key}",
    "/v1/me/accesses",
    "/v1/me/export",
    "/v1/people/{key}/history",
}
"""Where who leaves sees that it is recorded, and who looked."""
OF_A_LEAD = {"/me", "/v1/me/accesses", "/v1/me/export"}
"""The same for the lead who leaves; they read the sheets of people as leads do."""
KEEPERS = {
    "/ask/keepers",
    "/export/keepers.csv",
    "/export/keepers.xlsx",
    "/v1/questions/keepers",
}
"""Where it shows that somebody who keeps in touch with a former colleague leaves."""
PUBLIC: Mapping[str, set[str]] = {
    "account_lead": OF_A_LEAD,
    "hr": KEEPERS | {"/", "/departures", "/v1/departures"},
    "alumni_programme": KEEPERS | {"/", "/alumni/{key}"},
    "admin": WATCHED,
    "oversight": WATCHED,
    "own": OWN,
}
"""What an announcement shows, by role."""
KEPT: Mapping[str, set[str]] = {
    "account_lead": OF_A_LEAD,
    "hr": set(),
    "alumni_programme": set(),
    "admin": WATCHED,
    "oversight": WATCHED,
    "own": OWN,
}
"""What stays when somebody stays after all: that it was, in the audit and to the person."""


@pytest.mark.timeout(600)
def test_an_announcement_shows_what_is_meant_to_be_public_and_no_more(announced: Pair) -> None:
    assert differing(announced) == PUBLIC


@pytest.mark.timeout(600)
def test_a_departure_that_is_closed_leaves_its_traces_to_the_person_and_the_audit_alone(
    closed: Pair,
) -> None:
    assert differing(closed) == KEPT


@pytest.mark.timeout(600)
@pytest.mark.parametrize("state", ["announced", "closed"])
def test_the_case_stays_with_its_members(request: pytest.FixtureRequest, case: str, state: str) -> None:
    """Also from HR, who may know of the departure by then."""
    with_departures, _ = request.getfixturevalue(state)

    assert [(seen.role, seen.path) for seen in with_departures if case in seen.text] == []


@pytest.mark.timeout(600)
def test_who_leaves_sees_that_it_is_recorded(both: tuple[Service, Service], announced: Pair) -> None:  # noqa: ARG001
    here = both[0]
    path = f"/v1/people/{here.key[WHO]}/history?purpose=internal-move"
    mine_to_use, _ = [each.token("own", person=WHO) for each in both]  # in both: tokens are called by number

    mine = here.get(path, mine_to_use).get_data(as_text=True)

    assert '"other_name":"Departure"' in mine
