"""Ties of all pairs; strengths are sanity values of ties-and-coverage 4."""

from pathlib import Path

import numpy as np
import pytest

from graphsvc.network import evidence, ties
from graphsvc.tie import PRESETS
from tests.graphsvc.graph import TODAY, Firm, monthly


@pytest.fixture
def firm() -> Firm:
    return Firm()


def test_a_mail_each_way_a_month_is_the_strength_of_the_reference(tmp_path: Path, firm: Firm) -> None:
    ana, cho = firm.employee("Ana"), firm.contact("Cho", firm.client("Acme"))
    firm.knows(ana, cho, monthly())
    snapshot = firm.snapshot(tmp_path)

    found = ties(snapshot, TODAY)

    assert found.scores.strength.tolist() == [pytest.approx(74.4505, abs=1e-4)]
    assert found.sync.tolist() == [1]
    assert found.confidence.tolist() == [pytest.approx(1 - 2 ** (-12 / 5))]  # 12 days on ages 0 to 364
    position = snapshot.position(ana)
    assert position is not None
    other, rows = found.of(position)
    assert (snapshot.keys(other), rows.tolist()) == ([cho], [0])


def test_mail_nobody_answers_is_capped_on_whichever_side_our_person_stands(
    tmp_path: Path, firm: Firm
) -> None:
    """Case 5: one mail a week out, capped at 59; case 6: the same mail in, 87.6049."""
    ana, client = firm.employee("Ana"), firm.client("Acme")
    weekly = [TODAY - 3 - 7 * week for week in range(52)]
    for name in ("Cho", "Dov", "Eli", "Fay"):
        firm.knows(ana, firm.contact(f"{name} out", client), dict.fromkeys(weekly, (1, 0)))
        firm.knows(ana, firm.contact(f"{name} in", client), dict.fromkeys(weekly, (0, 1)))

    found = ties(firm.snapshot(tmp_path), TODAY)

    assert np.sort(found.scores.strength) == pytest.approx([59] * 4 + [87.6049] * 4, abs=1e-4)


def test_a_person_without_evidence_has_no_ties(tmp_path: Path, firm: Firm) -> None:
    firm.knows(firm.employee("Ana"), firm.employee("Ben"), {TODAY - 2000: (1, 1)})

    other, rows = ties(firm.snapshot(tmp_path), TODAY).of(0)

    assert (other.size, rows.size) == (0, 0)


def test_parameters_of_strength_can_be_given(tmp_path: Path, firm: Firm) -> None:
    firm.knows(firm.employee("Ana"), firm.employee("Ben"), monthly(both=False))

    found = ties(firm.snapshot(tmp_path), TODAY, PRESETS["strict"])

    assert found.scores.strength.tolist() == [24]


def test_evidence_is_passed_on_as_it_lies_on_disk(tmp_path: Path, firm: Firm) -> None:
    firm.knows(firm.employee("Ana"), firm.employee("Ben"), monthly())
    snapshot = firm.snapshot(tmp_path)

    assert np.shares_memory(evidence(snapshot).day, snapshot.evidence.day)
