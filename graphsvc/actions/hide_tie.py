"""hide-tie: take a tie of one's own out of every answer."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.own_tie import OtherEnd, corrections, ends, hide
from graphsvc.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(OtherEnd):
    """Which tie."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Hides a tie, and what corrected it before."""
    me, other = ends(scope, params)
    return Outcome(
        done=Done(says="The tie is hidden. The pair now reads as not measured.", key=other, link="/me"),
        facts=(hide(me, other),),
        closes=corrections(desk, me, other),
        subjects=(me,),
    )


HIDE_TIE = Action(
    name="hide-tie",
    title="Hide a tie",
    help="Takes the tie out of every answer, also about earlier days. Nobody is told; show it again at will.",
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    reach="known",
)
