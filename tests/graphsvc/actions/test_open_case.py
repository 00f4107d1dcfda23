"""open-case: who, when and why are kept; nobody is asked about without end."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graphsvc.errors import NotAllowedError, UsageError
from graphsvc.store.cases import CASE_LIVES
from tests.api.service import build
from tests.graphsvc.desk import Work, at_work
from tests.graphsvc.firm import Firm


def test_a_case_holds_who_when_and_why(work: Work) -> None:
    done = work.do("open-case", person=("ana", "ben"), date=date(2024, 12, 31), purpose="internal-move").done

    case = work.beside.cases.get(done.key)
    assert case is not None
    assert (case.owner, case.purpose, case.last_day) == ("hr", "internal-move", "2024-12-31")
    assert case.people == (work.key["ana"], work.key["ben"])
    assert done.link == f"/cases/{done.key}"


def test_the_audit_is_told_of_everybody_in_it_and_the_graph_of_nobody(work: Work) -> None:
    outcome = work.do("open-case", person=("ana", "ben"), purpose="long-absence")

    assert outcome.subjects == (work.key["ana"], work.key["ben"])
    assert not outcome.changes_graph


def test_somebody_named_twice_is_in_it_once(work: Work) -> None:
    case = work.beside.cases.get(work.case("ana", "ana"))

    assert case is not None
    assert case.people == (work.key["ana"],)


def test_a_case_about_nobody_is_refused(work: Work) -> None:
    with pytest.raises(UsageError, match="person: name at least one"):
        work.do("open-case", person=())

    assert work.beside.cases.of("hr") == []


def test_fifty_people_are_the_most_and_fifty_one_are_refused(work: Work) -> None:
    work.workspace = replace(work.workspace, privacy=replace(work.workspace.privacy, what_ifs=100))

    fifty = work.case(*[f"p-{n}" for n in range(50)])
    with pytest.raises(UsageError, match="at most 50 people, this would be 51"):
        work.case(*[f"p-{n}" for n in range(51)])

    assert [case.id for case in work.beside.cases.of("hr")] == [fifty]


def test_fifteen_people_in_thirty_days_are_the_budget(work: Work) -> None:
    work.case(*[f"p-{n}" for n in range(15)])

    again = work.case("p-3")
    with pytest.raises(NotAllowedError, match="limit") as refused:
        work.case("p-15")

    assert refused.value.problem == "what-if-budget"
    assert again in {case.id for case in work.beside.cases.of("hr")}


def test_the_budget_is_each_ones_own(work: Work) -> None:
    work.case(*[f"p-{n}" for n in range(15)])

    assert work.case("p-15", who="other")


def test_closing_cases_or_taking_people_out_gives_no_budget_back(work: Work) -> None:
    case = work.case(*[f"p-{n}" for n in range(15)])
    work.do("remove-from-case", case=case, person="p-0")
    work.do("close-case", case=case)

    with pytest.raises(NotAllowedError):
        work.case("p-15")


def test_the_budget_is_whole_again_after_thirty_days(work: Work) -> None:
    work.case(*[f"p-{n}" for n in range(15)])

    work.clock.at += CASE_LIVES

    assert work.case("p-15")


def test_people_with_an_open_departure_cost_nothing(work: Work) -> None:
    work.case(*[f"p-{n}" for n in range(15)])

    work.leaves("ana")
    case = work.case("ana", "p-3")

    assert case in {each.id for each in work.beside.cases.of("hr")}


def test_a_departure_of_another_case_gives_nothing(work: Work) -> None:
    """Else the refusal would tell who leaves."""
    work.leaves("ana", "other")
    work.case(*[f"p-{n}" for n in range(15)])

    with pytest.raises(NotAllowedError) as refused:
        work.case("ana")

    assert refused.value.problem == "what-if-budget"


def test_a_departure_that_is_closed_counts_again(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("close-departure", departure=departure, outcome="stays")
    work.case(*[f"p-{n}" for n in range(14)])

    with pytest.raises(NotAllowedError):
        work.case("p-14")


def test_the_limit_is_the_workspaces(work: Work) -> None:
    work.workspace = replace(work.workspace, privacy=replace(work.workspace.privacy, what_ifs=1))
    work.case("ana")

    with pytest.raises(NotAllowedError, match="about 1 "):
        work.case("ben")


def firm_of(size: int) -> Firm:
    """Returns a firm with one unit of so many people."""
    firm = Firm()
    for at in range(size):
        firm.employee(f"e{at}", "Audit")
    return firm


@pytest.mark.parametrize("size", [4, 5])
def test_a_whole_unit_is_asked_about_from_five_people_on(tmp_path: Path, size: int) -> None:
    firm = firm_of(size)
    folder = build(tmp_path / "built", written=firm)

    with at_work(folder, tmp_path / "firm", key=firm.key) as work:
        if size < 5:
            with pytest.raises(NotAllowedError) as refused:
                work.do("open-case", unit=firm.key["Audit"])
            assert refused.value.problem == "small-group"
            assert work.beside.cases.of("hr") == []
        else:
            case = work.beside.cases.get(
                work.do("open-case", unit=firm.key["Audit"], purpose="internal-move").done.key
            )
            assert case is not None
            assert (case.unit, case.people) == (firm.key["Audit"], ())
            assert work.beside.cases.asked_about("hr") == {firm.key["Audit"]}


def test_people_and_a_unit_are_not_mixed(work: Work) -> None:
    with pytest.raises(UsageError, match="unit: name people or a unit"):
        work.do("open-case", person=("ana",), unit=work.key["Audit"])


def test_hr_says_what_a_case_is_for(work: Work) -> None:
    with pytest.raises(UsageError, match="purpose: say what this is for"):
        work.do("open-case", person=("ana",))

    assert work.beside.cases.of("hr") == []


def test_an_account_lead_reviews_accounts_unless_they_say_otherwise(work: Work) -> None:
    work.roles = frozenset({"account_lead"})

    case = work.beside.cases.get(work.do("open-case", person=("ana",)).done.key)

    assert case is not None
    assert case.purpose == "account-review"


def test_a_workspace_may_want_a_second_persons_word(work: Work) -> None:
    privacy = replace(work.workspace.privacy, approval="two-person")
    work.workspace = replace(work.workspace, privacy=privacy)

    with pytest.raises(NotAllowedError) as refused:
        work.do("open-case", person=("ana",), purpose="internal-move")
    work.beside.cases.approve("hr", by="boss@firm.example", reason="A team goes")
    work.do("open-case", person=("ana",), purpose="internal-move")

    assert refused.value.problem == "second-approval-required"


def test_somebody_who_leaves_needs_no_second_word(work: Work) -> None:
    work.do("open-departure", person="ana", date=date(2024, 12, 31))
    privacy = replace(work.workspace.privacy, approval="two-person")
    work.workspace = replace(work.workspace, privacy=privacy)

    outcome = work.do("open-case", person=("ana",), purpose="internal-move")

    assert outcome.done.key
