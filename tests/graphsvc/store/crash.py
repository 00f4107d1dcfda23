"""A load that is made to die: writes numbered batches, says so, and goes on until it is killed.

Run as a program: the address of the store, the number of batches and of people in each.
"""

import os
import signal
import sys

from graphsvc.store.open import open_store
from graphsvc.store.port import Batch, RunSpec
from tests.graphsvc.store.firm import SECRET, job, organisation, person

SPEC = RunSpec(run_id="hr-crash", source="hr", mode="snapshot", effective=500)


def batch(number: int, size: int) -> Batch:
    people = range(number * size, (number + 1) * size)
    return Batch(nodes=[organisation(), *map(person, people)], facts=[job(each, 100) for each in people])


def main(url: str, batches: int, size: int) -> None:
    with open_store(url, secret=SECRET).writer(SPEC) as writer:
        for number in range(writer.state.next_batch, batches):
            writer.write(number, batch(number, size))
            print(number, flush=True)  # noqa: T201 - tells the test what is acknowledged
        os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
