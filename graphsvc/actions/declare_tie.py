"""declare-tie: say whom you know, where no mailbox shows it."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.own_tie import Band, OtherEnd, Said, declare, ends
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(OtherEnd):
    """Whom you know, and how well."""

    band: Band = field(label="How well", help="Strong: monthly. Warm: each quarter. Weak: less.")
    expires_on: dt.date | None = field(
        label="Until", help="First day it no longer counts; left out, in a year.", default=None
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records a tie of whoever asks, in their own name."""
    me, other = ends(scope, params)
    said = Said(band=params.band, expires_on=params.expires_on)
    return Outcome(
        done=Done(says="The tie is declared. It counts for less each month.", key=other, link="/me"),
        facts=(declare(desk, me, other, said=said),),
        subjects=(me,),
    )


DECLARE_TIE = Action(
    name="declare-tie",
    title="Declare a tie",
    help="Says whom you know. It is marked as your word, never counts as measured, and fades within a year.",
    roles=frozenset({"own", "account_lead"}),
    params=Params,
    run=run,
    reach="known",
)
