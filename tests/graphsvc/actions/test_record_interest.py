"""record-interest: staying in touch without a consent, since a notice, until the person opts out."""

from datetime import timedelta

import pytest

from graphsvc.errors import ConflictError, NotFoundError, UsageError
from tests.graphsvc.bureau import Bureau, bureau

NOTICE = "letter of 3 June"


def record(desk: Bureau, name: str, **changes: object) -> None:
    given = {"person": desk.key(name), "date": desk.today, "evidence": NOTICE} | changes
    desk.do("record-interest", desk.role("alumni_programme"), **given)


def test_it_holds_for_staying_in_touch_alone_and_tells_its_basis_and_notice() -> None:
    with bureau() as desk:
        record(desk, "ida")

        found = desk.switch("ida", "stay_in_touch")
        assert (found.is_live, found.basis, found.evidence) == (True, "legitimate_interest", NOTICE)
        assert desk.agrees("ida", "stay_in_touch")
        assert not desk.agrees("ida", "events")


def test_it_ends_24_months_after_the_notice() -> None:
    with bureau() as desk:
        record(desk, "ida", date=desk.today - timedelta(days=700))

        assert desk.agrees("ida", "stay_in_touch", days=29)
        assert not desk.agrees("ida", "stay_in_touch", days=30)


def test_the_person_opts_out_at_once_and_nobody_records_it_again() -> None:
    with bureau() as desk:
        record(desk, "ida")
        desk.do("withdraw-consent", desk.own("ida"), consent="stay_in_touch")

        assert not desk.agrees("ida", "stay_in_touch")
        with pytest.raises(ConflictError, match="only they can say yes again"):
            record(desk, "ida")


def test_it_never_replaces_a_yes_of_the_person() -> None:
    with bureau() as desk:
        desk.do("give-consent", desk.own("ida"), consent="stay_in_touch")

        with pytest.raises(ConflictError, match="holds already"):
            record(desk, "ida")
        assert desk.switch("ida", "stay_in_touch").basis == "consent"


def test_a_yes_of_the_person_later_takes_its_place() -> None:
    with bureau() as desk:
        record(desk, "ida")
        desk.later(days=1)
        desk.do("give-consent", desk.own("ida"), consent="stay_in_touch")

        assert desk.switch("ida", "stay_in_touch").basis == "consent"


def test_a_notice_that_is_not_written_down_or_not_sent_yet_is_none() -> None:
    with bureau() as desk:
        with pytest.raises(UsageError, match="evidence: say where"):
            record(desk, "ida", evidence=" ")
        with pytest.raises(UsageError, match="yet to come"):
            record(desk, "ida", date=desk.today + timedelta(days=1))


def test_it_is_recorded_for_nobody_but_former_colleagues_and_leavers() -> None:
    with bureau() as desk, pytest.raises(NotFoundError, match="no former colleague"):
        record(desk, "kim")
