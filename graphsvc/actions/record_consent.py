"""record-consent: write down a yes that came by mail or on paper, with its proof."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Outcome
from graphsvc.consenting import Recorded, written_down
from graphsvc.kinds.consent import PURPOSE_WORDS, Purpose
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who agreed to what, and where that is written down."""

    person: str = field(label="Person", help="Who agreed: name, e-mail address or key.", node="Person")
    consent: Purpose = field(label="Consent", help="What they agreed to; one purpose at a time.")
    evidence: str = field(
        label="Evidence", help="Where it is written down, such as 'letter of 3 June'.", personal=True
    )
    date: dt.date | None = field(label="Agreed on", help="Day they agreed; left out, today.", default=None)


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records a yes that somebody sent."""
    given = Recorded(
        person=params.person, purpose=params.consent, is_yes=True, evidence=params.evidence, on=params.date
    )
    sentence = f"Recorded: {PURPOSE_WORDS[params.consent]}, for 24 months."
    return written_down(desk, scope, given, sentence=sentence)


RECORD_CONSENT = Action(
    name="record-consent",
    title="Record a consent",
    help="Somebody agreed by mail or on paper. It holds for 24 months; your name is kept with it.",
    roles=frozenset({"alumni_programme", "hr"}),
    params=Params,
    run=run,
    reach="ours",
    is_live=True,
    is_sealed_of_hr=True,
)
