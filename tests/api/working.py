"""A worker that is made to die: run as a program, it kills itself when a stage is told for the nth time.

Arguments: the workspace folder, the stage (`read` or `write`) and n.
"""

import os
import signal
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

from api.work.hold import Hold
from api.worker import Worker
from graphsvc.store.jobs import JobFile
from graphsvc.workspace import open_workspace
from ingest import tabular
from tests.ingest.office import MONDAY

START = int(MONDAY.timestamp() * 1_000_000)


def main(root: Path, stage: str, last: int) -> None:
    told = count(1)

    def tell(_hold: Hold, now: str, _done: int, *, total: int | None = None) -> None:  # noqa: ARG001
        if now.endswith(stage) and next(told) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    tabular._BATCH = 7  # several batches from a small file
    Hold.tell = tell  # type: ignore[method-assign, assignment]
    workspace = open_workspace(root)
    with closing(JobFile(workspace.audit_path, clock=lambda: START)) as jobs:
        Worker(workspace=workspace, clock=lambda: START).once(jobs)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
