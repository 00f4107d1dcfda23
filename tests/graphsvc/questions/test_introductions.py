"""introductions: people-and-alumni 5, over a real store."""

import re
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.key import id_of
from graphsvc.question import Answer
from graphsvc.scope import Role, Scope
from graphsvc.shape import dump
from tests.graphsvc.firm import Firm, Published
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


def way(row: dict[str, Any]) -> list[str | None]:
    """Returns who stands on the way, None for somebody who is not named."""
    return [hop["person"] for hop in row["path"]]


def lead(firm: Firm, asker: str, *clients: str, **changes: Any) -> Scope:
    """Returns the scope of an account lead of some clients."""
    told: dict[str, Any] = {
        "roles": frozenset({"account_lead"}),
        "clients": frozenset(id_of(firm.key[client]) for client in clients),
        "person": firm.key[asker],
    }
    return firm.scope(**(told | changes))


def test_the_worked_example_names_introducers_and_the_weakest_tie() -> None:
    with reference().published() as asked:
        rows = asked.rows(NAME, start="you", target="vi")

    told = [(row["introducer"], way(row), round(row["product"], 4), round(row["weakest"], 2)) for row in rows]
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

    assert (first["introducer"], way(first), first["hops"]) == (None, ["you", "vi"], 1)


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


@pytest.mark.parametrize("role", ["hr", "alumni_programme", "account_lead"])
@pytest.mark.parametrize("purpose", ["", "introductions_in", "stay_in_touch"])
def test_where_an_alumnus_works_now_is_told_only_by_consent(role: Role, purpose: str) -> None:
    firm = Firm()
    firm.employee("you", "Audit")
    firm.employee("gone", "Audit", end=TODAY - 100)
    firm.organisation("elsewhere", type="other")
    firm.contact("gone", "elsewhere", start=TODAY - 90)
    if purpose:
        firm.consent("gone", purpose)

    with firm.published() as asked:
        scope = firm.scope(roles=frozenset({role}))
        summary = asked.named(asked.ask(NAME, scope=scope, start="you", target="gone").summary)

    assert summary["organisation"] == ("elsewhere" if purpose else None)
    assert summary["title"] == (None if purpose else "")  # the door adds a title to None alone


def test_a_contact_of_nobodys_client_is_nobody_to_hr_too() -> None:
    firm = reference()
    firm.organisation("elsewhere", type="other")
    firm.contact("stranger", "elsewhere")

    with firm.published() as asked, pytest.raises(NotFoundError, match="no person has the key"):
        asked.ask(NAME, scope=firm.scope(roles=frozenset({"hr"})), start="you", target="stranger")


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


def with_staff(firm: Firm, unit: str) -> Firm:
    """Returns a firm whose unit has five more people, so that its name names nobody."""
    for at in range(5):
        firm.employee(f"{unit}-{at}", unit)
    return firm


def test_a_colleague_outside_the_accounts_is_one_of_a_unit_and_only_length_and_band_are_told() -> None:
    firm = with_staff(reference(), "Audit")
    firm.organisation("mine")
    firm.edge("ASSIGNED_TO", "ann", "mine", qual="lead")

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=lead(firm, "you", "mine"), start="you", target="vi")
        rows = [asked.named(row) for row in answer.rows]
        hidden = rows[0]
        pairs = [[(pair.first, pair.second) for pair in each] for each in answer.evidence]
        mine = [(asked.at("you"), asked.at("ann")), (asked.at("ann"), asked.at("vi"))]

    assert [way(row) for row in rows] == [
        ["you", None, None, "vi"],
        ["you", "ann", "vi"],
        ["you", None, "vi"],
    ]
    assert (hidden["introducer"], hidden["ask_unit"], hidden["hops"], hidden["band"]) == (
        None,
        "Audit",
        3,
        "strong",
    )
    figures = ("product", "weakest", "weakest_from", "weakest_to", "last_contact")
    assert [hidden[name] for name in figures] == [None] * 5
    assert pairs == [[], mine, []]


def test_a_unit_so_small_that_it_names_somebody_is_not_told() -> None:
    firm = reference()  # five in Audit
    firm.employee("eve", "Tax")
    firm.tie("you", "eve", 0.9)
    firm.tie("eve", "vi", 0.9)

    with firm.published() as asked:
        rows = [
            asked.named(row)
            for row in asked.ask(NAME, scope=lead(firm, "you"), start="you", target="vi").rows
        ]

    assert [row["ask_unit"] for row in rows] == [None, "Audit", "Audit"]
    assert rows[0]["path"][1] == {"person": None, "unit": None, "band": "very_strong"}


@pytest.mark.parametrize("roles", [{"hr"}, {"account_lead"}])
def test_whoever_sees_every_client_sees_every_name(roles: set[str]) -> None:
    firm = reference()
    scope = firm.scope(roles=frozenset(roles), clients=None)

    with firm.published() as asked:
        rows = [asked.named(row) for row in asked.ask(NAME, scope=scope, start="you", target="vi").rows]

    assert [row["introducer"] for row in rows] == ["cho", "ann", "bob"]


def test_the_target_is_told_with_where_they_work() -> None:
    firm = reference()
    firm.organisation("soon", type="prospect")
    firm.contact("pat", "soon")

    with firm.published() as asked:
        vi = asked.summary(NAME, start="you", target="vi")
        pat = asked.named(asked.ask(NAME, scope=lead(firm, "you"), start="you", target="pat").summary)

    assert (vi["target"], vi["organisation"]) == ("vi", "acme")
    assert (pat["target"], pat["organisation"], pat["ways"]) == ("pat", "soon", 0)


def test_the_title_of_the_target_is_the_one_of_the_job_begun_last_and_is_not_published() -> None:
    firm = reference()
    firm.organisation("bee")
    firm.edge("EMPLOYED_BY", "vi", "bee", title="Chief of Bees", start=TODAY - 90)
    firm.edge("EMPLOYED_BY", "ann", "acme", title="Advisor", start=TODAY - 90, end=TODAY - 9)

    with firm.published() as asked:
        told = [orjson.loads(asked.json(NAME, start="you", target=name)) for name in ("vi", "ann")]
        published = (asked.snapshot.folder / "manifest.json").read_text(encoding="utf-8")

    assert [each["summary"]["title"] for each in told] == ["Chief of Bees", None]
    assert "Chief of Bees" not in published


@pytest.mark.parametrize(
    "start, target",
    [("bob", "vi"), ("you", "bob"), ("you", "old"), ("you", "stranger")],
    ids=["start elsewhere", "colleague elsewhere", "silent alumnus", "contact of nobody's client"],
)
def test_who_is_out_of_reach_reads_like_nobody(start: str, target: str) -> None:
    firm = reference()
    firm.organisation("elsewhere", type="other")
    firm.contact("stranger", "elsewhere")
    firm.employee("old", "Audit", end=TODAY - 100)

    with firm.published() as asked, pytest.raises(NotFoundError, match="no person has the key"):
        asked.ask(NAME, scope=lead(firm, "you"), start=start, target=target)


def test_an_alumnus_who_agrees_may_be_met_and_may_introduce_by_name() -> None:
    firm = Firm()
    firm.employee("you", "Audit")
    for name in ("old", "gone"):
        firm.employee(name, "Audit", end=TODAY - 100)
    firm.tie("you", "old", 0.9)
    firm.tie("old", "gone", 0.9)
    firm.consent("old", "introductions_out")
    firm.consent("gone", "introductions_in")

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=lead(firm, "you"), start="you", target="gone")

    assert [way(asked.named(row)) for row in answer.rows] == [["you", "old", "gone"]]


@pytest.mark.parametrize("agrees", [True, False])
def test_the_programme_sees_who_keeps_in_touch_with_an_alumnus_who_agrees(*, agrees: bool) -> None:
    firm = Firm()
    for name in ("you", "pia"):
        firm.employee(name, "Audit")
    firm.employee("gone", "Audit", end=TODAY - 100)
    firm.tie("you", "pia", 0.9)
    firm.tie("pia", "gone", 0.5)
    firm.consent("gone", "introductions_in", *(["stay_in_touch"] if agrees else []))
    scope = firm.scope(roles=frozenset({"alumni_programme"}), clients=frozenset())

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=scope, start="you", target="gone")

    assert [way(asked.named(row)) for row in answer.rows] == [["you", "pia" if agrees else None, "gone"]]


STAFF = tuple(f"e{at}" for at in range(8))
CLIENTS = ("c0", "c1", "c2")
CONTACTS = tuple(f"v{at}" for at in range(4))


@pytest.fixture(scope="module")
def crowd() -> Any:
    """A firm of eight colleagues, three clients, a prospect and two alumni, tied every which way."""
    firm = Firm()
    for at, name in enumerate(STAFF):
        firm.employee(name, "Audit" if at < 5 else "Tax")
    for client in CLIENTS:
        firm.organisation(client)
    firm.organisation("prospect", type="prospect")
    for contact, client in zip(CONTACTS, (*CLIENTS, "prospect"), strict=True):
        firm.contact(contact, client)
    for name in ("a0", "a1"):
        firm.employee(name, "Tax", end=TODAY - 50)
    firm.consent("a0", "introductions_out", "introductions_in", "stay_in_touch")
    for at, name in enumerate(STAFF):
        firm.tie(name, STAFF[(at + 1) % 8], 0.6)
        firm.tie(name, STAFF[(at + 3) % 8], 0.4)
        firm.tie(name, (*CONTACTS, "a0", "a1")[at % 6], 0.5)
    with firm.published() as published:
        yield published


def keys_in(answer: Answer, asked: Published) -> set[str]:
    """Returns the keys of all people in an answer as it leaves the door, evidence included."""
    text = orjson.dumps([*map(dump, answer.rows), dump(answer.summary)]).decode()
    ends = {end for pairs in answer.evidence for pair in pairs for end in (pair.first, pair.second)}
    return {*re.findall(r"p-[0-9a-v]{13}", text), *asked.snapshot.keys(sorted(ends))}


@given(
    clients=st.sets(st.sampled_from(CLIENTS)),
    asker=st.sampled_from([*STAFF, None]),
    role=st.sampled_from(["account_lead", "alumni_programme"]),
    start=st.sampled_from([*STAFF, "a0", "a1"]),
    target=st.sampled_from([*CONTACTS, "a0", "a1", *STAFF]),
)
def test_no_key_outside_what_a_scope_may_see_is_in_an_answer(
    crowd: Published, *, clients: set[str], asker: str | None, role: str, start: str, target: str
) -> None:
    firm = crowd.firm
    scope = firm.scope(
        roles=frozenset({role}),
        clients=frozenset(id_of(firm.key[client]) for client in clients),
        person=None if asker is None else firm.key[asker],
    )
    at_client = dict(zip(CONTACTS, (*CLIENTS, "prospect"), strict=True))
    tied = {name: (*CONTACTS, "a0", "a1")[at % 6] for at, name in enumerate(STAFF)}
    permitted = {name for name, other in tied.items() if at_client.get(other) in clients}
    permitted |= {"a0", target} | ({asker} if asker else set())
    if role == "alumni_programme":
        permitted |= {"a1", start} | {name for name, other in tied.items() if other == "a0"}

    try:
        answer = crowd.ask(NAME, scope=scope, start=start, target=target)
    except NotFoundError:
        return

    assert keys_in(answer, crowd) <= {firm.key[name] for name in permitted}
