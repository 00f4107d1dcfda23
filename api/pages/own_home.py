"""Where an employee begins: who relies on them, what waits for them, and who looked."""

from collections.abc import Sequence
from typing import Any

from api.endpoint import Call, Reply
from api.pages.frame import page
from api.pages.introduced import introduced
from api.pages.mine import looks_table
from api.pages.parts import Step, Table, Tile
from api.pages.sentences import empty, sentence
from api.pages.switches import SwitchLine, own_switches
from api.pages.tables import columns_only
from api.routes.mine import looks_at
from api.routes.questions import answered, told
from graphsvc.questions.your_role import YOUR_ROLE

MOST_LOOKS = 5
"""Looks that are shown."""
_COLUMNS = ("client_name", "with_you", "without_you", "backup_name")


def own_home(call: Call) -> Reply:
    """Shows the clients that rely on the reader and what waits for them."""
    content = told(call, answered(call, YOUR_ROLE, {}))
    person = content["summary"]["person"]
    looks = list(looks_at(call))[::-1] if person else []
    asked, consents = introduced(call), own_switches(call)
    return page(
        call,
        "own_home.html",
        title="Your week" if not person else f"Good day, {content['summary']['person_name']}",
        path="/",
        sentence=sentence(YOUR_ROLE.name, content),
        tiles=_tiles(content, waiting=len(asked.waiting), unsaid=_unsaid(consents), looks=len(looks))
        if person
        else [],
        introduced=asked,
        table=_table(content),
        empty="" if content["data"] else empty(YOUR_ROLE.name, content, reader=call.principal.name),
        looks=looks_table(looks[:MOST_LOOKS]),
        steps=_steps() if person else [],
        count=len(content["data"]),
    )


def _unsaid(consents: Sequence[SwitchLine]) -> int:
    return sum(each.state == "Not asked" for each in consents)


def _tiles(content: dict[str, Any], *, waiting: int, unsaid: int, looks: int) -> list[Tile]:
    clients = content["summary"]["clients"]
    return [
        _tile(clients, "/ask/your-role", "client relies on you", "clients rely on you"),
        _tile(waiting, "/me#introductions", "introduction waits for you", "introductions wait for you"),
        _tile(unsaid, "/me#consents", "consent to choose", "consents to choose"),
        _tile(looks, "/me#looked", "time somebody looked", "times somebody looked"),
    ]


def _tile(number: int, path: str, one: str, several: str) -> Tile:
    return Tile(number=str(number), words=one if number == 1 else several, path=path)


def _table(content: dict[str, Any]) -> Table | None:
    rows = content["data"]
    return columns_only(YOUR_ROLE, rows, _COLUMNS, title="Clients that rely on you") if rows else None


def _steps() -> list[Step]:
    return [
        Step(title="Your role", path="/ask/your-role"),
        Step(title="My data", path="/me"),
    ]
