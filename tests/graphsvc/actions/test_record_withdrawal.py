"""record-withdrawal: a no that came by mail counts at once, from whatever source the yes was."""

from datetime import timedelta

import pytest

from graphsvc.errors import NotFoundError, UsageError
from tests.graphsvc.bureau import Bureau, bureau
from tests.graphsvc.bureau import small as small_desk
from tests.graphsvc.graph import TODAY

MAIL = "mail of 3 June"


def record(desk: Bureau, name: str, **changes: object) -> None:
    given = {"person": desk.key(name), "consent": "vouch", "evidence": MAIL} | changes
    desk.do("record-withdrawal", desk.role("alumni_programme"), **given)


def test_it_takes_back_what_the_person_gave() -> None:
    with bureau() as desk:
        desk.do("give-consent", desk.own("ida"), consent="vouch")

        record(desk, "ida")

        found = desk.switch("ida", "vouch")
        assert (found.is_live, found.evidence, found.given_by) == (False, MAIL, "recorder")


def test_it_takes_back_what_a_file_states_even_a_newer_one() -> None:
    firm = small_desk()
    firm.agree("ida", "vouch", given=TODAY - 5)

    with bureau(firm) as desk:
        was = desk.agrees("ida", "vouch")
        record(desk, "ida", date=desk.today - timedelta(days=9))

        assert was
        assert not desk.agrees("ida", "vouch")


def test_a_yes_of_the_person_that_is_newer_than_the_letter_stays() -> None:
    with bureau() as desk:
        desk.do("give-consent", desk.own("ida"), consent="vouch")

        record(desk, "ida", date=desk.today - timedelta(days=1))

        assert desk.agrees("ida", "vouch")


def test_the_person_can_agree_again_on_the_same_day() -> None:
    with bureau() as desk:
        record(desk, "ida")

        desk.do("give-consent", desk.own("ida"), consent="vouch")

        assert desk.agrees("ida", "vouch")


def test_without_evidence_it_is_refused() -> None:
    with bureau() as desk, pytest.raises(UsageError, match="evidence"):
        record(desk, "ida", evidence=" ")


def test_a_day_yet_to_come_is_refused() -> None:
    with bureau() as desk, pytest.raises(UsageError, match="yet to come"):
        record(desk, "ida", date=desk.today + timedelta(days=1))


def test_it_is_refused_for_a_contact() -> None:
    with bureau() as desk, pytest.raises(NotFoundError):
        record(desk, "kim")
