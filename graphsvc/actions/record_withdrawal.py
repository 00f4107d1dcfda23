"""record-withdrawal: write down a no that came by mail, on paper or by telephone."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Outcome
from graphsvc.consenting import Recorded, written_down
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
    sentence = f"Taken back: {PURPOSE_WORDS[params.consent]}. From now on no list shows the person for it."
    return written_down(desk, scope, given, sentence=sentence)


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
