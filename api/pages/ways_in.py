"""What to do where no way was found: whom else to begin with, who of us knows them, who could come along.

Every link leads to a way that is there; what leads nowhere is not offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.endpoint import Call
from api.pages import reach
from api.pages.cells import text
from api.pages.tables import address
from api.problem import ProblemError
from api.routes.questions import answered, told
from graphsvc.errors import NotFoundError
from graphsvc.questions.coverage import COVERAGE
from graphsvc.questions.introductions import INTRODUCTIONS

PATH = f"/ask/{INTRODUCTIONS.name}"
_TRIED, _SHOWN = 6, 3
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A link to a way: whom it is about, where it leads (empty where they are told alone), what it is."""

    title: str
    path: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """Links of one kind, with what to do with them."""

    title: str
    words: str
    items: Sequence[Lead]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Who looks for whom, by key, and the client there; empty where none is known."""

    start: str
    target: str
    client: str

    def path(self, *, start: str = "", target: str = "") -> str:
        """Returns where the way between other ends is shown."""
        ends = [("start", start or self.start), ("target", target or self.target)]
        return address(PATH, [("client", self.client), *ends])


def contacts_of(content: Content) -> dict[str, Content]:
    """Returns the contacts of a client by key, weightiest first; nobody need know a key contact."""
    people: dict[str, Content] = {}
    for row in (*content["data"], *content["summary"]["key_contacts"]):
        if row["contact"]:
            people.setdefault(row["contact"], row)
    return people


def client_of(call: Call, client: str) -> Content | None:
    """Returns the coverage of a client, None for a reader who does not see it."""
    if not client or not COVERAGE.roles & call.principal.roles:
        return None
    try:
        return told(call, answered(call, COVERAGE, {"client": client}))
    except (ProblemError, NotFoundError):
        return None


def first_reached(call: Call, start: str, targets: Sequence[str]) -> str:
    """Returns the first of some contacts to whom a way leads, else the first of them."""
    tried = (each for each in targets[:_TRIED] if _rows(call, start, each))
    return next(tried, targets[0])


def leads(call: Call, search: Search, *, has_way: bool) -> list[Leads]:
    """Returns what leads on where there is no way, or where who looks knows the target already."""
    content = client_of(call, search.client)
    if content is None:
        return []
    others = [] if has_way else _others(call, search, content)
    knowing = [] if has_way else _knowing(search, content)
    found = (
        Leads(
            title="Begin with somebody else there",
            words="A way leads to these contacts of the client.",
            items=others,
        ),
        Leads(title="Ask who knows somebody there", words="These colleagues hold the client.", items=knowing),
        Leads(
            title="Bring somebody along",
            words="Whoever is copied in or taken along to a meeting becomes a second. Close to a holder:",
            items=_seconds(call, search, content),
        ),
    )
    return [each for each in found if each.items]


def _others(call: Call, search: Search, content: Content) -> list[Lead]:
    """Returns the other contacts there to whom a way leads."""
    people = {key: row for key, row in contacts_of(content).items() if key != search.target}
    reached = [key for key in list(people)[:_TRIED] if _rows(call, search.start, key)]
    return [
        Lead(title=people[key]["contact_name"], path=search.path(target=key), words=text(people[key]["role"]))
        for key in reached[:_SHOWN]
    ]


def _knowing(search: Search, content: Content) -> list[Lead]:
    """Returns who of us knows the target, else somebody there, closest first; each leads to that tie."""
    rows = [row for row in content["data"] if row["contact"] and row["band"]]
    wanted = [row for row in rows if row["contact"] == search.target] or rows
    best = {row["employee"]: row for row in sorted(wanted, key=lambda row: row["strength"] or 0.0)}
    shown = sorted(best.values(), key=lambda row: -(row["strength"] or 0.0))[:_SHOWN]
    return [
        Lead(
            title=row["employee_name"],
            path=search.path(start=row["employee"], target=row["contact"]),
            words=f"knows {row['contact_name']}: {text(row['band'])} tie",
        )
        for row in shown
        if row["employee"] != search.start
    ]


def _seconds(call: Call, search: Search, content: Content) -> list[Lead]:
    """Returns colleagues whom a holder of the client could bring along to the target."""
    holders = [each["employee"] for each in content["summary"]["holders"]]
    if holders[:1] == [call.scope.person]:
        return _close_to_me(call, holders)
    close = [each for holder in holders[:1] for each in reach.close_colleagues(call, holder)]
    found: list[Lead] = []
    for each in [key for key in close if key not in {*holders, search.start}][:_TRIED]:
        rows = _rows(call, each, search.target)
        if rows and len(found) < _SHOWN:
            title, over = str(rows[0]["path"][0]["person_name"]), rows[0]["introducer_name"]
            words = f"over {over}" if over else "knows them already"
            found.append(Lead(title=title, path=search.path(start=each), words=words))
    return found


def _close_to_me(call: Call, holders: Sequence[str]) -> list[Lead]:
    """Returns the reader's own close colleagues, who are theirs to name, whatever accounts they are on."""
    close = [key for key in reach.close_colleagues(call, holders[0]) if key not in holders]
    found = call.view.get(close[:_SHOWN])
    return [
        Lead(title=str(one.properties.get("name", one.key)), path="", words="in close touch with you")
        for one in found
    ]


def _rows(call: Call, start: str, target: str) -> Sequence[Content]:
    """Returns the ways between two people, none where one of them is not the reader's to name."""
    try:
        content = told(call, answered(call, INTRODUCTIONS, {"start": start, "target": target}))
    except (ProblemError, NotFoundError):
        return ()
    rows: Sequence[Content] = content["data"]
    return rows
