"""record-consent: with proof, for former colleagues, never against a no of the person."""

from datetime import timedelta

import pytest

from graphsvc.errors import ConflictError, NotFoundError, UsageError
from tests.graphsvc.bureau import Bureau, bureau

LETTER = "letter of 3 June"


def record(desk: Bureau, name: str, *, role: str = "alumni_programme", **changes: object) -> None:
    given = {"person": desk.key(name), "consent": "vouch", "evidence": LETTER} | changes
    desk.do("record-consent", desk.role(role), **given)  # type: ignore[arg-type]


def test_a_consent_by_letter_holds_and_tells_who_wrote_it_down_and_where() -> None:
    with bureau() as desk:
        record(desk, "ida")

        found = desk.switch("ida", "vouch")
        assert (found.is_live, found.evidence, found.given_by) == (True, LETTER, "recorder")
        assert desk.agrees("ida", "vouch")


def test_the_programme_is_led_back_to_the_alumnus() -> None:
    with bureau() as desk:
        scope = desk.role("alumni_programme")
        outcome = desk.do("record-consent", scope, person=desk.key("ida"), consent="vouch", evidence=LETTER)

        assert outcome.done.link == f"/alumni/{desk.key('ida')}#consents"


def test_the_24_months_count_from_the_day_it_was_given() -> None:
    with bureau() as desk:
        record(desk, "ida", date=desk.today - timedelta(days=700))

        assert desk.agrees("ida", "vouch", days=29)
        assert not desk.agrees("ida", "vouch", days=30)


@pytest.mark.parametrize("evidence", ["", "  "])
def test_without_evidence_it_is_refused(evidence: str) -> None:
    with bureau() as desk, pytest.raises(UsageError, match="evidence: say where"):
        record(desk, "ida", evidence=evidence)


def test_a_day_yet_to_come_is_refused() -> None:
    with bureau() as desk, pytest.raises(UsageError, match="date: this day is yet to come"):
        record(desk, "ida", date=desk.today + timedelta(days=1))


@pytest.mark.parametrize("action", ["withdraw-consent", "object"])
def test_after_a_no_of_the_person_it_is_refused_however_new(action: str) -> None:
    with bureau() as desk:
        desk.do(action, desk.own("ida"), **({} if action == "object" else {"consent": "vouch"}))
        desk.later(days=10)

        with pytest.raises(ConflictError, match="only they can say yes again"):
            record(desk, "ida")


def test_where_the_person_said_yes_again_it_may_be_recorded() -> None:
    with bureau() as desk:
        desk.do("withdraw-consent", desk.own("ida"), consent="vouch")
        desk.do("give-consent", desk.own("ida"), consent="vouch")

        record(desk, "ida")

        assert desk.agrees("ida", "vouch")


@pytest.mark.parametrize("name", ["kim", "ana"])
def test_the_programme_records_nothing_for_a_contact_or_a_colleague(name: str) -> None:
    with bureau() as desk, pytest.raises(NotFoundError, match="no former colleague"):
        record(desk, name)


def test_the_programme_records_for_a_colleague_whose_departure_is_announced() -> None:
    with bureau() as desk:
        case = desk.beside.cases.open("hr@firm.example", purpose="resignation-received")
        leaver = desk.beside.departures.open(
            desk.key("ana"), what_if=case, last_day="2024-12-01", by="hr@firm.example"
        )
        desk.beside.departures.announce(leaver, on=desk.today.isoformat())

        record(desk, "ana")

        assert desk.agrees("ana", "vouch")


def test_hr_records_for_a_leaver_and_is_led_back_to_the_departure() -> None:
    with bureau() as desk:
        hr = desk.role("hr")
        case = desk.beside.cases.open(hr.principal, purpose="resignation-received")
        leaver = desk.beside.departures.open(
            desk.key("ana"), what_if=case, last_day="2024-12-01", by=hr.principal
        )

        outcome = desk.do("record-consent", hr, person=desk.key("ana"), consent="vouch", evidence=LETTER)

        assert outcome.done.link == f"/departures/{leaver}"
        assert desk.agrees("ana", "vouch")


def test_hr_records_nothing_for_a_contact() -> None:
    with bureau() as desk, pytest.raises(NotFoundError):
        record(desk, "kim", role="hr")
