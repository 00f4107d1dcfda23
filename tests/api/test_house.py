"""The services of an application: limits, and what is opened again."""

from collections import Counter
from pathlib import Path

import pytest

from api.house import RATES
from api.windows import Limit
from graphsvc.publish import Terms, publish
from graphsvc.snapshot import Snapshot, files
from graphsvc.store.clock import system_clock
from tests.api.service import PLENTY, Service, copied, firm
from tests.graphsvc.graph import TODAY

PATH = "/v1/questions/portfolio"


@pytest.fixture
def scarce(published: Path, tmp_path: Path) -> Service:
    """A service that gives two reads a minute, one export and two sign-ins."""
    rates = {
        "read": Limit(2, 60),
        "export": Limit(1, 60),
        "login": Limit(2, 60),
        "what-if": PLENTY,
    }
    return next(copied(published, tmp_path / "scarce", key=firm().key, rates=rates, clock=system_clock))


def test_too_many_requests_are_told_when_to_come_again(scarce: Service) -> None:
    token = scarce.token("hr")

    answers = [scarce.get(PATH, token) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 61
    assert "Retry-After" not in answers[1].headers


def test_one_who_asks_too_much_takes_nothing_from_others(scarce: Service) -> None:
    first, second = scarce.token("hr"), scarce.token("hr")
    for _ in range(3):
        scarce.get(PATH, first)

    assert scarce.get(PATH, second).status_code == 200


@pytest.mark.parametrize("path, accept", [("/export/portfolio.csv", "*/*"), (PATH, "text/csv")])
def test_a_file_counts_as_an_export_whatever_its_address(scarce: Service, path: str, accept: str) -> None:
    token = scarce.token("hr")

    statuses = [scarce.get(path, token, Accept=accept).status_code for _ in range(2)]

    assert statuses == [200, 429]


def test_codes_cannot_be_tried_at_will(scarce: Service) -> None:
    client = scarce.app.test_client()

    statuses = [client.post("/login", data={"code": "guess"}).status_code for _ in range(3)]

    assert statuses == [401, 401, 429]


def test_the_usual_limits_are_those_of_the_reference() -> None:
    told = {name: (rate.amount, rate.seconds) for name, rate in RATES.items()}

    assert told == {"read": (600, 60), "what-if": (60, 60), "export": (20, 3600), "login": (10, 600)}


def test_a_publication_is_mapped_once(service: Service) -> None:
    assert service.house.snapshot() is service.house.snapshot()


def test_a_snapshot_that_lost_its_files_is_not_ready(service: Service) -> None:
    current = Snapshot.open(service.workspace.snapshots).folder
    for path in current.iterdir():
        path.unlink()

    assert service.get("/readyz").status_code == 503


def opened(service: Service) -> Counter[str]:
    """Returns how many files of each snapshot this process holds open."""
    links = (each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
    folder = service.workspace.snapshots
    return Counter(link.relative_to(folder).parts[0] for link in links if link.is_relative_to(folder))


@pytest.fixture
def mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps arrays of every size."""
    monkeypatch.setattr(files, "SMALL", 0)


@pytest.mark.usefixtures("mapping")
def test_of_many_publications_only_the_current_one_keeps_files_open(service: Service) -> None:
    token, paths = service.token("hr"), (PATH, "/ask/portfolio", "/v1/questions/coverage-matrix")
    for day in range(4):
        with service.house.writing() as store:
            publish(store, service.workspace.snapshots, Terms(today=TODAY + day))
        assert [service.get(path, token).status_code for path in paths] == [200] * len(paths)

    held = opened(service)
    service.house.close()

    assert list(held) == [service.house.snapshot().folder.name]
    service.house.close()
    assert not opened(service)


def test_a_small_firm_keeps_no_file_of_a_snapshot_open(service: Service) -> None:
    service.get(PATH, service.token("hr"))

    assert not opened(service)
    assert not service.house.snapshot().id.flags.writeable


def test_closing_twice_is_closing(service: Service) -> None:
    service.get(PATH, service.token("hr"))

    service.house.close()
    service.house.close()

    assert service.get("/readyz").status_code == 200
