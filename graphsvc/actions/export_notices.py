"""export-notices: the mail merge that tells people what is stored about them, with a link to answer."""

from dataclasses import dataclass
from typing import Any

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.consent import agreements
from graphsvc.errors import NotFoundError, UsageError
from graphsvc.key import id_of
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.notices import Waiting

MOST = 1_000
"""People of one export."""
_NOBODY = (
    "Nobody waits for a notice: everybody with a private address was told or answered. Load a file of alumni "
    "with addresses first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """How many."""

    limit: int = field(
        label="People",
        help=f"How many to tell now, 1 to {MOST:,}; who waits longest comes first.",
        default=200,
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Takes addresses out of the notice box, one link for each person."""
    if not 1 <= params.limit <= MOST:
        raise UsageError(f"limit: write a number from 1 to {MOST:,}.")
    if not desk.address:
        raise UsageError('say where the service is found: address = "https://..." under [serve].')
    told = _waiting(desk, params.limit)
    if not told:
        raise NotFoundError(_NOBODY)
    people = [each.person for each, _ in told]
    codes = desk.beside.notices.export(people, who=scope.principal)
    table: list[dict[str, Any]] = [
        {"name": name, "address": each.address, "link": f"{desk.address}/consent/{code}"}
        for (each, name), code in zip(told, codes, strict=True)
    ]
    says = f"{len(table)} to be told. Each link can be answered once, within 30 days."
    return Outcome(done=Done(says=says, link="/notices"), subjects=people, table=table)


def _waiting(desk: Desk, limit: int) -> list[tuple[Waiting, str]]:
    """Returns who was neither told nor answered, with names; who is no longer known is passed over."""
    answered = agreements(desk.view, desk.today).answered
    waits = [each for each in desk.beside.notices.waiting() if id_of(each.person) not in answered]
    names = {
        entity.key: str(entity.properties.get("name", ""))
        for entity in desk.view.get([each.person for each in waits])
    }
    return [(each, names[each.person]) for each in waits if each.person in names][:limit]


EXPORT_NOTICES = Action(
    name="export-notices",
    title="Export notices",
    help=(
        "Makes the table of a mail merge: name, private address and a link for one answer. The addresses "
        "are read for this alone; whoever does not answer within 30 days is forgotten."
    ),
    roles=frozenset({"alumni_programme"}),
    params=Params,
    run=run,
    is_live=True,
)
