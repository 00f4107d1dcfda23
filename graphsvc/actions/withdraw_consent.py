"""withdraw-consent: take one consent back, at once."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consenting import own_person, said_by
from graphsvc.kinds.consent import PURPOSE_WORDS, Purpose
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What one takes back."""

    consent: Purpose = field(label="Consent", help="What you no longer agree to; one purpose at a time.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records a no of the person who asks; it holds whether or not there was a yes."""
    person = own_person(scope)
    claims = said_by(desk, person, {params.consent: False})
    says = f"You took it back: {PURPOSE_WORDS[params.consent]}. From now on no list shows you for it."
    return Outcome(
        done=Done(says=says, key=person, link="/me#consents"),
        nodes=claims.nodes,
        facts=claims.facts,
        subjects=(person,),
    )


WITHDRAW_CONSENT = Action(
    name="withdraw-consent",
    title="Take a consent back",
    help="From this moment no list shows you for this purpose. Only you can agree to it again.",
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    is_live=True,
)
