"""A worker that only claims: takes every job there is, says which, and ends it.

Run as a program: the path of the file.
"""

import sys
from contextlib import closing
from pathlib import Path

from graphsvc.store.jobs import JobFile


def main(path: Path) -> None:
    with closing(JobFile(path)) as jobs:
        print("ready", flush=True)  # noqa: T201 - all begin together, when all are there
        sys.stdin.readline()
        while job := jobs.claim():
            print(job.id, flush=True)  # noqa: T201 - tells the test what was claimed
            jobs.succeed(job)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
