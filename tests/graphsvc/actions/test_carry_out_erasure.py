"""carry-out-erasure: ordered once, with a reason; the job names nobody."""

import pytest

from graphsvc.errors import ConflictError, UsageError
from tests.graphsvc.bureau import bureau


def test_a_wish_becomes_a_job_that_names_nobody() -> None:
    with bureau() as desk:
        desk.do("ask-erasure", desk.own("ida"))

        outcome = desk.do(
            "carry-out-erasure", desk.role("admin"), person=desk.key("ida"), reason="asked for it"
        )

        [wish] = desk.beside.erasures.open()
        job = desk.beside.jobs.get(outcome.done.key)
        assert job is not None
        assert (job.kind, dict(job.params)) == ("erase", {"erasure": wish.id})
        assert (wish.state, wish.reason) == ("ordered", "asked for it")


def test_a_letter_is_carried_out_without_a_wish_in_the_service() -> None:
    with bureau() as desk:
        desk.do("carry-out-erasure", desk.role("admin"), person=desk.key("jon"), reason="letter")

        assert [each.state for each in desk.beside.erasures.open()] == ["ordered"]


def test_it_is_ordered_once() -> None:
    with bureau() as desk:
        given = {"person": desk.key("ida"), "reason": "letter"}
        desk.do("carry-out-erasure", desk.role("admin"), **given)

        with pytest.raises(ConflictError, match="ordered already"):
            desk.do("carry-out-erasure", desk.role("admin"), **given)


def test_it_is_ordered_anew_where_the_job_came_to_nothing() -> None:
    with bureau() as desk:
        given = {"person": desk.key("ida"), "reason": "letter"}
        job = desk.do("carry-out-erasure", desk.role("admin"), **given).done.key
        desk.beside.jobs.cancel(job)

        again = desk.do("carry-out-erasure", desk.role("admin"), **given).done.key

        [wish] = desk.beside.erasures.open()
        found = desk.beside.jobs.get(again)
        assert found is not None
        assert found.params["erasure"] == wish.id


def test_without_a_reason_it_is_refused() -> None:
    with bureau() as desk, pytest.raises(UsageError, match="reason: say why"):
        desk.do("carry-out-erasure", desk.role("admin"), person=desk.key("ida"), reason=" ")
