"""The demo serves: on a free port of this machine, with a link as its last line, until it is stopped."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest


@pytest.mark.enable_socket
def test_the_demo_serves_on_the_next_free_port_and_ends_with_ctrl_c(demo: tuple[Path, str]) -> None:
    program = Path(sys.executable).parent / "graphsvc"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [str(program), "demo", str(demo[0]), "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
            assert served.stdout
            lines = [served.stdout.readline()]
            while not lines[-1].startswith("Sign in"):
                lines.append(served.stdout.readline())
            where = re.search(r"http://127\.0\.0\.1:(\d+)/login\?code=\S+", lines[-1])
            assert where
            with urllib.request.urlopen(where[0]) as page:  # noqa: S310 - our own address
                shown = page.read().decode()
            served.send_signal(signal.SIGINT)
            rest = served.stdout.read()

    assert f"Port {port} is taken by another program: serving on {where[1]}." in "".join(lines)
    assert "Sign in" in shown
    assert (served.returncode, rest) == (0, "")


def test_the_demo_that_does_not_serve_says_how_to(demo: tuple[Path, str]) -> None:
    assert demo[1].rstrip().endswith("serve")
