"""same-person: two keys are one human, for good."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import ConflictError
from graphsvc.judgement import Two, judged, said_before
from graphsvc.scope import Scope
from graphsvc.store.port import FactClaim, Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(Two):
    """Which two."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Links two keys; what was said to the contrary is taken back."""
    found = judged(desk, scope, params)
    one, other = found.people
    if one == other:
        raise ConflictError("these two are read as one already.")
    interval = Interval(properties={"reason": "judgement"})
    return Outcome(
        done=Done(says="They are one person from now on. Both keys lead there.", key=one, link="/imports"),
        facts=(FactClaim(type="SAME_AS", src=other, dst=one, intervals=(interval,)),),
        closes=said_before(desk, "DIFFERENT_FROM", found),
        subjects=found.people,
    )


SAME_PERSON = Action(
    name="same-person",
    title="The same person",
    done="They are one person from now on.",
    help="Reads two people as one, with everything known of both. Kept for ever; can be judged anew.",
    roles=frozenset({"admin", "alumni_programme"}),
    params=Params,
    run=run,
)
