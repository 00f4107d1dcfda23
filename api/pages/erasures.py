"""Who asked to be erased: what an administrator carries out within thirty days."""

from datetime import UTC, datetime

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.pages.cells import Cell, Head
from api.pages.frame import page
from api.pages.outcomes import carried_out
from api.pages.parts import Line, Table
from api.pages.steps import steps_to
from graphsvc.actions.carry_out_erasure import CARRY_OUT_ERASURE, under_way
from graphsvc.store.erasures import Erasure

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_HEADS = (
    Head(label="Person", help="Who asked, or about whom a letter came.", is_number=False),
    Head(label="Asked on", help="Day of the wish.", is_number=False),
    Head(label="Days left", help="Days in which it is to be carried out, of thirty.", is_number=True),
    Head(label="State", help="Asked, or ordered and waiting for the worker.", is_number=False),
    Head(label="Do next", help="Order it: a worker removes the person everywhere.", is_number=False),
)


@endpoint(
    "GET",
    "/erasures",
    roles=CARRY_OUT_ERASURE.roles,
    scope=scope_of,
    audit="erasures.page",
    cache="no-store",
)
def erasures_page(call: Call) -> Reply:
    """Lists the wishes that are not carried out yet, the oldest first, and what became of others."""
    wishes = call.house.beside.erasures.open()
    people = [wish.person for wish in wishes]
    names = {entity.key: str(entity.properties.get("name", "")) for entity in call.view.get(people)}
    now, busy = call.house.clock(), under_way(call.house.beside)
    reply = page(
        call,
        "erasures.html",
        title="Who asked to be erased",
        path="/erasures",
        sentence=f"{len(wishes)} to be carried out, each within thirty days.",
        steps=steps_to(call, CARRY_OUT_ERASURE.name, "Erase somebody who wrote a letter"),
        table=Table(
            title="Wishes",
            heads=_HEADS,
            lines=[
                _line(wish, names.get(wish.person, "erased already"), now, is_busy=wish.id in busy)
                for wish in wishes
            ],
        )
        if wishes
        else None,
        carried=carried_out(call),
        count=len(wishes),
    )
    return Reply(content=reply.content, headers=reply.headers, count=len(wishes), subjects=tuple(people))


def _line(wish: Erasure, name: str, now: int, *, is_busy: bool) -> Line:
    asked = datetime.fromtimestamp(wish.asked_at / _SECOND, UTC).date().isoformat()
    state = wish.state if wish.state == "asked" or is_busy else "ordered, and failed"
    order = Cell(text="Carry out", link=f"/do/{CARRY_OUT_ERASURE.name}?person={wish.person}")
    return Line(
        cells=[
            Cell(text=name),
            Cell(text=asked, is_day=True),
            Cell(text=str(max(0, (wish.due_at - now) // _DAY)), is_number=True),
            Cell(text=state),
            Cell(text="–") if is_busy else order,
        ]
    )
