"""Cases and departures as an action meets them: which are the caller's, and about how many people.

The budget is enough for work and too small for a list of everybody.
"""

from collections.abc import Sequence

import numpy as np

from graphsvc.action import Desk, behind
from graphsvc.errors import NotAllowedError, NotFoundError, UsageError
from graphsvc.network.units import SMALLEST_UNIT
from graphsvc.scope import Role, Scope
from graphsvc.store.beside import Beside
from graphsvc.store.cases import Case
from graphsvc.store.departures import DepartureRow

MOST_PEOPLE = 50
"""People in one what-if."""
MEMBERS: frozenset[Role] = frozenset({"hr", "account_lead"})
"""Roles that may see a case."""
PARTNERS: frozenset[Role] = frozenset({"hr"})
"""Roles that look after a departure."""
_NOBODY = "person: name at least one person."


def check_size(people: Sequence[str]) -> None:
    """Returns if a case holds somebody, and no more people than one what-if takes.

    Raises:
        UsageError: it holds more, or nobody.
    """
    if not people:
        raise UsageError(_NOBODY)
    if len(people) > MOST_PEOPLE:
        raise UsageError(
            f"person: a what-if takes at most {MOST_PEOPLE} people, this would be {len(people)}."
        )


def check_unit(desk: Desk, unit: str) -> None:
    """Returns if a unit, by key, has so many people that its figures tell of none of them.

    Raises:
        NotAllowedError: it has fewer than five.
    """
    member = desk.snapshot.edges("IN_UNIT", desk.snapshot.today)
    ours = member.src[member.dst == desk.snapshot.position(unit)]
    if np.intersect1d(ours, desk.snapshot.baseline("employee")).size < SMALLEST_UNIT:
        message = (
            "unit: it has fewer than five people, so its figures would tell of single people. "
            "Ask about them by name."
        )
        raise NotAllowedError(message, slug="small-group")


def check_budget(desk: Desk, scope: Scope, more: Sequence[str]) -> None:
    """Returns if the caller may ask about further people this month.

    People with an open departure that the caller knows of cost nothing.

    Raises:
        NotAllowedError: the budget is used up, which a second person can extend; or the workspace wants a
            second person's word for anybody who is not leaving.
    """
    _check_approval(desk, scope, more)
    asked = set(more).union(*map(desk.beside.cases.asked_about, _purse(desk, scope)))
    left = asked - leaving(desk, scope)
    limit = budget(desk, scope)
    if len(left) > limit:
        message = (
            f"You asked about {limit} people in thirty days, which is the limit. Ask a colleague in HR to "
            "approve more (approve-what-ifs); that is logged and shown to oversight."
        )
        raise NotAllowedError(message, slug="what-if-budget")


def _check_approval(desk: Desk, scope: Scope, more: Sequence[str]) -> None:
    if desk.workspace.privacy.approval != "two-person" or set(more) <= leaving(desk, scope):
        return
    if not _approvals(desk, scope):
        raise NotAllowedError(
            "This workspace wants a second person's word for a what-if about somebody who is not leaving. "
            "Ask a colleague in HR to approve it (approve-what-ifs); that is logged and shown to oversight.",
            slug="second-approval-required",
        )


def budget(desk: Desk, scope: Scope) -> int:
    """Returns how many people without a departure the caller may ask about in thirty days."""
    once = desk.workspace.privacy.what_ifs
    return once * (1 + _approvals(desk, scope))


def _approvals(desk: Desk, scope: Scope) -> int:
    return sum(len(desk.beside.cases.approvals(each)) for each in _purse(desk, scope))


def _purse(desk: Desk, scope: Scope) -> frozenset[str]:
    """Returns the principals who share a budget: somebody, and the tokens they made."""
    owner = behind(desk, scope)
    made = (f"token:{each.name}" for each in desk.beside.register.tokens() if each.made_by == owner)
    return frozenset({owner, scope.principal, *made})


def leaving(desk: Desk, scope: Scope) -> frozenset[str]:
    """Returns the keys of people with an open departure that the caller may know of."""
    return frozenset(row.person for row in known_departures(desk.beside, scope) if not row.closed_on)


def known_departures(beside: Beside, scope: Scope) -> list[DepartureRow]:
    """Returns the departures the caller may know of, by last day: announced, or of a case of theirs."""
    return beside.departures.known_to(beside.cases.ever_of(scope.principal))


def member_of(desk: Desk, address: str, *, roles: frozenset[Role] = MEMBERS) -> str:
    """Returns the principal behind an address that somebody with one of the roles signs in with.

    Raises:
        NotFoundError: nobody like that signs in with it.
    """
    wanted = address.strip().casefold()
    register = desk.beside.register
    for name, is_active in register.users():
        held = {grant.role for grant in register.grants(name)} if name.casefold() == wanted else set[str]()
        if is_active and not roles.isdisjoint(held):
            return name
    needed = " or ".join(sorted(roles)).replace("_", " ")
    raise NotFoundError(
        f"nobody signs in as '{address.strip()}', or not with the role {needed}. Ask an administrator."
    )


def own_case(desk: Desk, scope: Scope, case: str) -> Case:
    """Returns an open case the caller may see; to others it does not exist.

    Raises:
        NotFoundError: there is none for the caller.
    """
    found = desk.beside.cases.get(case)
    if found is None or not found.is_open_to(scope.principal):
        raise NotFoundError("there is no such case for you. A case ends after thirty days.")
    return found


def kept_case(desk: Desk, scope: Scope, case: str) -> Case:
    """Returns an open case whose members the caller decides on: its owner, or HR among its members.

    Raises:
        NotFoundError: there is none for the caller.
        NotAllowedError: it was shared with the caller, and somebody else keeps it.
    """
    found = own_case(desk, scope, case)
    if not keeps(found, scope):
        raise NotAllowedError("Only whoever opened the case, or HR among its members, shares or closes it.")
    return found


def keeps(case: Case, scope: Scope) -> bool:
    """Returns whether somebody who may see a case decides on its members and its end."""
    return scope.principal == case.owner or "hr" in scope.roles


def own_departure(desk: Desk, scope: Scope, departure: str) -> DepartureRow:
    """Returns an open departure the caller may see; to others it does not exist.

    Raises:
        NotFoundError: there is none for the caller, or it is closed.
    """
    found = [row for row in known_departures(desk.beside, scope) if row.id == departure]
    if not found or found[0].closed_on:
        raise NotFoundError("there is no such open departure for you.")
    return found[0]
