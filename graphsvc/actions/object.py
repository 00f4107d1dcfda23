"""object: say no to everything, at once."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consent import OBJECTION
from graphsvc.consenting import own_person, said_by
from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.scope import Scope
from graphsvc.store.preferences import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Nothing to choose: an objection is about all purposes."""


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:  # noqa: ARG001 - nothing to choose
    """Records a no of the person who asks to every purpose, and to being asked for introductions."""
    person = own_person(scope)
    claims = said_by(desk, person, dict.fromkeys(PURPOSE_WORDS, False), evidence=OBJECTION)
    desk.beside.notices.settle(person)
    desk.beside.preferences.choose(person, Preferences(introduces=False))
    says = (
        "You objected. All consents are taken back, and only you can give one again. "
        "Nobody is told to ask you for an introduction."
    )
    return Outcome(
        done=Done(says=says, key=person, link="/me#consents"),
        nodes=claims.nodes,
        facts=claims.facts,
        subjects=(person,),
    )


OBJECT = Action(
    name="object",
    title="Object",
    done="You said no to every purpose.",
    help=(
        "You say no to every purpose at once, and are suggested to nobody and asked for no introduction. "
        "Nobody can record a consent for you after that; you can. Work ties stay where clients are covered."
    ),
    roles=frozenset({"own"}),
    params=Params,
    run=run,
    is_live=True,
)
