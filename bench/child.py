"""``python -m bench.child WORKSPACE [FEEDS]``: one load in a process of its own, its cost printed as JSON."""

import json
import sys
import time
from pathlib import Path

from bench.workspace import load, peak_mebibytes


def main(workspace: str, *feeds: str) -> None:
    """Loads the feeds and prints CPU seconds since the process began, the peak of memory and the counts."""
    report = load(Path(workspace), *feeds)
    counts = {
        name: sum(getattr(feed, name) for feed in report.feeds) for name in ("read", "accepted", "duplicates")
    }
    print(json.dumps({"cpu": time.process_time(), "peak": peak_mebibytes(), **counts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
