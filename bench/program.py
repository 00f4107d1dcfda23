"""The command line of the bench: which rows to measure, in which size, with or without a server."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench import answers, coverage, loads, mail, memory, snapshots, start
from bench.firm import SIZES
from bench.row import Outcome, markdown
from bench.server import Peer, serving
from tests.neo4j_runtime.assembly import CannotAssembleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A bench by name.

    Attributes:
        run: measures, given the server (None = there is none) and a size.
        sizes: sizes of the default run.
        alone: sizes at which it runs without the server.
    """

    run: Callable[[Peer | None, str], Outcome]
    sizes: Sequence[str]
    alone: Sequence[str] = ()


BENCHES = {
    "P1": Bench(run=coverage.everybody, sizes=("M", "L"), alone=("L",)),
    "P3": Bench(run=coverage.leaving, sizes=("M", "L"), alone=("L",)),
    "P11": Bench(run=answers.published, sizes=("S",)),
    "P12": Bench(run=loads.unchanged, sizes=("M",), alone=("L",)),
    "P13": Bench(run=mail.mailboxes, sizes=("S",), alone=("S", "M", "L")),
    "P14": Bench(run=snapshots.snapshots, sizes=("S",)),
    "P15": Bench(run=start.started, sizes=("S",), alone=("S", "M", "L")),
    "memory": Bench(run=memory.million, sizes=("S",), alone=("S", "M", "L")),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked for and prints it as Markdown."""
    chosen = _parser().parse_args(arguments)
    jobs = list(_jobs(chosen.names or list(BENCHES), chosen.size))
    with _server(jobs) as peer:
        outcomes = [_measured(name, size, peer) for name, size in jobs]
    print(markdown(outcomes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*BENCHES, []], help=", ".join(BENCHES))
    parser.add_argument("--size", choices=SIZES, help="instead of the size each row is meant for")
    return parser


def _jobs(names: Sequence[str], size: str | None) -> Iterator[tuple[str, str]]:
    for name in names:
        for each in (size,) if size else BENCHES[name].sizes:
            yield name, each


def _needs_server(name: str, size: str) -> bool:
    return size not in BENCHES[name].alone


def _measured(name: str, size: str, peer: Peer | None) -> Outcome:
    print(f"{name} at {size} …", file=sys.stderr, flush=True)
    return BENCHES[name].run(peer if _needs_server(name, size) else None, size)


@contextmanager
def _server(jobs: Sequence[tuple[str, str]]) -> Iterator[Peer | None]:
    """Yields the server if a job needs one; None, with the reason said, where none can be had."""
    with ExitStack() as stack:
        peer = None
        if any(_needs_server(*job) for job in jobs):
            try:
                peer = stack.enter_context(serving())
            except CannotAssembleError as reason:
                print(f"rows on Neo4j are left out: {reason}", file=sys.stderr)
        yield peer
