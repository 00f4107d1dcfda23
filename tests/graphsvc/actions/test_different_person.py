"""different-person: a link goes, also one that a source states, and does not come back with the next load."""

import pytest

from graphsvc.errors import NotFoundError, UsageError
from graphsvc.store.port import Batch, FactClaim, RunSpec
from tests.graphsvc.actions.office import Office
from tests.graphsvc.graph import TODAY


def read_as(desk: Office, *names: str) -> list[str]:
    with desk.store.view() as view:
        return [desk.firm.name[each.key] for each in view.get([desk.firm.key[name] for name in names])]


def state(desk: Office, *links: tuple[str, str], number: int = 1) -> None:
    """Lets a source state that pairs are one, as a load does that finds a shared address."""
    facts = [FactClaim(type="SAME_AS", src=desk.firm.key[a], dst=desk.firm.key[b]) for a, b in links]
    run = RunSpec(run_id=f"crm-{number}", source="crm", mode="delta", effective=TODAY)
    with desk.store.writer(run) as writer:
        writer.write(0, Batch(facts=facts))
        writer.finish()
    desk.publish()


def test_a_link_that_a_source_states_counts_for_nothing(desk: Office) -> None:
    state(desk, ("dee", "cy"))
    assert len(read_as(desk, "cy", "dee")) == 1

    desk.do("different-person", desk.scope("", "admin"), one="cy", other="dee")

    assert read_as(desk, "cy", "dee") == ["cy", "dee"]


def test_it_stays_so_when_the_source_states_it_again(desk: Office) -> None:
    state(desk, ("dee", "cy"))
    desk.do("different-person", desk.scope("", "admin"), one="cy", other="dee")

    state(desk, ("dee", "cy"), number=2)

    assert read_as(desk, "cy", "dee") == ["cy", "dee"]


def test_a_link_that_was_judged_is_taken_back_and_others_stay(desk: Office) -> None:
    for other in ("dee", "pat"):
        desk.do("same-person", desk.scope("", "admin"), one="cy", other=other)

    desk.do("different-person", desk.scope("", "admin"), one="cy", other="dee")

    with desk.store.view() as view:
        links = [chunk["valid_to"].tolist() for chunk in view.scan("SAME_AS", ("valid_to",), as_of=TODAY)]
    assert sum(map(len, links)) == 1
    assert len(read_as(desk, "cy", "dee")) == 2
    assert len(read_as(desk, "cy", "pat")) == 1


def test_answers_follow(desk: Office) -> None:
    """Read as Cy, Dee is a contact whom Ann holds; as herself she is not."""
    desk.do("same-person", desk.scope("", "admin"), one="cy", other="dee")
    together = desk.answer("coverage", client="Acme").summary.coverage_index

    desk.do("different-person", desk.scope("", "admin"), one="cy", other="dee")

    assert desk.answer("coverage", client="Acme").summary.coverage_index < together


def test_the_same_key_and_strangers_are_refused(desk: Office) -> None:
    with pytest.raises(UsageError, match="name two"):
        desk.do("different-person", desk.scope("", "admin"), one="cy", other="cy")
    with pytest.raises(NotFoundError):
        desk.do("different-person", desk.scope("", "admin"), one="cy", other="p-0000000000000")
    with pytest.raises(NotFoundError):
        desk.do("different-person", desk.scope("", "alumni_programme"), one="cy", other="dee")
