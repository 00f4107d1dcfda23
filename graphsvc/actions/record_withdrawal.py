"""record-withdrawal: write down a no that came by mail, on paper or by telephone."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consenting import Recorded, page_of, recorded
from graphsvc.kinds.consent import PURPOSE_WORDS, Purpose
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who took what back, and where that is written down."""

    person: str = field(label="Person", help="Who took it back: name, e-mail address or key.", node="Person")
    consent: Purpose = field(label="Consent", help="What they took back; one purpose at a time.")
    evidence: str = field(
        label="Evidence", help="Where it is written down, such as 'mail of 3 June'.", personal=True
    )
    date: dt.date | None = field(
        label="Taken back on", help="Day they took it back; left out, today.", default=None
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records a no that somebody sent."""
    given = Recorded(
        person=params.person, purpose=params.consent, is_yes=False, evidence=params.evidence, on=params.date
    )
    claims = recorded(desk, scope, given)
    says = f"Taken back: {PURPOSE_WORDS[params.consent]}. From now on no list shows the person for it."
    return Outcome(
        done=Done(says=says, key=params.person, link=page_of(desk, scope, params.person)),
        nodes=claims.nodes,
        facts=claims.facts,
        subjects=(params.person,),
    )


RECORD_WITHDRAWAL = Action(
    name="record-withdrawal",
    title="Record a withdrawal",
    help="Somebody took a consent back. It counts at once; only the person can agree again.",
    roles=frozenset({"alumni_programme", "hr"}),
    params=Params,
    run=run,
    reach="ours",
    is_live=True,
    is_sealed_of_hr=True,
)
