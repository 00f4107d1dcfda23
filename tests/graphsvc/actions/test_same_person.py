"""same-person and what takes it back: judgements outlive loads, and old keys keep working."""

import pytest

from graphsvc.errors import ConflictError, NotFoundError, UsageError
from tests.graphsvc.actions.office import Office
from tests.graphsvc.graph import Graph


def read_as(desk: Office, *names: str) -> list[str]:
    """Returns the names of those under whom people are read, each once."""
    with desk.store.view() as view:
        return [desk.firm.name[each.key] for each in view.get([desk.firm.key[name] for name in names])]


def test_two_keys_are_read_as_one_with_everything_known_of_both(desk: Office) -> None:
    desk.do("same-person", desk.scope("", "admin"), one="cy", other="dee")

    assert len(read_as(desk, "cy", "dee")) == 1
    assert {row["contact"] for row in desk.ask("coverage", client="Acme")} <= {"cy", "dee"}


def test_it_takes_back_that_they_were_judged_to_be_two(desk: Office) -> None:
    desk.do("different-person", desk.scope("", "admin"), one="dee", other="cy")

    desk.do("same-person", desk.scope("", "admin"), one="cy", other="dee")

    assert len(read_as(desk, "cy", "dee")) == 1


def test_what_is_one_already_is_told(desk: Office) -> None:
    desk.do("same-person", desk.scope("", "admin"), one="cy", other="dee")

    with pytest.raises(ConflictError, match="already"):
        desk.do("same-person", desk.scope("", "admin"), one="dee", other="cy")


def test_the_same_key_twice_is_refused(desk: Office) -> None:
    with pytest.raises(UsageError, match="name two"):
        desk.do("same-person", desk.scope("", "admin"), one="cy", other="cy")


@pytest.mark.parametrize("other", ["nobody", "Acme", "p-0000000000000"])
def test_who_is_no_person_is_not_found(desk: Office, other: str) -> None:
    with pytest.raises(NotFoundError, match="other"):
        desk.do("same-person", desk.scope("", "admin"), one="cy", other=other)


def test_the_alumni_programme_judges_its_alumni_and_nobody_else(desk: Office) -> None:
    with pytest.raises(NotFoundError, match="one: no person"):
        desk.do("same-person", desk.scope("", "alumni_programme"), one="cy", other="dee")

    graph = Graph()
    for name in ("old", "older"):
        key = graph.node("Person", name)
        desk.firm.key[name] = key
        graph.edge("EMPLOYED_BY", key, desk.firm.key["firm"], start=10_000, end=19_000)
    graph.write(desk.store, "alumni")
    desk.publish()
    desk.do("same-person", desk.scope("", "alumni_programme"), one="old", other="older")

    assert len(read_as(desk, "old", "older")) == 1
