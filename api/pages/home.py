"""Where a role begins: its own home, or a list of what it may ask."""

from collections.abc import Callable, Mapping

from flask import redirect

from api.access import scope_for
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.pages.admitting import access_home
from api.pages.alumni import alumni_home
from api.pages.book import Chosen, book
from api.pages.doors import doors, is_before_doors
from api.pages.frame import page, title_of
from api.pages.hr import hr_home
from api.pages.overseeing import oversight_home
from api.pages.own_home import own_home
from api.pages.tables import Asked
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Role

HOMES: Mapping[Role, Callable[[Call], Reply]] = {
    "account_lead": book,
    "hr": hr_home,
    "alumni_programme": alumni_home,
    "own": own_home,
    "admin": access_home,
    "oversight": oversight_home,
}
"""Homes by role; somebody with several roles gets the first."""
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
    """Shows where to begin, by role, in a demo by the door taken; without a session, leads to the sign-in."""
    if call.principal.name == "nobody":
        return Reply(content=redirect("/login", code=303))
    if is_before_doors(call):
        return doors(call)
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
        empty="" if asks else _ASK_FOR_A_ROLE,
        questions=asks,
    )
