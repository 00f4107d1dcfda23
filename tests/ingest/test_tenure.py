"""Who works here since when, read from a real store."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.store.port import FactClaim, Interval, RunSpec
from ingest.tenure import Tenure, united
from tests.ingest.event_feed import ANA, BEN, CLIENT_KEY, FIRM_KEY, KAI, Desk, Mail, day, key


def tenure_of(desk: Desk) -> Tenure:
    spec = RunSpec(run_id="look", source="mail", mode="snapshot", effective=0)
    with desk.store.writer(spec) as writer, desk.store.view() as view:
        return Tenure.read(view, writer, firm=FIRM_KEY, feed="mail")


def test_somebody_is_an_employee_between_first_and_last_day(desk: Desk) -> None:
    spans = (Interval(valid_from=day("2021-01-01"), valid_to=day("2022-01-01")),)
    desk.employ(KAI, organisation=CLIENT_KEY)
    desk.say(facts=[FactClaim(type="EMPLOYED_BY", src=key(KAI), dst=FIRM_KEY, intervals=spans)])

    tenure = tenure_of(desk)

    days = ("2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01")
    assert [tenure.is_employee(key(KAI), day(each)) for each in days] == [False, True, True, False]
    assert not tenure.is_employee(key("nobody@x.example"), day("2021-06-01"))


def test_a_start_that_this_feed_inferred_is_known_again(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[KAI]))
    desk.load()

    tenure = tenure_of(desk)

    assert tenure.start_of(key(KAI)) == (day("2026-03-02"), CLIENT_KEY)
    assert tenure.start_of(key(ANA)) is None


def test_a_start_that_another_feed_inferred_is_left_to_it(desk: Desk) -> None:
    inferred = (Interval(valid_from=day("2026-04-01"), properties={"start_inferred": True}),)
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=["liv@northwick.example"]))
    desk.load()
    desk.employ("mia@northwick.example", organisation=CLIENT_KEY)
    mia = key("mia@northwick.example")
    desk.say(facts=[FactClaim(type="EMPLOYED_BY", src=mia, dst=FIRM_KEY, intervals=inferred)])

    tenure = tenure_of(desk)

    assert tenure.start_of(mia) is None
    assert tenure.is_employee(mia, day("2026-01-01"))


def test_employees_of_a_period_come_with_the_part_they_worked(desk: Desk) -> None:
    desk.employ(KAI, since="2026-02-01")

    found = tenure_of(desk).employees_between((day("2026-01-01"), day("2026-03-01")))

    whole = [(day("2026-01-01"), day("2026-03-01"))]
    assert found == {
        key(ANA): whole,
        key(BEN): whole,
        key(KAI): [(day("2026-02-01"), day("2026-03-01"))],
    }


def test_nobody_who_left_before_is_an_employee_of_a_period(desk: Desk) -> None:
    found = tenure_of(desk).employees_between((day("2019-01-01"), day("2020-01-01")))

    assert found == {}


PERIODS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda each: (each[0], each[0] + each[1]))
)


@given(periods=PERIODS)
def test_united_periods_hold_the_same_days_apart(periods: list[tuple[int, int]]) -> None:
    found = united(periods)

    assert {at for start, end in found for at in range(start, end)} == {
        at for start, end in periods for at in range(start, end)
    }
    assert all(one[1] < other[0] for one, other in pairwise(found))
