"""different-person: two look-alikes are two, whatever they share and whichever source says otherwise."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.judgement import Two, judged, said_before
from graphsvc.scope import Scope
from graphsvc.store.port import FactClaim, Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(Two):
    """Which two."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Keeps two keys apart; a link that somebody made is taken back, one that a source states is ignored."""
    found = judged(desk, scope, params)
    one, other = sorted(found.keys)
    return Outcome(
        done=Done(says="They are two people from now on, whatever a load says.", key=one, link="/imports"),
        facts=(FactClaim(type="DIFFERENT_FROM", src=one, dst=other, intervals=(Interval(),)),),
        closes=said_before(desk, "SAME_AS", found),
        subjects=tuple(dict.fromkeys(found.people)),
    )


DIFFERENT_PERSON = Action(
    name="different-person",
    title="Two people",
    done="They stay two people.",
    help="Keeps two look-alikes apart, whatever a source says. Kept for ever; can be judged anew.",
    roles=frozenset({"admin", "alumni_programme"}),
    params=Params,
    run=run,
)
