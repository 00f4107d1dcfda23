"""An unannounced departure changes no byte for anybody outside its case: answers, pages, files, counts, tags.

Two copies of one workspace with one clock: in the one a departure lies in the case, in the other something
else that is sealed was done in it. Everything is asked of both, as everybody outside.
"""

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from graphsvc.store.audit import Access
from tests.api.canaries import served, town_folder
from tests.api.service import Service
from tests.api.sweep import TRACE, Asks, Seen, swept

WHO = "maud"
"""Who leaves; she is one of those who ask."""
OUTSIDE: Mapping[str, str] = {
    "account_lead": "ana",
    "hr": "hana",
    "alumni_programme": "",
    "admin": "",
    "oversight": "",
    "own": WHO,
}
"""Roles outside the case, and whom they stand for."""
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
    return here.case(here.token("hr"), WHO)


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
def departure(both: tuple[Service, Service]) -> str:
    """The id of the departure; in the other workspace a colleague is let into the case instead."""
    leaving, staying = both
    case = with_case(leaving)
    case_without = with_case(staying)
    found = leaving.house.beside.departures.open(
        leaving.key[WHO], what_if=case, last_day="2025-01-31", by="token:t0"
    )
    leaving.house.beside.departures.set_partner(found, "token:t0")
    staying.house.beside.cases.set_last_day(case_without, "2025-01-31")
    for here, action in ((leaving, "action.open-departure"), (staying, "action.set-last-day")):
        access = Access(who="token:t0", role="hr", action=action, subject=here.key[WHO], request_id=TRACE)
        here.house.audit.append(access)
    return found


@pytest.fixture(scope="module")
def answers(both: tuple[Service, Service], departure: str) -> tuple[list[Seen], list[Seen]]:
    """Every answer of both workspaces to everybody outside."""
    assert departure
    return everything(both[0]), everything(both[1])


@pytest.mark.timeout(600)
def test_no_byte_and_no_tag_differs_for_anybody_outside(answers: tuple[list[Seen], list[Seen]]) -> None:
    differing = {
        (one.role, one.path)
        for one, other in zip(*answers, strict=True)
        if (one.status, one.tag, bytes_of(one)) != (other.status, other.tag, bytes_of(other))
    }

    assert differing == set()


@pytest.mark.timeout(600)
def test_what_was_compared_was_answered(answers: tuple[list[Seen], list[Seen]]) -> None:
    answered = {role: sum(seen.status == 200 for seen in answers[0] if seen.role == role) for role in OUTSIDE}

    assert all(count > 10 for count in answered.values()), answered
    assert any(seen.tag for seen in answers[0])


@pytest.mark.timeout(600)
def test_the_audit_tells_those_who_watch_nothing_but_that_something_is_sealed(
    answers: tuple[list[Seen], list[Seen]],
) -> None:
    told = next(seen for seen in answers[0] if seen.role == "oversight" and seen.endpoint.path == "/v1/audit")

    rows = json.loads(told.text.partition("\n\n")[2])["data"]

    assert [row["state"] for row in rows[:2]] == ["sealed", "sealed"]
    assert "departure" not in told.text


@pytest.mark.timeout(600)
def test_a_member_of_the_case_knows_and_everybody_once_it_is_announced(
    both: tuple[Service, Service], departure: str, answers: tuple[list[Seen], list[Seen]]
) -> None:
    assert answers
    here = both[0]
    member = [
        row.id for row in here.house.beside.departures.known_to(here.house.beside.cases.ever_of("token:t0"))
    ]
    before = [row.id for row in here.house.beside.departures.known_to(())]
    asking = here.token("hr")

    here.house.register.revoke("t0")
    here.house.beside.cases.add_member(
        here.house.beside.cases.of("token:t0")[0].id, f"token:{_name(here, asking)}"
    )
    here.do("announce-departure", asking, departure=departure)

    path = f"/v1/people/{here.key[WHO]}/history?purpose=internal-move"
    mine = here.get(path, here.token("own", person=WHO)).get_data(as_text=True)
    assert (member, before) == ([departure], [])
    assert '"other_name":"Departure"' in mine
    assert [row.id for row in here.house.beside.departures.known_to(())] == [departure]


def _name(here: Service, secret: str) -> str:
    token = here.house.register.token(secret)
    assert token is not None
    return token.name
