"""Evidence of pairs: what is measured, what is only said, and every day behind it."""

from collections.abc import Iterator

import pytest

from graphsvc.evidence import Pair, TieEvidence, tie_evidence
from graphsvc.question import date_of
from graphsvc.shape import dump
from tests.graphsvc.firm import HIRED, Firm, Published, small_firm
from tests.graphsvc.graph import TODAY


@pytest.fixture(scope="module")
def firm() -> Iterator[Published]:
    with small_firm().published() as published:
        yield published


def pair(asked: Published, one: str, other: str) -> Pair:
    return Pair(first=asked.at(one), second=asked.at(other))


def of(asked: Published, one: str, other: str, *, day: int = TODAY) -> TieEvidence:
    wanted = pair(asked, one, other)
    return tie_evidence(asked.snapshot, day, [wanted])[wanted]


def test_a_measured_tie_shows_strength_days_and_channels(firm: Published) -> None:
    found = of(firm, "ana", "acme-cfo")

    # ties.csv: p .9; eight weekly mails each way give it
    assert (found.first, found.second) == (firm.firm.key["ana"], firm.firm.key["acme-cfo"])
    assert (found.basis, found.band) == ("measured", "very_strong")
    assert found.p == pytest.approx(0.9)
    assert found.strength == pytest.approx(90.0)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 90 < found.high
    assert found.days == tuple(date_of(TODAY - 7 * week) for week in range(7, -1, -1))
    assert (found.first_day, found.last_day) == (found.days[0], found.days[-1])
    (channel,) = found.channels
    assert (channel.feed, channel.channel, channel.days) == ("mail", "mail", found.evidence_days)
    assert (channel.first_day, channel.last_day) == (found.first_day, found.last_day)
    assert (found.one_way, found.truncated, found.beta) == (False, False, 1.0)


def test_a_tie_on_paper_has_a_basis_and_no_strength(firm: Published) -> None:
    found = of(firm, "lea", "del-cfo")

    assert (found.basis, found.p, found.strength, found.band) == ("assigned", 0.6, None, None)
    assert (found.channels, found.days, found.last_day, found.evidence_days) == ((), (), None, 0)


def test_a_pair_nothing_is_known_of_says_so(firm: Published) -> None:
    found = of(firm, "lea", "acme-cfo")

    assert (found.basis, found.p, found.strength) == ("none", 0.0, None)


def test_a_tie_of_colleagues_is_measured_too_whichever_is_named_first(firm: Published) -> None:
    one, other = of(firm, "ana", "ben"), of(firm, "ben", "ana")

    # colleagues.csv says 80
    assert one.strength == other.strength == pytest.approx(80.0)
    assert (one.first, one.second) == (other.second, other.first)


def test_a_declared_tie_without_contact_has_a_basis_and_no_strength() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.employee("bob")
    said = {"band": "strong", "declared_on": str(date_of(TODAY))}
    firm.edge("DECLARED", "ann", "bob", qual="ann", start=TODAY, **said)

    with firm.published() as asked:
        found = of(asked, "ann", "bob")

    assert (found.basis, found.strength) == ("declared", None)
    assert found.p == pytest.approx(0.59)


def test_a_contact_who_is_not_known_is_their_client() -> None:
    firm = Firm()
    firm.employee("ann", connected=False)
    firm.organisation("client")
    firm.edge("ASSIGNED_TO", "ann", "client", qual="lead", start=HIRED)

    with firm.published() as asked:
        found = of(asked, "ann", "client")

    assert (found.basis, found.p, found.second) == ("assigned", 0.6, firm.key["client"])


def test_channels_are_told_apart_and_other_days_left_out() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.employee("bob")
    ann, bob = firm.key["ann"], firm.key["bob"]
    firm.graph.knows(ann, bob, {TODAY - 2000: (1, 1), TODAY - 3: (1, 1), TODAY - 1: (0, 0)})
    firm.graph.knows(ann, bob, {TODAY - 3: (4, 4), TODAY - 9: (4, 4), TODAY + 1: (4, 4)}, channel="meeting")

    with firm.published() as asked:
        found = of(asked, "ann", "bob")

    # older than the window, later than the day, and a day of weight 0 are no evidence
    assert [(each.channel, each.days) for each in found.channels] == [("mail", 1), ("meeting", 2)]
    assert found.days == (date_of(TODAY - 9), date_of(TODAY - 3))


def test_each_pair_is_answered_once_in_the_order_asked(firm: Published) -> None:
    first, second = pair(firm, "dee", "emb-own"), pair(firm, "ana", "ben")

    found = tie_evidence(firm.snapshot, TODAY, [first, second, first])

    assert list(found) == [first, second]


def test_no_pairs_have_no_evidence(firm: Published) -> None:
    assert tie_evidence(firm.snapshot, TODAY, []) == {}


def test_evidence_leaves_as_json_values(firm: Published) -> None:
    found = dump(of(firm, "ana", "acme-cfo"))

    assert found["strength"] == 90.0
    assert found["days"][-1] == "2024-10-04"
    assert found["channels"][0]["feed"] == "mail"


def test_before_the_first_contact_there_is_none(firm: Published) -> None:
    found = of(firm, "ana", "acme-cfo", day=TODAY - 500)

    assert (found.basis, found.days) == ("none", ())
