"""Erasing a person everywhere: graph, publication, and every book beside it."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from api.access import record
from api.work.hold import Done, Hold
from graphsvc.errors import NotFoundError
from graphsvc.publish import Terms, republish
from graphsvc.question import day_of
from graphsvc.store.audit import Access
from graphsvc.store.beside import Beside
from graphsvc.store.clock import Clock
from graphsvc.store.port import ErasureReceipt
from graphsvc.workspace import Workspace, today
from ingest.job import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who is erased, by whose order, and why."""

    person: str
    who: str
    role: str
    reason: str


def erase(hold: Hold) -> Done:
    """Erases the person of a wish; what was done before a worker was killed is not done twice."""
    hold.tell("erase", 0, total=1)
    with closing(Beside.open(hold.workspace, clock=hold.clock)) as beside:
        wish = beside.erasures.get(str(hold.job.params["erasure"]))
        if wish is None or wish.state == "done":
            return Done(result={"erased": True})
        order = Order(person=wish.person, who=wish.who, role="admin", reason=wish.reason)
        receipt = erased(hold.workspace, order, now=hold.now, clock=hold.clock)
        beside.erasures.end(wish.id)
    hold.tell("erased", 1, total=1)
    return Done(result={"erased": True, "receipt": receipt.token if receipt else ""})


def erased(workspace: Workspace, order: Order, *, now: datetime, clock: Clock) -> ErasureReceipt | None:
    """Removes a person from the graph, its publication and the books beside it.

    Returns:
        The receipt; None where the graph holds the person no more, such as when this is done anew.
    """
    terms = Terms(today=day_of(today(workspace, now=now)), currency=workspace.firm.currency)
    with opened(workspace) as store:
        try:
            receipt = store.erase(order.person, actor=order.who, reason=order.reason)
        except NotFoundError:
            receipt = None
        republish(store, workspace.snapshots, terms)
    _forget(workspace, order.person, clock)
    access = Access(
        who=order.who, role=order.role, action="person.erase", purpose=order.reason, subject=order.person
    )
    record(workspace, access)
    return receipt


def _forget(workspace: Workspace, person: str, clock: Clock) -> None:
    """Removes a person from what lies beside the graph."""
    with closing(Beside.open(workspace, clock=clock)) as beside:
        beside.notices.erase(person)
        beside.cases.forget(person)
        beside.departures.forget(person)
        beside.preferences.forget(person)
        beside.register.forget(person)
