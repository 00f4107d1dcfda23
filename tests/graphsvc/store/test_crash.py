"""A load killed at any moment loses nothing it acknowledged, and goes on."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphsvc.store.engine import RuledStore
from graphsvc.store.port import OPEN
from tests.graphsvc.store.conftest import Opener
from tests.graphsvc.store.crash import SPEC, batch
from tests.graphsvc.store.firm import key, periods

ROOT = Path(__file__).resolve().parents[3]
BATCHES, SIZE = 12, 10


def killed(url: str, *, after: int, pause: float) -> int:
    """Starts a load, kills it a moment after an acknowledged batch; returns the last one acknowledged."""
    command = [sys.executable, "-m", "tests.graphsvc.store.crash", url, str(BATCHES), str(SIZE)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as load:
        assert load.stdout is not None
        for _ in range(after):
            load.stdout.readline()
        time.sleep(pause)
        load.kill()
        rest = load.stdout.read().split()
    return int(rest[-1]) if rest else after - 1


@pytest.mark.parametrize("pause", [0.0, 0.017])
def test_a_killed_load_keeps_what_it_acknowledged_and_goes_on(
    store: RuledStore, url: str, pause: float, open_again: Opener
) -> None:
    acknowledged = killed(url, after=3, pause=pause)

    with open_again().writer(SPEC) as writer:
        state = writer.state
        for number in range(state.next_batch, BATCHES):
            writer.write(number, batch(number, SIZE))
        published = writer.finish()

    assert state.resumed
    assert set(range(acknowledged + 1)) <= state.done_batches
    assert len(state.done_batches) <= acknowledged + 2
    assert (published.seq, published.created) == (1, BATCHES * SIZE * 2 + 1)
    assert periods(store, BATCHES * SIZE - 1) == [(100, OPEN, None)]
    with store.view() as view:
        assert len(view.get([key(number) for number in range(BATCHES * SIZE)])) == BATCHES * SIZE
