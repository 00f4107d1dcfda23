"""correct-tie: put one's own word in the place of what is measured."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.network.hidden import CORRECTED
from graphsvc.own_tie import Band, OtherEnd, Said, declare, ends, hide
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(OtherEnd):
    """Which tie, and what it is really."""

    band: Band = field(label="How well", help="Strong: monthly. Warm: each quarter. Weak: less.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Hides what is measured of a tie and declares a band instead."""
    me, other = ends(scope, params)
    said = Said(band=params.band, relation=CORRECTED)
    return Outcome(
        done=Done(says="The tie is corrected. Your word counts instead.", key=other, link="/me"),
        facts=(hide(me, other), declare(desk, me, other, said=said)),
        subjects=(me,),
    )


CORRECT_TIE = Action(
    name="correct-tie",
    title="Correct a tie",
    help="Puts your word in the place of what mail and calendar show. It is marked as declared.",
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    reach="known",
)
