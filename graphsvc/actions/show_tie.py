"""show-tie: bring back a tie that one hid or corrected."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import ConflictError
from graphsvc.own_tie import OtherEnd, corrections, ends, hiding
from graphsvc.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(OtherEnd):
    """Which tie."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Ends the hiding of a tie, and with it the correction."""
    me, other = ends(scope, params)
    hidden = hiding(desk, me, other)
    if not hidden:
        raise ConflictError("you do not hide this tie: see My data.")
    return Outcome(
        done=Done(says="The tie shows again, as it is measured.", key=other, link="/me"),
        closes=(*hidden, *corrections(desk, me, other)),
        subjects=(me,),
    )


SHOW_TIE = Action(
    name="show-tie",
    title="Show a tie again",
    help="Brings back a tie that you hid or corrected, as mail and calendar measure it.",
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    reach="known",
)
