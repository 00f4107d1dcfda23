"""What people say about consent as an action meets it: whose word it is, for whom it may be recorded.

Own words count as given by the person. What came by mail or on paper is recorded by the alumni programme or
HR, with evidence; it never outweighs a no of the person, which only the person can take back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.action import Desk, Done, Outcome
from graphsvc.case import known_departures, leaving
from graphsvc.consent import Switch, says, statements, switches
from graphsvc.errors import ConflictError, NotFoundError, UsageError
from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.network.standing import works_here
from graphsvc.scope import Scope
from graphsvc.store.port import FactClaim, NodeClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Claims of one or several statements."""

    nodes: Sequence[NodeClaim]
    facts: Sequence[FactClaim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What somebody records for a person: yes or no to a purpose, with its proof."""

    person: str
    purpose: str
    is_yes: bool
    evidence: str
    on: date | None = None
    basis: str = "consent"


def own_person(scope: Scope) -> str:
    """Returns the key of who asks.

    Raises:
        NotFoundError: the address they sign in with is of nobody who works or worked here.
    """
    if scope.person is None:
        raise NotFoundError(
            f"Signed in as {scope.principal}; nobody who works or worked here has this address."
        )
    return scope.person


def said_by(desk: Desk, person: str, words: Mapping[str, bool], *, evidence: str = "") -> Claims:
    """Returns the claims that a person themself says yes or no to purposes, now.

    Args:
        desk: what the action works with.
        person: key of the person.
        words: yes or no by purpose.
        evidence: where it was said.
    """
    at = _moment(desk, person)
    told = [
        says(person, purpose, is_yes=is_yes, on=desk.today, at=at, given_by="person", evidence=evidence)
        for purpose, is_yes in words.items()
    ]
    return Claims(nodes=[node for node, _ in told], facts=[fact for _, fact in told])


def written_down(desk: Desk, scope: Scope, given: Recorded, *, sentence: str) -> Outcome:
    """Returns the outcome of recording what somebody said: its claims, and the way to the person's page.

    Raises:
        NotFoundError: the person is nobody the caller looks after.
        UsageError: the evidence is missing, or the day is yet to come.
        ConflictError: the person said no, which a recorded yes does not outweigh.
    """
    claims = recorded(desk, scope, given)
    return Outcome(
        done=Done(says=sentence, key=given.person, link=page_of(desk, scope, given.person)),
        nodes=claims.nodes,
        facts=claims.facts,
        subjects=(given.person,),
    )


def recorded(desk: Desk, scope: Scope, given: Recorded) -> Claims:
    """Returns the claims of what the alumni programme or HR records for somebody.

    Raises:
        NotFoundError: the person is nobody the caller looks after.
        UsageError: the evidence is missing, or the day is yet to come.
        ConflictError: the person said no, which a recorded yes does not outweigh.
    """
    check_looked_after(desk, scope, given.person)
    on = _day(desk, given.on)
    if not given.evidence.strip():
        raise UsageError("evidence: say where it is written down, such as 'letter of 3 June'.")
    if given.is_yes:
        _refuse_after_no(desk, given)
    node, fact = says(
        given.person,
        given.purpose,
        is_yes=given.is_yes,
        on=on,
        at=_moment(desk, given.person),
        given_by="recorder",
        evidence=given.evidence.strip(),
        recorder=scope.principal,
        basis=given.basis,
    )
    return Claims(nodes=(node,), facts=(fact,))


def check_looked_after(desk: Desk, scope: Scope, person: str) -> None:
    """Returns if the caller looks after somebody: a former colleague, or one whose departure they know of.

    HR looks after everybody who works here.

    Raises:
        NotFoundError: the person is none of these.
    """
    position = desk.snapshot.position(person)
    is_here = None if position is None else works_here(desk.snapshot, position, desk.snapshot.today)
    if is_here is None or (is_here and not _may_meet(desk, scope, person)):
        raise NotFoundError("this is no former colleague: look for the person in the register of alumni.")


def page_of(desk: Desk, scope: Scope, person: str) -> str:
    """Returns the page on which the caller looks after somebody."""
    if "alumni_programme" in scope.roles:
        return f"/alumni/{person}#consents"
    files = [row.id for row in known_departures(desk.beside, scope) if row.person == person]
    return f"/departures/{files[-1]}" if files else "/"


def switch_of(desk: Desk, person: str, purpose: str) -> Switch:
    """Returns where a person stands with a purpose."""
    return next(each for each in switches(desk.view, person, desk.today) if each.purpose == purpose)


def _may_meet(desk: Desk, scope: Scope, person: str) -> bool:
    return "hr" in scope.roles or person in leaving(desk, scope)


def _day(desk: Desk, on: date | None) -> date:
    if on is not None and on > desk.today:
        raise UsageError("date: this day is yet to come.")
    return on or desk.today


def _refuse_after_no(desk: Desk, given: Recorded) -> None:
    found = switch_of(desk, given.person, given.purpose)
    if found.withdrawn_on and not found.is_live:
        words = PURPOSE_WORDS[given.purpose]
        raise ConflictError(
            f"the person said no to '{words}' on {found.withdrawn_on}: only they can say yes again, by their "
            "own link or signed in."
        )


def _moment(desk: Desk, person: str) -> int:
    """Returns the instant of a new statement: after every earlier one of the person."""
    said = [int(each.get("stated_at") or 0) for each in statements(desk.view, person, desk.today)]
    return max([desk.now, *(at + 1 for at in said)])
