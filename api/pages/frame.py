"""The frame of every page: menu by role, age of the publication, pinned day, the page's own part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, render_template, request

from api.access import consent_day
from api.door import DEMO_ROLES
from api.endpoint import Call, Endpoint, Reply
from api.oversee import news
from api.pages.phrases import phrases_for
from graphsvc.actions import ACTIONS
from graphsvc.question import date_of, day_of
from graphsvc.questions import QUESTIONS
from graphsvc.shape import words_of

ROLE_NAMES: Mapping[str, str] = {
    "account_lead": "Account lead",
    "hr": "HR",
    "alumni_programme": "Alumni manager",
    "own": "Employee",
    "admin": "Administrator",
    "oversight": "Oversight",
}
"""Roles as people call them."""
HTML = {"Content-Type": "text/html; charset=utf-8"}
_NAMED_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the menu: a short title, where it leads, whose it is, and the group it stands in."""

    title: str
    path: str
    roles: frozenset[str]
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of the menu that belong together; the first group, the home, has no title."""

    title: str
    entries: Sequence[Entry]


GROUPS = ("Clients", "People", "Alumni", "You", "Service")
"""Groups of the menu, in order."""
PAGES: tuple[Entry, ...] = (
    Entry(title="Departures", path="/departures", roles=frozenset({"hr"}), group="People"),
    Entry(title="Erasures", path="/erasures", roles=frozenset({"admin"}), group="Service"),
    Entry(title="Notices", path="/notices", roles=frozenset({"alumni_programme"}), group="Alumni"),
    Entry(
        title="My data",
        path="/me",
        roles=frozenset({"own", "account_lead", "hr", "alumni_programme"}),
        group="You",
    ),
    Entry(title="Imports", path="/imports", roles=frozenset({"admin", "alumni_programme"}), group="Service"),
    Entry(title="Access", path="/access", roles=frozenset({"admin"}), group="Service"),
    Entry(title="Audit", path="/audit", roles=frozenset({"admin", "oversight"}), group="Service"),
    Entry(title="Oversight", path="/oversight", roles=frozenset({"admin", "oversight"}), group="Service"),
)
"""Entries of pages that are no questions: one line for each."""
MENU_TITLES: Mapping[str, str] = {
    "portfolio": "My clients",
    "coverage": "One client",
    "coverage-matrix": "Coverage matrix",
    "single-points-of-failure": "Only links",
    "bridge-people": "Bridge people",
    "bridge-ties": "Bridge ties",
    "cooling-ties": "Gone quiet",
    "departure-impact": "What if they leave",
    "leaver-suggestions": "Keep, meet, vouch",
    "alumni": "Alumni",
    "alumni-at-clients": "Alumni at clients",
    "keepers": "Keepers",
    "introductions": "Introductions",
    "your-role": "Your role",
}
"""Short titles of questions in the menu."""
_GROUP_OF: Mapping[str, str] = {
    "departure-impact": "People",
    "bridge-people": "People",
    "bridge-ties": "People",
    "leaver-suggestions": "People",
    "introductions": "People",
    "alumni-at-clients": "Alumni",
    "keepers": "Alumni",
}
_GROUP_OF_ROLE: Mapping[str, str] = {
    "account_lead": "Clients",
    "hr": "People",
    "alumni_programme": "Alumni",
    "own": "You",
    "admin": "Service",
    "oversight": "Service",
}


def title_of(question: str) -> str:
    """Returns the short title of a question; a new one is called by its name until it gets a better one."""
    return MENU_TITLES.get(question, question.replace("-", " ").capitalize())


def _menu_title(question: str, roles: frozenset[str]) -> str:
    """Returns the title of a question in the menu; all clients are mine to who leads them alone."""
    is_mine = question != "portfolio" or "account_lead" in roles
    return title_of(question) if is_mine else "All clients"


def entries(roles: frozenset[str]) -> list[Entry]:
    """Returns the entries somebody with these roles may use, the home apart."""
    questions = [
        Entry(
            title=_menu_title(name, roles),
            path="/cases" if question.is_case else f"/ask/{name}",
            roles=question.roles,
            group=_group(name),
        )
        for name, question in QUESTIONS.items()
    ]
    return [entry for entry in (*questions, *PAGES) if entry.roles & roles]


def menu(call: Call) -> list[Group]:
    """Returns the menu of a principal in groups: the home, then what they may ask and open."""
    found = entries(call.principal.roles)
    home = Entry(title="Home", path="/", roles=call.principal.roles, group="")
    groups = [Group(title="", entries=[home])]
    for title in GROUPS:
        members = [entry for entry in found if entry.group == title]
        groups += [Group(title=title, entries=members)] if members else []
    return groups if found else []


def _group(question: str) -> str:
    """Returns the group of a question: the one named for it, else that of the first role that may ask."""
    roles = QUESTIONS[question].roles
    of_role = next(group for role, group in _GROUP_OF_ROLE.items() if role in roles)
    return _GROUP_OF.get(question, of_role)


def page(call: Call, template: str, *, title: str, status: int = 200, **parts: Any) -> Reply:
    """Returns a whole page as a reply.

    Args:
        call: the request.
        template: file below `templates/`.
        title: heading of the page.
        status: HTTP status.
        parts: values the template names.
    """
    g.opens_clients = bool(QUESTIONS["coverage"].roles & call.principal.roles)
    html = render_template(
        template,
        title=title,
        menu=menu(call),
        asks=phrases_for(call.principal.roles),
        path=parts.pop("path", ""),
        day_path=request.path if "day" in parts and _takes_a_day() else "",
        principal=call.principal,
        role_names=ROLE_NAMES,
        doors=DEMO_ROLES if call.principal.is_demo else (),
        firm=call.workspace.firm.name,
        pinned=call.workspace.firm.as_of,
        publication=_publication(call),
        said=_said(),
        given=news(call, call.principal.roles) if request.path == "/" else (),
        **parts,
    )
    return Reply(content=html, status=status, headers=HTML, count=parts.get("count"))


def _takes_a_day() -> bool:
    """Returns whether the page that is shown can be asked for another day, as its declaration says."""
    every: Sequence[Endpoint] = current_app.extensions["endpoints"]
    taken: Sequence[Any] = next(each.takes for each in every if each.name == request.endpoint)
    return any("as_of" in words_of(record) for record in taken)


def _said() -> str:
    """Returns what was just done, where an action led here."""
    action = ACTIONS.get(request.args.get("done", ""))
    return (action.done or f"Done: {action.title}.") if action else ""


def _publication(call: Call) -> Mapping[str, Any] | None:
    snapshot = call.snapshot
    if snapshot is None:
        return None
    at = snapshot.published_at
    return {
        "seq": snapshot.seq,
        "at": None
        if at is None
        else datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%d %b %Y, %H:%M UTC"),
        "today": date_of(snapshot.today),
        "sources": sorted(snapshot.sources),
        "late": _late(call),
    }


def _late(call: Call) -> Sequence[str]:
    """Returns the feeds that are older than they are expected every so many days."""
    late: list[str] = []
    today = day_of(consent_day(call.workspace))
    for feed in call.workspace.feeds:
        source = call.snapshot.sources.get(feed.name)
        if source is None or feed.expect_every is None:
            continue
        age = today - source.effective
        if age > feed.expect_every:
            late.append(f"{feed.name} is {age} days old")
    return late
