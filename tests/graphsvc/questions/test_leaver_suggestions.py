"""leaver-suggestions: three lists for a leaver, and everybody who must not be on them."""

import math
from typing import Any

import pytest

from api.access import live_consents
from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.key import id_of
from graphsvc.question import date_of
from graphsvc.store.port import OPEN
from tests.graphsvc.firm import HIRED, Firm, Published
from tests.graphsvc.graph import TODAY

NAME = "leaver-suggestions"
LEFT = TODAY - 700
YEAR = 365.25


def leaving(*, end: int = TODAY + 20) -> Firm:
    """Returns a firm that Lee of Audit leaves, with one firm elsewhere."""
    firm = Firm()
    firm.employee("lee", "Audit", end=end)
    firm.organisation("elsewhere", type="other")
    firm.consent("lee", "introductions_out")
    return firm


def with_peer(firm: Firm, name: str = "pia", p: float = 0.9) -> Firm:
    """Adds a colleague whom Lee knows."""
    firm.employee(name, "Audit")
    firm.tie("lee", name, p)
    return firm


def alumnus(firm: Firm, name: str, *known_by: str, at: str = "elsewhere", p: float = 0.6) -> None:
    """Adds somebody of Tax who left, agreed to be introduced, works somewhere and is known by some."""
    firm.employee(name, "Tax", end=LEFT)
    firm.consent(name, "introductions_in")
    if at:
        firm.contact(name, at, start=LEFT)
    for colleague in known_by:
        firm.tie(colleague, name, p)


def listed(asked: Published, name: str, **params: Any) -> list[str]:
    return [row["person"] for row in asked.rows(NAME, person="lee", **params) if row["list"] == name]


def only(asked: Published, name: str, **params: Any) -> dict[str, Any]:
    (row,) = [row for row in asked.rows(NAME, person="lee", **params) if row["list"] == name]
    return row


def test_keep_is_the_worked_example_of_the_reference() -> None:
    firm = leaving()
    for name, unit, p in (
        ("pia", "Audit", 0.9),
        ("bo", "Audit", 0.7),
        ("quin", "Audit", 0.85),
        ("rob", "Tax", 0.5),
        ("tia", "Audit", 0.4),
        ("sam", "Tax", 0.3),
    ):
        firm.employee(name, unit)
        firm.tie("lee", name, p)
    for below, above in (("lee", "bo"), ("bo", "sam"), ("tia", "lee"), ("sam", "lee")):
        firm.edge("REPORTS_TO", below, above, start=HIRED)  # the last one closes a ring

    with firm.published() as asked:
        rows = asked.rows(NAME, person="lee")

    # people-and-alumni 4: Pia .9 peer, Bo .7 manager, Quin .85 peer, Rob .5 other unit, Tia .4 junior
    assert [(row["list"], row["person"], row["score"]) for row in rows] == [
        ("keep", "pia", 1.2),
        ("keep", "bo", 1.0),
        ("keep", "quin", 0.85),
        ("keep", "rob", 0.8),
        ("keep", "tia", 0.7),
    ]
    assert rows[0]["reasons"] == ["Works in your unit.", "Your tie is very strong."]
    assert [row["reasons"][0] for row in rows[1:]] == [
        "Your manager.",
        "Works in your unit.",
        "Works in another unit.",
        "Reported to you.",
    ]
    assert {(row["introducer"], row["basis"]) for row in rows} == {(None, "measured")}


def test_keep_needs_no_consent_and_no_unit() -> None:
    firm = leaving()
    firm.employee("una")
    firm.tie("lee", "una", 0.3)
    firm.consents.clear()

    with firm.published() as asked:
        row = only(asked, "keep")

    assert (row["person"], row["score"], row["reasons"][0]) == ("una", 0.3, "Works here.")


def test_meet_names_the_introducer_and_scores_by_the_reference() -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia")

    with firm.published() as asked:
        row, summary = only(asked, "meet"), asked.summary(NAME, person="lee")

    # people-and-alumni 1 and 4: target and answers unknown, nobody of Audit moved, Pia's ties sum to 1.5
    known = {0.25: 0.0, 0.20: 1 - math.exp(-0.9 * 0.6 / 0.25), 0.15: 1.0}
    useful = 0.5 + sum(weight * (x - 0.5) for weight, x in known.items()) / (sum(known) + 0.25)
    assert (row["person"], row["introducer"]) == ("val", "pia")
    assert row["score"] == pytest.approx(useful * (0.3 + 0.7 * 0.9 * 0.6), abs=1e-4)
    assert row["band"] == "possible"  # U = .5317
    assert row["reasons"] == [
        f"Worked here until {date_of(LEFT - 1).year}.",
        "You both know one of the same colleagues.",
        "Knows people whom you do not know yet.",
        "Few or none of your unit went to the same firm.",
        "Whether this is where you want to go is unknown: name firms, ask for theirs.",
        "Whether this person answers such requests is unknown: ask.",
        "Your tie to the introducer is very strong, theirs to this person strong.",
    ]
    assert (summary["meet"], summary["leaver_consents"]) == (1, True)
    assert summary["meet_not_shown"] == "fewer than 5 not shown"


def test_moves_from_the_unit_to_the_same_firm_count_by_age() -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia")
    firm.employee("guide", "Audit", end=TODAY - 365)
    firm.contact("guide", "elsewhere", start=TODAY - 365)

    with firm.published() as asked:
        row = only(asked, "meet")

    # people-and-alumni 4: n = half(years, 3), x = n / (n + 2)
    moves = 2 ** (-(365 / YEAR) / 3)
    known = {0.25: moves / (moves + 2), 0.20: 1 - math.exp(-0.9 * 0.6 / 0.25), 0.15: 1.0}
    useful = 0.5 + sum(weight * (x - 0.5) for weight, x in known.items()) / (sum(known) + 0.25)
    assert row["score"] == pytest.approx(useful * (0.3 + 0.7 * 0.54), abs=1e-4)


@pytest.mark.parametrize(
    "named, sentence",
    [("elsewhere", "Works at a firm you named."), ("other", "Does not work at a firm you named.")],
)
def test_a_firm_the_leaver_names_counts(named: str, sentence: str) -> None:
    firm = with_peer(leaving())
    firm.organisation("other", type="other")
    alumnus(firm, "val", "pia")

    with firm.published() as asked:
        row = only(asked, "meet", employer=(named,))

    assert sentence in row["reasons"]


def test_the_surest_way_introduces() -> None:
    firm = with_peer(with_peer(leaving(), "pia", 0.9), "bo", 0.8)
    alumnus(firm, "val", "pia", "bo")

    with firm.published() as asked:
        row = only(asked, "meet")
        answer = asked.ask(NAME, person="lee")
        ends = [(pair.first, pair.second) for pair in answer.evidence[-1]]

        assert (row["introducer"], "You both know 2 of the same colleagues." in row["reasons"]) == (
            "pia",
            True,
        )
        assert ends == [(asked.at("lee"), asked.at("pia")), (asked.at("pia"), asked.at("val"))]


@pytest.mark.parametrize("who, purpose", [("lee", "introductions_out"), ("val", "introductions_in")])
def test_nobody_is_introduced_without_consent(who: str, purpose: str) -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia")
    firm.consents[who].discard(purpose)

    with firm.published() as asked:
        rows, summary = listed(asked, "meet"), asked.summary(NAME, person="lee")

    assert rows == []
    assert summary["leaver_consents"] is (who != "lee")


@pytest.mark.parametrize("day, shown", [(TODAY - 1, ["val"]), (TODAY, [])])
def test_from_the_day_of_a_withdrawal_the_person_is_gone(day: int, shown: list[str]) -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia")
    firm.agree("lee", "introductions_out", given=TODAY - 50)
    firm.agree("val", "introductions_in", given=TODAY - 50, withdrawn_on=TODAY)

    with firm.published() as asked, asked.store.view() as view:
        consents = live_consents(view, date_of(day))
        answer = asked.ask(NAME, scope=firm.scope(consents=consents), person="lee")

    # people-and-alumni 20: live until the day before
    assert [firm.name[row.person] for row in answer.rows if row.list == "meet"] == shown


def test_five_who_are_kept_out_are_counted_by_reason() -> None:
    firm = with_peer(leaving())
    for name in "abcde":
        alumnus(firm, name, "pia")
    firm.consents = {"lee": {"introductions_out"}}

    with firm.published() as asked:
        summary = asked.summary(NAME, person="lee")

    assert summary["meet_not_shown"] == "5 not shown: 5 without consent"


def served_by_team(firm: Firm) -> None:
    firm.edge("ASSIGNED_TO", "lee", "client", qual="member", start=HIRED, end=TODAY - 900)


def served_by_contact(firm: Firm) -> None:
    firm.contact("cfo", "client")
    firm.tie("lee", "cfo", 0.3)


def served_above(firm: Firm) -> None:
    firm.organisation("group")
    firm.edge("PART_OF", "client", "group", start=HIRED)
    firm.edge("ASSIGNED_TO", "lee", "group", qual="member", start=HIRED)


@pytest.mark.parametrize("served", [served_by_team, served_by_contact, served_above])
def test_clients_the_leaver_served_never_appear(served: Any) -> None:
    firm = with_peer(leaving())
    firm.organisation("client")
    alumnus(firm, "val", "pia", at="client")
    firm.consent("val", "vouch")
    firm.edge("ASSIGNED_TO", "val", "client", qual="member", start=HIRED, end=LEFT)
    served(firm)

    with firm.published() as asked:
        rows = asked.rows(NAME, person="lee")

    assert "val" not in {row["person"] for row in rows}


@pytest.mark.parametrize("kind, shown", [("client", ["val"]), ("prospect", [])])
def test_a_client_the_leaver_never_served_may_appear_and_a_prospect_never(
    kind: str, shown: list[str]
) -> None:
    firm = with_peer(leaving())
    firm.organisation("account", type=kind)
    alumnus(firm, "val", "pia", at="account")

    with firm.published() as asked:
        assert listed(asked, "meet") == shown


def test_who_is_in_touch_with_the_leaver_needs_no_introduction() -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia", "lee", p=0.1)

    with firm.published() as asked:
        assert listed(asked, "meet") == []


def test_an_outside_contact_introduces_nobody() -> None:
    firm = leaving()
    firm.organisation("client")
    firm.contact("cfo", "client")
    firm.tie("lee", "cfo", 0.8)
    alumnus(firm, "val", "cfo")

    with firm.published() as asked:
        assert listed(asked, "meet") == []


@pytest.mark.parametrize(
    "agrees, at, shown",
    [(True, "", ["val"]), (False, "", []), (True, "client", []), (True, "elsewhere", ["val"])],
)
def test_an_alumnus_introduces_only_with_consent_and_from_no_client(
    agrees: bool,
    at: str,
    shown: list[str],
) -> None:
    firm = leaving()
    firm.organisation("client")
    alumnus(firm, "zoe", "lee", at=at)
    alumnus(firm, "val", "zoe", at="elsewhere")
    if agrees:
        firm.consent("zoe", "introductions_out")

    with firm.published() as asked:
        assert listed(asked, "meet") == shown


def test_an_introducer_is_asked_twice_at_most_then_the_next_best() -> None:
    firm = with_peer(with_peer(leaving(), "pia", 0.9), "bo", 0.5)
    for name, employer in (("a", "x"), ("b", "y"), ("c", "z")):
        firm.organisation(employer, type="other")
        alumnus(firm, name, "pia", "bo", at=employer)
    alumnus(firm, "d", "pia", at="")

    with firm.published() as asked:
        rows = [row for row in asked.rows(NAME, person="lee") if row["list"] == "meet"]

    assert sorted(row["introducer"] for row in rows) == ["bo", "pia", "pia"]
    assert {row["person"] for row in rows} == {"a", "b", "c"}


def test_an_employer_is_listed_twice_at_most() -> None:
    firm = leaving()
    for at, name in enumerate("abc"):
        with_peer(firm, f"peer{at}")
        alumnus(firm, name, f"peer{at}")

    with firm.published() as asked:
        assert len(listed(asked, "meet")) == 2


def test_at_most_five_are_met() -> None:
    firm = leaving()
    for at in range(7):
        with_peer(firm, f"peer{at}")
        firm.organisation(f"firm{at}", type="other")
        alumnus(firm, f"val{at}", f"peer{at}", at=f"firm{at}")

    with firm.published() as asked:
        assert len(listed(asked, "meet")) == 5


def test_of_whom_too_little_is_known_comes_last() -> None:
    firm = with_peer(with_peer(leaving(), "pia", 0.9), "bo", 0.3)
    alumnus(firm, "unknown", "pia", at="", p=0.9)
    alumnus(firm, "known", "bo", p=0.3)

    with firm.published() as asked:
        rows = [row for row in asked.rows(NAME, person="lee") if row["list"] == "meet"]

    assert [(row["person"], row["band"]) for row in rows][1:] == [("unknown", "not_enough_data")]
    assert "Whether others made this move is unknown: ask." in rows[1]["reasons"]


def test_a_leaver_without_unit_gets_introductions_too() -> None:
    firm = Firm()
    firm.employee("lee")
    firm.organisation("elsewhere", type="other")
    firm.consent("lee", "introductions_out")
    with_peer(firm)
    alumnus(firm, "val", "pia")

    with firm.published() as asked:
        assert only(asked, "meet")["band"] == "not_enough_data"


def voucher(firm: Firm, name: str, *, start: int, end: int, unit: str = "Audit") -> None:
    firm.employee(name, unit, start=start, end=end)
    firm.consent(name, "vouch")


def test_vouch_scores_the_time_together_by_the_reference() -> None:
    firm = leaving()
    voucher(firm, "tunde", start=HIRED, end=TODAY - 730)
    firm.organisation("client")
    for name in ("lee", "tunde"):
        firm.edge("ASSIGNED_TO", name, "client", qual="member", start=HIRED)

    with firm.published() as asked:
        row = only(asked, "vouch")

    # people-and-alumni 4: more than 24 months, two years since the last day together, the same client
    assert row["score"] == pytest.approx(0.4 + 0.3 * 2 ** (-731 / YEAR / 2) + 0.3, abs=1e-4)
    assert (row["band"], row["basis"], row["introducer"]) == ("strong", "assigned", None)
    assert row["reasons"] == [
        f"Worked here until {date_of(TODAY - 731).year}.",
        "You worked 42 months in the same unit or client team.",
        "You worked for the same client.",
        "You have not worked together or been in touch for more than 2 years.",
    ]


def test_contact_since_makes_a_voucher_fresher() -> None:
    firm = leaving()
    voucher(firm, "tunde", start=HIRED, end=TODAY - 730)
    firm.tie("lee", "tunde", 0.2)

    with firm.published() as asked:
        row = only(asked, "vouch")

    assert row["score"] == pytest.approx(0.7, abs=1e-4)
    assert row["reasons"][-1].startswith("You worked 42 months")


@pytest.mark.parametrize("days, shown", [(182, []), (184, ["tunde"])])
def test_a_voucher_worked_six_months_with_the_leaver(days: int, shown: list[str]) -> None:
    firm = leaving()
    voucher(firm, "tunde", start=HIRED, end=HIRED + days)

    with firm.published() as asked:
        assert listed(asked, "vouch") == shown


def test_a_voucher_agrees_to_vouch() -> None:
    firm = leaving()
    voucher(firm, "tunde", start=HIRED, end=LEFT)
    firm.consents.pop("tunde")

    with firm.published() as asked:
        assert listed(asked, "vouch") == []


def test_three_vouch_at_most_the_longest_time_together_first() -> None:
    firm = leaving()
    for at, months in enumerate((8, 14, 20, 24)):
        voucher(firm, f"v{at}", start=TODAY + 1 - round(months * YEAR / 12), end=OPEN)

    with firm.published() as asked:
        assert listed(asked, "vouch") == ["v3", "v2", "v1"]


def test_time_of_which_no_start_is_known_is_not_counted() -> None:
    firm = leaving()
    firm.key["tunde"] = firm.graph.node("Person", "tunde")
    firm.edge("EMPLOYED_BY", "tunde", "firm", end=LEFT)
    firm.edge("IN_UNIT", "tunde", "Audit", end=LEFT)
    firm.consent("tunde", "vouch")

    with firm.published() as asked:
        assert listed(asked, "vouch") == []


def test_somebody_who_left_already_is_served_as_of_the_last_day_here() -> None:
    firm = with_peer(leaving(end=TODAY - 30))
    firm.edge("REPORTS_TO", "lee", "pia", start=HIRED, end=TODAY - 30)
    alumnus(firm, "val", "pia")

    with firm.published() as asked:
        rows = asked.rows(NAME, person="lee")

    assert [(row["list"], row["person"]) for row in rows] == [("keep", "pia"), ("meet", "val")]
    assert rows[0]["reasons"][0] == "Your manager."


def test_a_declared_tie_counts_and_says_so() -> None:
    firm = leaving()
    firm.employee("pia", "Audit")
    said = {"band": "warm", "declared_on": str(date_of(TODAY))}
    firm.edge("DECLARED", "lee", "pia", qual="lee", start=TODAY, **said)

    with firm.published() as asked:
        row = only(asked, "keep")

    # ties-and-coverage 5: warm is 42; a new kind adds .3
    assert (row["score"], row["basis"]) == (pytest.approx(0.72), "declared")


def test_who_never_worked_here_gets_no_suggestions() -> None:
    firm = leaving()
    firm.contact("cfo", "elsewhere")

    with firm.published() as asked, pytest.raises(NotFoundError, match="has not worked here"):
        asked.ask(NAME, person="cfo")


@pytest.mark.parametrize(
    "changes, slug", [({"purpose": None}, "purpose-required"), ({"people": "off"}, "person-views-off")]
)
def test_people_are_named_only_for_a_purpose(changes: dict[str, Any], slug: str) -> None:
    firm = leaving()

    with firm.published() as asked, pytest.raises(NotAllowedError) as refused:
        asked.ask(NAME, scope=firm.scope(**changes), person="lee")

    assert refused.value.problem == slug


def test_two_calls_give_the_same_bytes() -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia")

    with firm.published() as asked:
        assert asked.json(NAME, person="lee") == asked.json(NAME, person="lee")


def test_every_suggestion_says_what_the_other_side_agreed_to() -> None:
    firm = with_peer(leaving())
    alumnus(firm, "val", "pia")
    firm.consent("pia", "vouch")

    with firm.published() as asked:
        rows = asked.rows(NAME, person="lee")

    assert {row["list"]: row["consent"] for row in rows} == {
        "keep": "Nothing needed: you know each other.",
        "meet": "Both agreed to be introduced; both confirm before details show.",
        "vouch": "Agreed to vouch.",
    }


def test_a_leaver_asks_about_themself_without_a_reason_and_about_nobody_else() -> None:
    firm = with_peer(leaving())
    own = firm.scope(
        roles=frozenset({"own"}),
        clients=frozenset(),
        purpose=None,
        person=firm.key["lee"],
        people="after-notice",
    )

    with firm.published() as asked:
        rows = [asked.named(row) for row in asked.ask(NAME, scope=own, person="lee").rows]
        with pytest.raises(NotAllowedError, match="purpose"):
            asked.ask(NAME, scope=own, person="pia")

    # people-and-alumni 4: p .9 of a new kind
    assert [(row["list"], row["person"], row["score"]) for row in rows] == [("keep", "pia", 1.2)]


def test_a_leaver_is_told_nothing_where_nobody_is_named() -> None:
    firm = with_peer(leaving())

    with firm.published() as asked, pytest.raises(NotAllowedError, match="shows no people"):
        asked.ask(NAME, scope=firm.scope(people="off", person=firm.key["lee"]), person="lee")


def test_who_is_left_out_makes_room_for_the_next_in_every_list() -> None:
    firm = with_peer(leaving())
    for name in ("kim", "lou", "max", "nia", "oli"):
        with_peer(firm, name, 0.5)
    alumnus(firm, "ida", "pia")
    voucher(firm, "vic", start=HIRED, end=LEFT)

    with firm.published() as asked:
        every = {name: listed(asked, name) for name in ("keep", "meet", "vouch")}
        out = tuple(firm.key[name] for name in ("pia", "ida", "vic"))
        left = {name: listed(asked, name, without=out) for name in every}

    assert ("pia" in every["keep"], every["meet"], every["vouch"]) == (True, ["ida"], ["vic"])
    assert (len(every["keep"]), len(left["keep"])) == (5, 5)
    assert ("pia" in left["keep"], left["meet"], left["vouch"]) == (False, [], [])


def test_who_objected_is_no_colleague_to_keep_and_is_counted_whoever_is_left_out() -> None:
    firm = leaving()
    for name in "abcdef":
        with_peer(firm, name)
    objected = {"stay_in_touch": frozenset(id_of(firm.key[name]) for name in "abcde")}
    every = ((), tuple(firm.key[name] for name in "af"))

    with firm.published() as asked:
        scope = firm.scope(objected=objected)
        answers = [asked.ask(NAME, scope=scope, person="lee", without=out) for out in every]

    kept = [[firm.name[row.person] for row in each.rows if row.list == "keep"] for each in answers]
    counted = {each.summary.keep_not_shown for each in answers}
    assert (kept, counted) == ([["f"], []], {"5 not shown: 5 who objected"})


def test_who_does_not_want_to_be_asked_introduces_nobody_and_is_counted() -> None:
    firm = with_peer(leaving())
    for name in "abcde":
        alumnus(firm, name, "pia")

    with firm.published() as asked:
        scope = firm.scope(reserved=frozenset({id_of(firm.key["pia"])}))
        answer = asked.ask(NAME, scope=scope, person="lee")

    assert not [row for row in answer.rows if row.list == "meet"]
    said = answer.summary.meet_not_shown
    assert said == "5 not shown: 5 whom nobody may be asked to introduce"


def test_leaving_somebody_out_changes_no_count_of_who_is_not_shown() -> None:
    firm = with_peer(leaving())
    for name in "abcde":
        alumnus(firm, name, "pia")
        firm.employee(f"{name}-2", "Audit")
    firm.consents = {"lee": {"introductions_out"}}
    out = tuple(firm.key[name] for name in ("a", "a-2"))

    with firm.published() as asked:
        before, after = (asked.summary(NAME, person="lee", without=each) for each in ((), out))

    assert {name: before[name] for name in before if "shown" in name} == {
        name: after[name] for name in after if "shown" in name
    }
    assert before["meet_not_shown"] == "5 not shown: 5 without consent"
    assert before["vouch_not_shown"] == "6 not shown: 6 without consent"
