"""The program called in this process, in the folder of a service."""

import sys
from typing import NamedTuple

import pytest

from api.cli import main
from graphsvc.store.clock import system_clock
from tests.api.service import Service


class Printed(NamedTuple):
    """What the program left behind."""

    code: int
    out: str
    err: str


def called(
    service: Service, words: list[str], *, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Printed:
    """Returns what `graphsvc -w FOLDER` printed; the service's clock then shows the machine's time."""
    monkeypatch.setattr(sys, "argv", ["graphsvc", "-w", str(service.workspace.root), *words])
    with pytest.raises(SystemExit) as left:
        main()
    service.clock.at = system_clock()
    printed = capsys.readouterr()
    return Printed(int(left.value.code or 0), printed.out, printed.err)
