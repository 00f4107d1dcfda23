"""Erasing a person everywhere: graph, publication, every book beside it, and the copies in the folder.

Files come first, while the store still knows by what the person is found: whoever is killed begins anew.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from api.access import record
from api.work.hold import Done, Hold
from graphsvc.errors import NotFoundError
from graphsvc.publish import Terms, republish
from graphsvc.question import day_of
from graphsvc.store.audit import Access
from graphsvc.store.beside import Beside
from graphsvc.store.clock import Clock
from graphsvc.store.port import ErasureReceipt, View
from graphsvc.workspace import Workspace, today
from ingest.forget import Copies, Traces, forget, still_named, traces_of
from ingest.identity import Directory, open_directory
from ingest.job import opened

BACKUPS: Final = "backups and exports that were taken before: they end with their own time"
AUDIT: Final = "the audit: it keeps under a keyed hash who was asked about, and who asked, for four years"
NOT_SEARCHED: Final = (
    "files of the workspace: the store knew the person no more, so nothing was searched for them now; "
    "look for name and address by hand"
)
_TX_LOGS: Final = "transaction logs and dumps of Neo4j: they end when they rotate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who is erased, by whose order, and why."""

    person: str
    who: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure did.

    Attributes:
        receipt: of the store; None where it held the person no more, such as when this is done anew.
        changed: files of the workspace from which the person was taken out.
        removed: files of the workspace that were removed.
        beyond: what it does not reach, in words.
    """

    receipt: ErasureReceipt | None
    changed: int
    removed: int
    beyond: tuple[str, ...]

    def as_json(self) -> Mapping[str, Any]:
        """Returns it as JSON values."""
        return {
            "erased": True,
            "receipt": self.receipt.token if self.receipt else "",
            "files_changed": self.changed,
            "files_removed": self.removed,
            "beyond_reach": list(self.beyond),
        }


def erase(hold: Hold) -> Done:
    """Erases the person of a wish; what was done before a worker was killed is not done twice."""
    hold.tell("erase", 0, total=1)
    with closing(Beside.open(hold.workspace, clock=hold.clock)) as beside:
        wish = beside.erasures.get(str(hold.job.params["erasure"]))
        if wish is None or wish.state == "done":
            return Done(result={"erased": True})
        order = Order(person=wish.person, who=wish.who, role="admin", reason=wish.reason)
        found = erased(hold.workspace, order, now=hold.now, clock=hold.clock)
        beside.erasures.end(wish.id)
    hold.tell("erased", 1, total=1)
    return Done(result=found.as_json())


def erased(workspace: Workspace, order: Order, *, now: datetime, clock: Clock) -> Erased:
    """Removes a person from graph, publication, the books beside it and the files of the workspace."""
    terms = Terms(today=day_of(today(workspace, now=now)), currency=workspace.firm.currency)
    with closing(Beside.open(workspace, clock=clock)) as beside, opened(workspace) as store:
        with store.view() as view:
            directory = open_directory(view, workspace.firm, secret=workspace.secret())
            traces = _traces(view, directory, order.person, beside)
            copies = forget(workspace, directory, traces) if traces else Copies()
        if traces:
            _forget_words(beside, traces)
        try:
            receipt = store.erase(order.person, actor=order.who, reason=order.reason)
        except NotFoundError:
            receipt = None
        republish(store, workspace.snapshots, terms)
        _forget(beside, order.person)
    access = Access(
        who=order.who, role=order.role, action="person.erase", purpose=order.reason, subject=order.person
    )
    record(workspace, access)
    beyond = _beyond(workspace, traces, copies)
    return Erased(receipt=receipt, changed=copies.changed, removed=copies.removed, beyond=beyond)


def _traces(view: View, directory: Directory, person: str, beside: Beside) -> Traces | None:
    addresses = (address for address, _ in beside.notices.of(person))
    return traces_of(view, directory, person, addresses=addresses)


def _forget_words(beside: Beside, traces: Traces) -> None:
    """Removes the person from what books keep in words, and as somebody who signed in."""
    addresses = sorted(traces.addresses)
    beside.loads.rewrite(traces.in_json)
    beside.replies.erase(traces.are_told_in)
    beside.register.forget_users(addresses)
    beside.delegations.forget(addresses)
    beside.cases.forget_users(addresses)
    beside.departures.forget_users(addresses)
    beside.jobs.forget_users(addresses)


def _forget(beside: Beside, person: str) -> None:
    """Removes a person from what lies beside the graph."""
    beside.notices.erase(person)
    beside.cases.forget(person)
    beside.departures.forget(person)
    beside.preferences.forget(person)
    beside.register.forget(person)


def _beyond(workspace: Workspace, traces: Traces | None, copies: Copies) -> tuple[str, ...]:
    """Returns what erasure does not reach."""
    logs = () if workspace.store_url.startswith("sqlite:") else (_TX_LOGS,)
    if traces is None:
        return (NOT_SEARCHED, BACKUPS, *logs, AUDIT)
    by_hand = still_named(workspace, traces, left=copies.left, unread=copies.unread)
    return (*by_hand, BACKUPS, *logs, AUDIT)
