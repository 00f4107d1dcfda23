"""A load that is made to die: run as a program, it kills itself when a stage is told for the nth time.

Arguments: the workspace folder, the stage (`read` or `write`) and n.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from graphsvc.workspace import open_workspace
from ingest import tabular
from ingest.job import Order, ingest
from tests.ingest.office import MONDAY


def main(root: Path, stage: str, last: int) -> None:
    told = count(1)

    def progress(_feed: str, now: str, _rows: int) -> None:
        if now == stage and next(told) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    tabular._BATCH = 7  # several batches from a small file
    ingest(open_workspace(root), Order(now=MONDAY, progress=progress))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
