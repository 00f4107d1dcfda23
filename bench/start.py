"""P15: from the start of a process to its first answer, against the imports of numpy and numba."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.answers import workspace_of
from bench.rounds import Engine, taking_turns
from bench.row import Outcome, Row, noise_of, shown
from bench.server import Peer
from bench.workspace import scratch

_PEER = "import numpy, numba"


def started(peer: Peer | None, size: str) -> Outcome:  # noqa: ARG001 - it needs no server
    """P15: a service in a process of its own, files and caches warm."""
    with scratch() as folder:
        commands = {"ours": _first(workspace_of(folder, size).root), _PEER: [sys.executable, "-c", _PEER]}
        for command in commands.values():
            _run(command)
        times = taking_turns(
            [Engine(name=name, run=_call(command), stretch=0) for name, command in commands.items()]
        )
        seen = [json.loads(_run([*commands["ours"], mode])) for mode in ("--every", "--listen")]
    ours, theirs = times["ours"], times[_PEER]
    row = Row(
        name="P15", task="warm start to first answer", size=size, peer=_PEER, ours=shown(ours.best),
        theirs=shown(theirs.best), ratio=ours.best / theirs.best, goal=2.0, is_least=False,
        noise=noise_of(ours, theirs),
    )  # fmt: skip
    return Outcome(rows=[row], notes=[_note(size, *seen)])


def _first(root: Path) -> list[str]:
    return [sys.executable, "-m", "bench.first", str(root)]


def _call(command: Sequence[str]) -> Any:
    return lambda: _run(command)


def _run(command: Sequence[str]) -> str:
    """Returns what a program prints; its bytecode is kept from one run to the next, as on any machine."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "graphsvc-bench-bytecode")
    return subprocess.run(command, check=True, capture_output=True, text=True, env=kept).stdout


def _note(size: str, seen: Mapping[str, Any], listened: Mapping[str, Any]) -> str:
    imported = "was imported" if seen["has_compiler"] else "was never imported"
    return (
        f"P15, {size}: a process of its own each time; the application is made and one portfolio answered "
        f"through WSGI. Then {len(seen['asked'])} more, {', '.join(seen['asked'])}: the compiler {imported}; "
        "compilations inside a request, loads from its cache not counted: "
        f"{listened['compilations']}."
    )
