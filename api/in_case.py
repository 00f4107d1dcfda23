"""Questions about named people over HTTP: asked through a case, so that no address names anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.endpoint import Call
from api.problem import Fault, ProblemError
from graphsvc.case import known_departures
from graphsvc.network.leaving import last_day_of_all
from graphsvc.question import Question, date_of
from graphsvc.scope import PURPOSES
from graphsvc.shape import field
from graphsvc.store.cases import Case

_NO_CASE = "Open a case first with POST /v1/actions/open-case, then give its id as `case`."


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAsked:
    """What a question about named people takes over HTTP."""

    case: str = field(label="Case", help="Id of an open case of yours: who leaves, when and why stand in it.")
    as_of: date | None = field(label="As of", help="Day the answer is for.", default=None)


def case_of(call: Call, case: str) -> Case:
    """Returns an open case of the caller's.

    Raises:
        ProblemError: there is none of that id for the caller.
    """
    found: Case | None = call.house.beside.cases.get(case)
    if found is None or not found.is_open_to(call.scope.principal):
        raise ProblemError("not-found", "There is no such case for you. A case ends after thirty days.")
    return found


def _leaving_anyway(call: Call, case: Case) -> list[str]:
    """Returns the keys of others with an open departure that the caller knows of."""
    known = known_departures(call.house.beside, call.scope)
    return list(
        dict.fromkeys(row.person for row in known if not row.closed_on and row.person not in case.people)
    )


def while_here(call: Call, people: Sequence[str]) -> dict[str, str]:
    """Returns the day to ask about some people for: the last on which all worked here, today if they do."""
    at = [each for each in map(call.snapshot.position, people) if each is not None]
    last = last_day_of_all(call.snapshot, at)
    return {} if last is None else {"as_of": date_of(last).isoformat()}


def in_case(call: Call, question: Question, values: Mapping[str, Any]) -> tuple[Call, dict[str, Any]]:
    """Returns a call and parameters with what a case says filled in; other questions stay as they are.

    Raises:
        ProblemError: a question about named people came without a case, or with one that is not the caller's.
    """
    if not question.is_case:
        return call, dict(values)
    if not values.get("case"):
        fault = Fault(where="query", pointer="/case", detail=_NO_CASE)
        raise ProblemError("validation", f"case: {_NO_CASE}", faults=(fault,))
    unknown = sorted(values.keys() - {"case", "as_of"})
    if unknown:
        faults = tuple(Fault(where="query", pointer=f"/{name}", detail="Unknown field.") for name in unknown)
        raise ProblemError("validation", f"{', '.join(unknown)}: unknown field.", faults=faults)
    case = case_of(call, str(values["case"]))
    asked: dict[str, Any] = {"unit": case.unit} if case.unit else {"person": list(case.people)}
    asked |= {"besides": _leaving_anyway(call, case)}
    asked |= {"date": case.last_day} if case.last_day else {}
    asked |= {"as_of": values["as_of"]} if "as_of" in values else while_here(call, case.people)
    scope = replace(call.scope, purpose=PURPOSES[case.purpose])
    return replace(call, scope=scope), asked
