"""`graphsvc serve`: on this machine alone, until an administrator asks for more."""

import pytest

from api.cli.serve import ADMIN, admit, refuse_strangers, run
from api.door import DEMO_ROLES
from graphsvc.errors import NotAllowedError
from tests.api.service import Service


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_may_always_be_served(service: Service, host: str) -> None:
    refuse_strangers(service.house.register, host, allow_remote=False)

    assert service.house.register.users() == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "graph.firm.example", ""])  # noqa: S104
def test_another_address_is_refused_before_it_is_opened(service: Service, host: str) -> None:
    with pytest.raises(NotAllowedError, match="--role admin"):
        run(service.workspace, host=host, port=0)


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
