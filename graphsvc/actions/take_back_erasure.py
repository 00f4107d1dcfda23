"""take-back-erasure: one's own wish to be erased is taken back, until an administrator ordered it."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consenting import own_person
from graphsvc.errors import ConflictError, NotFoundError
from graphsvc.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Nothing to choose: one has one wish at a time."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:  # noqa: ARG001 - nothing to choose
    """Takes back the wish of the person who asks.

    Raises:
        NotFoundError: there is no such wish.
        ConflictError: it is ordered already.
    """
    person = own_person(scope)
    if not desk.beside.erasures.take_back(person):
        if desk.beside.erasures.of(person) is None:
            raise NotFoundError("you did not ask to be erased.")
        raise ConflictError("an administrator ordered it already: ask them whether it can still be stopped.")
    done = Done(says="Taken back: you are not erased.", key=person, link="/me#rights")
    return Outcome(done=done, subjects=(person,))


TAKE_BACK_ERASURE = Action(
    name="take-back-erasure",
    title="Take back the wish to be erased",
    done="Taken back: you are not erased.",
    help="You stay as you are. This can be done until an administrator orders the erasure.",
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    is_live=True,
)
