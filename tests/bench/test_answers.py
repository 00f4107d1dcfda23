"""The answer checks: peers give the reference's numbers, and a wrong answer stops the bench."""

import numpy as np
import pytest

from bench.coverage import _agree, _pandas, by_numpy
from bench.firm import SIZES, book_of, build_firm
from bench.rounds import Engine
from bench.snapshots import batches
from graphsvc.measures.book import holdings
from graphsvc.measures.loss import leave_one_out
from tests.bench.test_exports import TINY


def test_the_peers_give_the_loss_of_the_kernel() -> None:
    pytest.importorskip("pandas", reason="pandas comes with make bench")
    held = holdings(book_of(build_firm(SIZES["S"])))

    expected = leave_one_out(held)

    assert by_numpy(held) == pytest.approx(expected)
    assert _pandas(held)() == pytest.approx(expected)


def test_engines_that_disagree_are_not_timed() -> None:
    engines = [Engine(name="ours", run=lambda: [1.0]), Engine(name="wrong", run=lambda: [1.1])]

    with pytest.raises(AssertionError, match="wrong"):
        _agree(engines)


def test_a_store_is_filled_with_a_record_for_every_tie() -> None:
    found = list(batches(build_firm(TINY)))

    evidence = [row for batch in found for row in batch.evidence]

    assert len(evidence) == TINY.ties
    assert all(row.src < row.dst and (np.diff(row.day) > 0).all() for row in evidence)
    assert sum(len(batch.nodes) for batch in found) == TINY.nodes - TINY.units + 1
