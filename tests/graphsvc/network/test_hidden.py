"""Hidden pairs: what they take out of ties, claims and acquaintances, on graphs drawn by hand."""

from pathlib import Path

import numpy as np
import pytest

from graphsvc.network import coverage, ties
from graphsvc.network.acquaintance import acquaintances
from graphsvc.network.hidden import declared, hidden
from graphsvc.network.people import people
from graphsvc.network.support import dependents
from graphsvc.publish import baseline
from graphsvc.snapshot import Snapshot
from tests.graphsvc.graph import TODAY, Firm, monthly

SAID = {"band": "strong", "declared_on": "2024-10-04"}


@pytest.fixture
def firm() -> Firm:
    return Firm()


def place(snapshot: Snapshot, key: str) -> int:
    found = snapshot.position(key)
    assert found is not None
    return found


@pytest.mark.parametrize("turned", [False, True])
def test_a_hidden_tie_is_as_one_without_evidence_whoever_hides_it(
    tmp_path: Path, firm: Firm, *, turned: bool
) -> None:
    ana, cho = firm.employee("Ana"), firm.contact("Cho", firm.client("Acme"))
    firm.knows(ana, cho, monthly())
    firm.edge("HIDDEN", *((cho, ana) if turned else (ana, cho)))

    found = ties(firm.snapshot(tmp_path), TODAY)

    empty = ties(_without_evidence(tmp_path / "empty"), TODAY).scores
    for name in type(empty).__slots__:
        assert getattr(found.scores, name).tolist() == getattr(empty, name).tolist()
    assert found.confidence.tolist() == [0]


def _without_evidence(folder: Path) -> Snapshot:
    firm = Firm()
    firm.knows(firm.employee("Ana"), firm.contact("Cho", firm.client("Acme")), {TODAY - 5_000: (1, 1)})
    return firm.snapshot(folder)


def test_a_firm_that_hides_nothing_gets_the_very_same_scores(tmp_path: Path, firm: Firm) -> None:
    ana, ben, cho = firm.employee("Ana"), firm.employee("Ben"), firm.employee("Cho")
    firm.knows(ana, ben, monthly())
    firm.knows(ana, cho, monthly())
    plain = firm.snapshot(tmp_path / "plain")
    firm.edge("HIDDEN", ana, cho)
    cut = firm.snapshot(tmp_path / "cut")

    before, after = ties(plain, TODAY), ties(cut, TODAY)

    kept = after.scores.band > 0
    assert kept.sum() == 1
    for name in type(before.scores).__slots__:
        np.testing.assert_array_equal(getattr(after.scores, name)[kept], getattr(before.scores, name)[kept])


def test_a_tie_is_hidden_about_earlier_days_too_and_until_it_is_shown_again(
    tmp_path: Path, firm: Firm
) -> None:
    ana, ben = firm.employee("Ana"), firm.employee("Ben")
    firm.knows(ana, ben, monthly())
    firm.edge("HIDDEN", ana, ben, end=TODAY)
    snapshot = firm.snapshot(tmp_path)

    assert ties(snapshot, TODAY - 90).scores.band.tolist() == [0]
    assert ties(snapshot, TODAY).scores.band.tolist() != [0]


def test_neither_paper_nor_the_word_of_others_brings_a_hidden_tie_back(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    dee, cho, eve = firm.employee("Dee", feed=None), firm.contact("Cho", acme), firm.contact("Eve", acme)
    firm.edge("ASSIGNED_TO", dee, acme, qual="lead")
    firm.edge("DECLARED", cho, dee, qual="cho", start=TODAY, **SAID)
    firm.edge("HIDDEN", dee, cho)
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    held = found.contacts.person[found.pairs.contact].tolist()
    assert held == [place(snapshot, eve)]  # on paper with the other contact only
    assert acquaintances(snapshot, found.ties).row(place(snapshot, dee), place(snapshot, cho)) is None


def test_hiding_the_tie_to_a_client_without_known_contacts_takes_paper_away(
    tmp_path: Path, firm: Firm
) -> None:
    acme = firm.client("Acme")
    dee, eli = firm.employee("Dee", feed=None), firm.employee("Eli", feed=None)
    for person in (dee, eli):
        firm.edge("ASSIGNED_TO", person, acme, qual="lead")
    firm.edge("HIDDEN", dee, acme)
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert snapshot.keys(found.employees[found.pairs.employee]) == [eli]
    assert found.team.employee.size == 2  # the account team on paper stays what it is


def test_a_correction_stands_alone_while_the_other_end_hides_nothing(tmp_path: Path, firm: Firm) -> None:
    ana, ben = firm.employee("Ana"), firm.employee("Ben")
    firm.edge("HIDDEN", ana, ben)
    for author, other, relation in (
        (ana, ben, "corrected"),
        (ben, ana, "corrected"),
        (ben, ana, "declared"),
    ):
        firm.edge("DECLARED", author, other, qual=f"{author}{relation}", relation=relation, **SAID)
    alone = firm.snapshot(tmp_path / "alone")
    firm.edge("HIDDEN", ben, ana)
    both = firm.snapshot(tmp_path / "both")

    assert alone.keys(declared(alone, TODAY).src) == [ana]
    assert declared(both, TODAY).src.size == 0


def test_a_hidden_mentor_is_nobody_one_relies_on(tmp_path: Path, firm: Firm) -> None:
    ana, ben = firm.employee("Ana"), firm.employee("Ben")
    firm.edge("DECLARED", ana, ben, qual=ana, relation="mentors", **SAID)
    open_ = firm.snapshot(tmp_path / "open")
    firm.edge("HIDDEN", ben, ana)
    cut = firm.snapshot(tmp_path / "cut")

    assert list(dependents(open_, ties(open_, TODAY).standing, place(open_, ana)).values()) == ["mentors"]
    assert dependents(cut, ties(cut, TODAY).standing, place(cut, ana)) == {}


def test_networks_and_the_figures_of_a_publication_leave_it_out(tmp_path: Path, firm: Firm) -> None:
    ana, ben, cho = firm.employee("Ana"), firm.employee("Ben"), firm.contact("Cho", firm.client("Acme"))
    firm.knows(ana, ben, monthly())
    firm.knows(ana, cho, monthly())
    for other in (ben, cho):
        firm.edge("HIDDEN", ana, other)
    snapshot = firm.snapshot(tmp_path)

    figures = baseline(coverage(snapshot, TODAY))

    assert people(snapshot, TODAY).number_of_edges() == 0
    assert figures["strength"].tolist() == [0, 0]
    assert figures["coverage"].tolist() == [0]


def test_pairs_are_told_apart_by_who_hides(tmp_path: Path, firm: Firm) -> None:
    ana, ben = firm.employee("Ana"), firm.employee("Ben")
    firm.edge("HIDDEN", ana, ben)
    snapshot = firm.snapshot(tmp_path)
    one, other = (np.array([place(snapshot, key)]) for key in (ana, ben))

    found = hidden(snapshot, TODAY)

    assert found.by(one, other).tolist() == [True]
    assert found.by(other, one).tolist() == [False]
    assert found.either(other, one).tolist() == [True]
