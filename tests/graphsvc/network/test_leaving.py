"""Who is known to leave: recorded ends first, then what was announced."""

from graphsvc.network.leaving import announced, last_day
from graphsvc.network.standing import standing
from graphsvc.question import date_of
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY


def leaving(firm: Firm, name: str, *, last: int, said: int = TODAY, state: str = "open") -> None:
    """Adds a departure."""
    days = {"last_day": date_of(last).isoformat(), "announced_on": date_of(said).isoformat()}
    node = firm.graph.node("Departure", f"{name}-{last}", **days, state=state)
    firm.graph.edge("ABOUT", node, firm.key[name])


def known(asked: Published, name: str, day: int = TODAY) -> int | None:
    return last_day(asked.snapshot, standing(asked.snapshot, day), asked.at(name))


def test_the_earliest_of_several_announced_days_counts() -> None:
    firm = Firm()
    firm.employee("ann")
    leaving(firm, "ann", last=TODAY + 90)
    leaving(firm, "ann", last=TODAY + 60)

    with firm.published() as asked:
        assert announced(asked.snapshot, TODAY) == {asked.at("ann"): TODAY + 60}


def test_what_is_closed_or_not_yet_announced_is_unknown() -> None:
    firm = Firm()
    for name in ("ann", "bob", "cem"):
        firm.employee(name)
    leaving(firm, "ann", last=TODAY + 60, state="stays")
    leaving(firm, "bob", last=TODAY + 60, state="left")
    leaving(firm, "cem", last=TODAY + 60, said=TODAY + 1)

    with firm.published() as asked:
        assert announced(asked.snapshot, TODAY) == {}
        assert announced(asked.snapshot, TODAY + 1) == {asked.at("cem"): TODAY + 60}


def test_a_recorded_end_comes_before_an_announced_one() -> None:
    firm = Firm()
    firm.employee("ann", end=TODAY + 31)
    firm.employee("bob")
    leaving(firm, "ann", last=TODAY + 90)
    leaving(firm, "bob", last=TODAY + 90)

    with firm.published() as asked:
        # the employment ends the day after the last working day
        assert (known(asked, "ann"), known(asked, "bob")) == (TODAY + 30, TODAY + 90)


def test_somebody_who_stays_has_no_last_day() -> None:
    firm = Firm()
    firm.employee("ann")

    with firm.published() as asked:
        assert known(asked, "ann") is None
