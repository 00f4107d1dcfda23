"""`graphsvc serve`: on this machine alone, until an administrator asks for more."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.cli.serve import ADMIN, Place, admit, for_others, free_port, refuse_strangers, run
from api.door import DEMO_ROLES
from graphsvc.errors import NotAllowedError, UsageError
from graphsvc.store.jobs import SERVICE, JobFile
from graphsvc.store.register import Register
from tests.api.service import Service


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_may_always_be_served(service: Service, host: str) -> None:
    refuse_strangers(service.house.register, host, allow_remote=False)

    assert service.house.register.users() == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "graph.firm.example", ""])  # noqa: S104
def test_another_address_is_refused_before_it_is_opened(service: Service, host: str) -> None:
    with pytest.raises(NotAllowedError, match="--role admin"):
        run(service.workspace, Place(host=host, port=0))


def test_remote_use_needs_an_administrator_of_its_own(service: Service) -> None:
    register = service.house.register
    admit(service.workspace, register)
    register.add_user("one@firm.example")
    register.grant("one@firm.example", "hr", granted_by="test")

    with pytest.raises(NotAllowedError):
        refuse_strangers(register, "192.0.2.1", allow_remote=True)


def test_remote_use_needs_to_be_asked_for(service: Service) -> None:
    register = service.house.register
    register.add_user("root@firm.example")
    register.grant("root@firm.example", "admin", granted_by="test")
    refuse_strangers(register, "192.0.2.1", allow_remote=True)

    with pytest.raises(NotAllowedError):
        refuse_strangers(register, "192.0.2.1", allow_remote=False)


def test_whoever_starts_the_service_administers_it_and_reads_nobody(service: Service) -> None:
    code = admit(service.workspace, service.house.register)

    assert service.house.register.sign_in(code)
    assert [grant.role for grant in service.house.register.grants(ADMIN)] == ["admin"]


def test_in_a_demo_every_door_opens(demo: Service) -> None:
    admit(demo.workspace, demo.house.register)

    assert {grant.role for grant in demo.house.register.grants(ADMIN)} == set(DEMO_ROLES)


ROOT = Path(__file__).parents[3]


def program(root: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli", "-w", str(root), *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@contextmanager
def serving(service: Service, *words: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Lends the program as it serves, and the address of the link it printed."""
    service.house.close()
    with program(service.workspace.root, "serve", "--port", "0", *words) as server:
        try:
            assert server.stdout
            link = re.search(r"(https?://\S+)/login\?code=\S+$", server.stdout.readline().strip())
            assert link
            yield server, link[1]
        finally:
            server.kill()


def eventually(is_so: Callable[[], bool]) -> bool:
    """Returns whether something becomes so before the test runs out of time."""
    while not is_so():
        time.sleep(0.05)
    return True


def children(server: "subprocess.Popen[str]") -> list[int]:
    listed = Path(f"/proc/{server.pid}/task").glob("*/children")
    return [int(child) for path in listed for child in path.read_text(encoding="ascii").split()]


def is_gone(process: int) -> bool:
    """Returns whether a process has ended; one that nobody waits for yet has."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def published(service: Service) -> bool:
    """Orders a publication and returns whether a worker comes to do it."""
    with closing(JobFile(service.workspace.audit_path)) as jobs:
        job = jobs.put("publish", {}, who=SERVICE)
        return eventually(lambda: (jobs.get(job.id) or job).state == "succeeded")


@pytest.mark.enable_socket
def test_the_service_comes_with_a_worker_and_both_end_when_asked(service: Service) -> None:
    with serving(service) as (server, where):
        with urllib.request.urlopen(f"{where}/healthz") as answer:  # noqa: S310 - our own address
            status = answer.status
        done = published(service)
        workers = children(server)
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=60)

    assert (status, done, code) == (200, True, 0)
    assert len(workers) == 1
    assert is_gone(workers[0])


def test_a_server_that_is_killed_leaves_no_worker_behind(service: Service) -> None:
    with serving(service) as (server, _):
        published(service)
        workers = children(server)
        server.kill()
        server.wait()

        assert len(workers) == 1
        assert eventually(lambda: is_gone(workers[0]))


def test_a_worker_that_is_killed_is_started_again(service: Service) -> None:
    with serving(service) as (server, _):
        published(service)
        first = children(server)
        os.kill(first[0], signal.SIGKILL)

        assert published(service)
        assert children(server) != first


def test_without_a_worker_nothing_is_started(service: Service) -> None:
    with serving(service, "--no-worker") as (server, _):
        assert children(server) == []


@pytest.mark.enable_socket
def test_in_a_container_the_local_administrator_comes_in_by_the_published_port(service: Service) -> None:
    words = ("--host", "0.0.0.0", "--container", "--no-worker")  # noqa: S104 - published on loopback only
    with serving(service, *words) as (_, where), urllib.request.urlopen(f"{where}/healthz") as answer:  # noqa: S310 - our own address
        status = answer.status

    assert where.startswith("http://localhost:")
    assert status == 200


@pytest.mark.enable_socket
def test_behind_a_proxy_of_this_host_the_cookie_is_bound_to_https(service: Service) -> None:
    with closing(Register(service.workspace.audit_path)) as register:
        register.add_user("root@firm.example")
        register.grant("root@firm.example", "admin", granted_by="test")
        code = register.new_code("root@firm.example")
    words = (
        "--behind-proxy",
        "--name",
        "graph.firm.example",
        "--no-worker",
        "--port",
        str(free_port(18_000)),
    )
    with serving(service, *words) as (server, where):
        port = int(words[-1])
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/login",
            data=f"code={code}".encode(),
            headers={"Host": "graph.firm.example", "X-Forwarded-Proto": "https"},
        )
        told = urllib.request.build_opener(_Stay).open(asked).headers
        server.terminate()

    assert where == "https://graph.firm.example"
    assert told["Set-Cookie"].startswith("__Host-graphsvc_session=")
    assert told["Strict-Transport-Security"] == "max-age=31536000"


class _Stay(urllib.request.HTTPErrorProcessor):
    """Looks at an answer as it comes, without following it."""

    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002
        return response


def test_a_proxy_needs_its_name_and_an_administrator(service: Service) -> None:
    with pytest.raises(UsageError, match="--name"):
        run(service.workspace, Place(port=0, is_behind_proxy=True))
    with pytest.raises(NotAllowedError, match="--role admin"):
        run(service.workspace, Place(port=0, is_behind_proxy=True, names=("graph.firm.example",)))


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_said_with_the_remedy(service: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(UsageError, match=rf"port {port} is taken .* --port {port + 1}"):
            run(service.workspace, Place(port=port, has_worker=False))


@pytest.mark.parametrize("port, is_told", [(8080, False), (9090, True)])
def test_another_port_than_the_usual_is_told_for_the_links_of_others(
    service: Service, port: int, *, is_told: bool
) -> None:
    where = f"http://127.0.0.1:{port}"

    assert for_others(service.workspace, where) == (
        f"For others: graphsvc login EMAIL --address {where}\n" if is_told else ""
    )


@pytest.mark.enable_socket
def test_the_next_free_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert free_port(port) > port


@pytest.mark.enable_socket
def test_an_address_of_another_machine_cannot_be_listened_on(service: Service) -> None:
    register = service.house.register
    register.add_user("root@firm.example")
    register.grant("root@firm.example", "admin", granted_by="test")

    with pytest.raises(UsageError, match=r"cannot listen on 192\.0\.2\.1"):
        run(service.workspace, Place(host="192.0.2.1", port=0, allow_remote=True, has_worker=False))
