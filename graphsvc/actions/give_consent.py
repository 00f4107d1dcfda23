"""give-consent: say yes to one purpose, for 24 months."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consenting import own_person, said_by
from graphsvc.kinds.consent import PURPOSE_WORDS, Purpose
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What one agrees to."""

    consent: Purpose = field(label="Consent", help="What you agree to; one purpose at a time.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records a yes of the person who asks."""
    person = own_person(scope)
    claims = said_by(desk, person, {params.consent: True})
    says = (
        f"You said yes: {PURPOSE_WORDS[params.consent]}. It ends after 24 months, or when you take it back."
    )
    return Outcome(
        done=Done(says=says, key=person, link="/me#consents"),
        nodes=claims.nodes,
        facts=claims.facts,
        subjects=(person,),
    )


GIVE_CONSENT = Action(
    name="give-consent",
    title="Give a consent",
    help="You agree to one purpose, for 24 months. You can take it back at any time, at once.",
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    is_live=True,
)
