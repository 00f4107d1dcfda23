"""Where a role begins: its own home, or a list of what it may ask."""

from collections.abc import Callable, Mapping

from flask import redirect

from api.access import scope_for
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.pages.book import Chosen, book
from api.pages.frame import page, title_of
from api.pages.tables import Asked
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Role

HOMES: Mapping[Role, Callable[[Call], Reply]] = {"account_lead": book, "hr": book}
"""Homes by role; somebody with several roles gets the first."""
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


@endpoint(
    "GET",
    "/",
    roles={ANYONE},
    scope=scope_for(None),
    audit="home",
    cache="no-store",
    takes=(Chosen, Asked),
)
def home(call: Call) -> Reply:
    """Shows where to begin, by role; somebody who is not signed in is led to the sign-in page."""
    if call.principal.name == "nobody":
        return Reply(content=redirect("/login", code=303))
    shown = next((show for role, show in HOMES.items() if role in call.principal.roles), _list)
    return shown(call)


def _list(call: Call) -> Reply:
    """Shows what a role may ask, or what it does instead."""
    asks = [
        {"path": f"/ask/{name}", "title": title_of(name), "words": question.title}
        for name, question in QUESTIONS.items()
        if question.roles & call.principal.roles
    ]
    return page(
        call,
        "home.html",
        title="Welcome",
        path="/",
        sentence="Choose what to ask." if asks else "Your role has no questions to ask in this release.",
        empty="" if asks else _advice(call.principal.roles),
        questions=asks,
    )


def _advice(roles: frozenset[Role]) -> str:
    """Returns what somebody without questions can do instead."""
    return next((ADVICE[role] for role in ("admin", "oversight") if role in roles), _ASK_FOR_A_ROLE)
