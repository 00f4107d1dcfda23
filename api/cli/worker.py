"""`graphsvc worker`: the process that does long work."""

import logging
import signal
import sys
import threading
from types import FrameType

import click

from api.cli.place import workspace_of
from api.logs import LOGGER, configure
from api.worker import Worker


@click.command(name="worker")
@click.option("--child", is_flag=True, hidden=True, help="End when standard input closes.")
@click.pass_context
def command(ctx: click.Context, *, child: bool) -> None:
    """Load feeds and publish as the pages and actions order it, until stopped."""
    configure(sys.stderr)
    logging.getLogger(LOGGER).setLevel(logging.WARNING if child else logging.INFO)
    worker = Worker(workspace=workspace_of(ctx))
    _end_on_signals(worker.ending)
    if child:
        threading.Thread(target=_end_with_parent, args=(worker.ending,), daemon=True).start()
    worker.run()


def _end_on_signals(ending: threading.Event) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        """Asks the worker to end after what it is at."""
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def _end_with_parent(ending: threading.Event) -> None:
    """Ends the worker when whoever started it is gone, however it went."""
    sys.stdin.read()
    ending.set()
