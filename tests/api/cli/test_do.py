"""`graphsvc do`: every action by name, kept, published, written down."""

import json
from functools import partial

import pytest

from graphsvc.actions import ACTIONS
from graphsvc.kinds.departure import DEPARTURE
from tests.api.cli.called import Printed, called
from tests.api.service import Service

Called = partial[Printed]


@pytest.fixture
def graphsvc(service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Called:
    """Calls the program in the folder of the service."""
    return partial(called, service, monkeypatch=monkeypatch, capsys=capsys)


def test_every_action_is_listed_with_its_fields(graphsvc: Called) -> None:
    listed = graphsvc(["do", "--help"])
    told = graphsvc(["do", "open-case", "--help"])

    assert [name for name in sorted(ACTIONS) if name not in listed.out] == []
    assert all(option in told.out for option in ("--person", "--date", "--purpose"))
    assert "internal-move" in told.out


def test_a_case_is_opened_and_its_id_printed(service: Service, graphsvc: Called) -> None:
    done = graphsvc(["do", "open-case", "--person", "ana", "--person", "ben", "--json"])

    told = json.loads(done.out)
    case = service.house.beside.cases.get(told["key"])
    assert done.code == 0
    assert case is not None
    assert (case.owner, case.people) == ("local", (service.key["ana"], service.key["ben"]))
    assert told["link"] == f"/cases/{told['key']}"


def test_words_are_printed_for_people(graphsvc: Called) -> None:
    done = graphsvc(["do", "open-case", "--person", "ana"])

    assert done.out.startswith("The case is open. Only its members see it. ")


def test_a_departure_that_is_announced_is_in_the_graph_and_published(
    service: Service, graphsvc: Called
) -> None:
    before = service.house.snapshot().seq
    opened = graphsvc(["do", "open-departure", "--person", "ana", "--date", "2024-12-31", "--json"])
    departure = json.loads(opened.out)["key"]

    graphsvc(["do", "announce-departure", "--departure", departure])

    with service.house.view() as view:
        assert view.get([DEPARTURE.key("app", departure)])
    assert service.house.snapshot().seq > before


def test_each_person_an_action_is_about_is_written_down(service: Service, graphsvc: Called) -> None:
    graphsvc(["do", "open-case", "--person", "ana", "--person", "ben"])

    subjects = {row.subject for row in service.audited("action.open-case")}
    assert subjects == {service.house.audit.subject(service.key[name]) for name in ("ana", "ben")}


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["open-case"], 2, "person: name at least one person"),
        (["open-case", "--person", "nobody"], 2, "person: no person is called 'nobody'"),
        (["open-case", "--person", "ana", "--date", "soon"], 2, "date"),
        (["open-case", "--person", "ana", "--purpose", "curiosity"], 2, "curiosity"),
        (["close-case", "--case", "nothing"], 2, "no such case"),
        (["approve-what-ifs", "--colleague", "gone@firm.example", "--reason", "x"], 2, "nobody signs in as"),
        (["nothing"], 2, "nothing"),
    ],
)
def test_what_is_refused_is_told_with_its_exit_code(
    service: Service, graphsvc: Called, words: list[str], code: int, said: str
) -> None:
    done = graphsvc(["do", *words])

    assert (done.code, said in done.err) == (code, True)
    assert service.house.beside.cases.of("local") == []


def test_a_limit_of_access_ends_with_its_own_code(service: Service, graphsvc: Called) -> None:
    path = service.workspace.root / "graphsvc.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}what_ifs = 1\n", encoding="utf-8")

    done = graphsvc(["do", "open-case", "--person", "ana", "--person", "ben"])

    assert done.code == 5
    assert "approve-what-ifs" in done.err
