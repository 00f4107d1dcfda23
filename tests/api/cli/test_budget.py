"""The budget of what-ifs holds on the command line too: exit 5, and a second person extends it."""

from collections.abc import Callable

import pytest

from tests.api.cli.called import Printed, called
from tests.api.service import Service

PURPOSE = ("--purpose", "internal-move")
Ask = Callable[..., Printed]


@pytest.fixture
def ask(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Printed]:
    """Asks what would break if people left, as the command line."""

    def call(*people: str, more: tuple[str, ...] = ()) -> Printed:
        words = [word for person in people for word in ("--person", person)]
        asked = ["ask", "departure-impact", *words, *PURPOSE, *more, "--json"]
        return called(service, asked, monkeypatch=monkeypatch, capsys=capsys)

    return call


def settle(service: Service, setting: str) -> None:
    """Writes a setting of `[privacy]`, the last table of the file."""
    path = service.workspace.root / "graphsvc.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}{setting}\n", encoding="utf-8")


def test_it_counts_people_once_whatever_way_they_are_asked_about(service: Service, ask: Ask) -> None:
    settle(service, "what_ifs = 2")

    codes = [
        ask("ana").code,
        ask("ana").code,
        ask("ana", "ben").code,
        ask("eli").code,
        ask("ana", more=("--besides", "eli")).code,
        ask("ben").code,
    ]

    assert codes == [0, 0, 0, 5, 5, 0]
    assert service.house.beside.cases.asked_about("local") == {service.key["ana"], service.key["ben"]}
    assert service.house.beside.cases.of("local") == []


def test_what_is_refused_otherwise_counts_nobody(service: Service, ask: Ask) -> None:
    settle(service, "what_ifs = 1")

    refused = ask("ana", more=("--as-of", "1990-01-01")).code

    assert refused != 0
    assert service.house.beside.cases.asked_about("local") == frozenset()


def test_it_is_told_with_the_way_out_and_a_second_person_extends_it(service: Service, ask: Ask) -> None:
    settle(service, "what_ifs = 1")
    ask("ana")
    before = ask("ben")

    body = {"colleague": "local", "reason": "The partners retire"}
    approved = service.post("/v1/actions/approve-what-ifs", service.token("hr"), body).status_code

    assert (before.code, "approve-what-ifs" in before.err) == (5, True)
    assert (approved, ask("ben").code) == (201, 0)


def test_the_command_line_does_not_extend_its_own(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["do", "approve-what-ifs", "--colleague", "local", "--reason", "I want to"]

    done = called(service, words, monkeypatch=monkeypatch, capsys=capsys)

    assert (done.code, "Somebody else must approve" in done.err) == (5, True)


def test_a_workspace_that_wants_a_second_persons_word_wants_it_here_too(service: Service, ask: Ask) -> None:
    settle(service, 'approval = "two-person"')
    before = ask("ana")

    service.house.beside.cases.approve("local", by="hr@firm.example", reason="Agreed")

    assert (before.code, "second person's word" in before.err) == (5, True)
    assert ask("ana").code == 0


def test_who_is_known_to_leave_costs_nothing(service: Service, ask: Ask) -> None:
    settle(service, "what_ifs = 0")
    departures, key = service.house.beside.departures, service.key["ana"]
    found = departures.open(key, what_if="elsewhere", last_day="2024-12-31", by="hr@firm.example")
    before = ask("ana").code

    departures.announce(found, on="2024-10-04")

    assert (before, ask("ana").code) == (5, 0)


def test_a_what_if_takes_so_many_people_at_most(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphsvc.case.MOST_PEOPLE", 2)

    done = ask("ana", "ben", "eli")

    assert (done.code, "at most 2 people, this would be 3" in done.err) == (2, True)
