"""ask-erasure: the wish to be forgotten; an administrator carries it out within thirty days."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consenting import own_person
from graphsvc.errors import ConflictError
from graphsvc.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Nothing to choose: everything that is known of the person goes."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:  # noqa: ARG001 - nothing to choose
    """Notes the wish of the person who asks; the graph stays as it is until it is carried out.

    Raises:
        ConflictError: they asked already, and it is not carried out yet.
    """
    person = own_person(scope)
    if desk.beside.erasures.of(person) is not None:
        raise ConflictError("you asked already: My data says until when it is carried out.")
    found = desk.beside.erasures.ask(person, who=scope.principal)
    says = "Your wish is noted. You are erased within 30 days, unless the law wants something kept."
    return Outcome(done=Done(says=says, key=found, link="/me#rights"), subjects=(person,))


ASK_ERASURE = Action(
    name="ask-erasure",
    title="Ask to be erased",
    done="Your wish is noted. You are erased within 30 days, unless the law wants something kept.",
    help=(
        "Everything that is known of you here goes for good, your ties too, and a later load leaves you out. "
        "To stop only what is done with it, object instead: that counts at once."
    ),
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    is_live=True,
)
