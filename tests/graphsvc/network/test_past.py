"""Working together, clients served and moves, from records alone."""

from graphsvc.network import past, standing
from graphsvc.network.past import Together
from tests.graphsvc.firm import HIRED, Firm
from tests.graphsvc.graph import TODAY


def test_time_in_unit_and_team_counts_each_day_once() -> None:
    firm = Firm()
    firm.employee("ann", "Audit", start=TODAY - 1000)
    firm.employee("bob", "Audit", start=TODAY - 800, end=TODAY - 300)
    firm.organisation("client")
    firm.edge("ASSIGNED_TO", "ann", "client", qual="lead", start=TODAY - 1000)
    firm.edge("ASSIGNED_TO", "bob", "client", qual="member", start=TODAY - 900, end=TODAY - 400)

    with firm.published() as asked:
        found = past.together(asked.snapshot, standing(asked.snapshot, TODAY), asked.at("ann"))

        # the team lies within the time in the unit, and begins with the employment
        assert found == {asked.at("bob"): Together(days=500, last_day=TODAY - 301, same_client=True)}


def test_time_together_ends_with_the_day() -> None:
    firm = Firm()
    firm.employee("ann", "Audit", start=TODAY - 10)
    firm.employee("bob", "Audit", start=TODAY - 4)
    firm.employee("cy", "Tax")

    with firm.published() as asked:
        found = past.together(asked.snapshot, standing(asked.snapshot, TODAY), asked.at("ann"))

        assert found == {asked.at("bob"): Together(days=5, last_day=TODAY, same_client=False)}


def test_two_times_together_add_up() -> None:
    firm = Firm()
    firm.employee("ann", "Audit")
    for start, end in ((TODAY - 900, TODAY - 800), (TODAY - 500, TODAY - 450)):
        firm.employee("bob", "Audit", start=start, end=end)

    with firm.published() as asked:
        found = past.together(asked.snapshot, standing(asked.snapshot, TODAY), asked.at("ann"))

        assert found[asked.at("bob")].days == 150


def test_the_last_working_day_is_the_day_before_the_end_and_never_later_than_asked() -> None:
    firm = Firm()
    firm.employee("left", end=TODAY - 100)
    firm.employee("here", end=TODAY + 9)

    with firm.published() as asked:
        status = standing(asked.snapshot, TODAY)
        days = [past.last_worked(asked.snapshot, status, asked.at(name)) for name in ("left", "here")]

    assert days == [TODAY - 101, TODAY]


def test_moves_count_who_left_the_unit_and_works_elsewhere_after() -> None:
    firm = Firm()
    firm.organisation("new", type="other")
    firm.organisation("old", type="other")
    for name, unit in (("a", "Audit"), ("b", "Audit"), ("c", "Tax")):
        firm.employee(name, unit, end=TODAY - 50)
        firm.contact(name, "new", start=TODAY - 50)
    firm.graph.edge(
        "EMPLOYED_BY", firm.key["a"], firm.key["old"], start=HIRED - 500, end=HIRED
    )  # before the time here
    firm.employee("d", "Audit")

    with firm.published() as asked:
        found = past.moves(asked.snapshot, standing(asked.snapshot, TODAY), asked.at("Audit"))

        assert found == {asked.at("new"): [50, 50]}


def test_kinds_of_colleagues_follow_the_line_first_and_the_unit_then() -> None:
    firm = Firm()
    for name, unit in (
        ("me", "Audit"),
        ("boss", "Audit"),
        ("top", "Tax"),
        ("low", "Tax"),
        ("peer", "Audit"),
        ("far", "Tax"),
        ("none", ""),
    ):
        firm.employee(name, unit)
    for below, above in (("me", "boss"), ("boss", "top"), ("low", "me")):
        firm.edge("REPORTS_TO", below, above, start=HIRED)

    with firm.published() as asked:
        status = standing(asked.snapshot, TODAY)
        found = past.colleague_kinds(asked.snapshot, status, asked.at("me"), TODAY)
        named = {asked.firm.name[asked.snapshot.key(person)]: kind for person, kind in found.items()}

    assert named == {
        "boss": "manager",
        "top": "sponsor",
        "low": "junior",
        "peer": "peer",
        "far": "other_unit",
    }
