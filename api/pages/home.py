"""Where a role begins: what to look at first this Monday, in numbers that lead to their list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import redirect

from api.access import scope_for
from api.answer import Dumped, labels
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.pages.cells import cell, head
from api.pages.frame import page, title_of
from api.pages.parts import Foot, Line, Table, Tile
from api.pages.sentences import sentence
from api.routes.questions import answered, told
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Role

_FIRST = 8
_COLUMNS = (
    "client_name",
    "coverage_index",
    "employee_threads",
    "sole_holder_name",
    "fees_at_stake",
    "contract_end",
)
_SOON_DAYS = 90
_QUIET_DAYS = 60
ADVICE: Mapping[Role, str] = {
    "admin": (
        "Loads, people and their grants are looked after on the machine that serves: graphsvc ingest, "
        "graphsvc user, graphsvc token and graphsvc doctor."
    ),
    "oversight": (
        "Who looked at what is in the audit chain: graphsvc audit verify, on the machine that serves, "
        "proves that nothing was taken out."
    ),
}
"""What a role without questions does instead of asking."""
_ASK_FOR_A_ROLE = "No role was granted to you yet. Ask your administrator."


@endpoint("GET", "/", roles={ANYONE}, scope=scope_for(None), audit="home", cache="no-store")
def home(call: Call) -> Reply:
    """Shows where to begin, by role; somebody who is not signed in is led to the sign-in page."""
    if call.principal.name == "nobody":
        return Reply(content=redirect("/login", code=303))
    roles = call.principal.roles
    if roles & QUESTIONS["portfolio"].roles:
        return _clients(call)
    return page(
        call,
        "home.html",
        title="Welcome",
        path="/",
        sentence="Choose what to ask."
        if _asks(call)
        else "Your role has no questions to ask in this release.",
        advice="" if _asks(call) else _advice(roles),
        tiles=[],
        questions=_asks(call),
    )


def _advice(roles: frozenset[Role]) -> str:
    """Returns what somebody without questions can do instead."""
    return next((ADVICE[role] for role in ("admin", "oversight") if role in roles), _ASK_FOR_A_ROLE)


def _clients(call: Call) -> Reply:
    found = answered(call, QUESTIONS["portfolio"], {})
    content = told(call, found, slice(0, _FIRST))
    return page(
        call,
        "home.html",
        title="Which of our clients would we lose a grip on first?",
        path="/",
        sentence=sentence("portfolio", content),
        tiles=_tiles(found, call),
        table=_table(found, content["data"]),
        questions=_asks(call),
        count=len(found.rows),
    )


def _table(found: Dumped, shown: Sequence[Mapping[str, Any]]) -> Table | None:
    """Returns the first clients, most fees at stake first; None without any."""
    words = labels(QUESTIONS["portfolio"].row)
    table = Table(
        title="Most fees at stake",
        heads=[head(name, words, found.rows) for name in _COLUMNS],
        lines=[Line(cells=[cell(name, row, words) for name in _COLUMNS]) for row in shown],
        foot=Foot(first=1, last=len(shown), total=len(found.rows), files=(("All", "/ask/portfolio"),)),
    )
    return table if shown else None


def _tiles(found: Dumped, call: Call) -> list[Tile]:
    ends = [row["contract_end"] for row in found.rows if row["contract_end"]]
    soon = sum((date.fromisoformat(end) - found.as_of).days <= _SOON_DAYS for end in ends)
    tiles = [
        ("/ask/portfolio", found.summary["one_holder"], "clients hang on one person"),
        ("/ask/portfolio", found.summary["uncovered"], "clients are held by nobody"),
        ("/ask/portfolio", soon, f"contracts end within {_SOON_DAYS} days"),
    ]
    known = {entry["path"] for entry in _asks(call)} | {"/ask/portfolio"}
    found_tiles = [
        Tile(path=path, number=str(number), words=words) for path, number, words in tiles if path in known
    ]
    return [*found_tiles, *_quiet(call)]


def _quiet(call: Call) -> list[Tile]:
    """Returns the tile of ties gone quiet, for whoever has said or implied what it is for."""
    question = QUESTIONS["cooling-ties"]
    if not (question.roles & call.principal.roles and call.scope.purpose) or call.scope.people == "off":
        return []
    number = answered(call, question, {}).summary["quiet"]
    words = f"strong ties are quiet for {_QUIET_DAYS} days"
    return [Tile(path=f"/ask/{question.name}?days={_QUIET_DAYS}", number=str(number), words=words)]


def _asks(call: Call) -> list[dict[str, str]]:
    return [
        {"path": f"/ask/{name}", "title": title_of(name), "words": question.title}
        for name, question in QUESTIONS.items()
        if frozenset(question.roles) & call.principal.roles
    ]
