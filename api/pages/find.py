"""The ask bar: clients, people and questions that match what somebody typed, each leading to its answer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.pages.frame import page, title_of
from api.routes.documents import EVERY_ROLE
from graphsvc.key import id_of
from graphsvc.questions import QUESTIONS

_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Something that answers to the words, and where it leads."""

    title: str
    words: str
    path: str


@endpoint("GET", "/find", roles=EVERY_ROLE, scope=scope_of, audit="find.page", cache="no-store")
def find_page(call: Call) -> Reply:
    """Shows what can be asked."""
    return _page(call, "")


@endpoint("POST", "/find", roles=EVERY_ROLE, scope=scope_of, audit="find", cache="no-store")
def find(call: Call) -> Reply:
    """Lists what matches the words of the ask bar; they are posted, since they may be somebody's name."""
    return _page(call, request.form.get("q", "").strip())


def _page(call: Call, words: str) -> Reply:
    groups = [
        ("Clients", _clients(call, words) if words else []),
        ("People", _people(call, words) if words else []),
        ("Questions", _questions(call, words)),
    ]
    found = sum(len(matches) for _, matches in groups)
    told = f"{found} found for “{words}”." if words else "Type a client, a person or a question above."
    return page(
        call,
        "find.html",
        title="Ask",
        path="/find",
        sentence=told,
        words_asked=words,
        groups=[(title, matches) for title, matches in groups if matches],
        count=found,
        empty="Nothing in your reach answers to that. Try part of the name.",
    )


def _questions(call: Call, asked: str) -> list[Match]:
    words = asked.casefold()
    return [
        Match(title=title_of(name), words=question.title, path=f"/ask/{name}")
        for name, question in QUESTIONS.items()
        if frozenset(question.roles) & call.principal.roles
        and (words in question.title.casefold() or words in title_of(name).casefold())
    ]


def _clients(call: Call, asked: str) -> list[Match]:
    if not frozenset(QUESTIONS["coverage"].roles) & call.principal.roles:
        return []
    found = call.view.find(asked, "Organisation", limit=_MOST)
    return [
        Match(title=_name(entity), words="Who holds this client?", path=_path("coverage", client=entity.key))
        for entity in found
        if entity.properties.get("type") == "client" and call.scope.sees_client(id_of(entity.key))
    ]


def _people(call: Call, asked: str) -> list[Match]:
    """Returns people for HR alone; everybody else asks about clients."""
    if "hr" not in call.principal.roles or call.scope.people == "off":
        return []
    return [
        Match(
            title=_name(entity),
            words="What breaks if they leave?",
            path=f"/do/open-case?{urlencode({'person': entity.key})}",
        )
        for entity in call.view.find(asked, "Person", limit=_MOST)
        if _is_employee(call, entity.key)
    ]


def _is_employee(call: Call, key: str) -> bool:
    position = call.snapshot.position(key)
    return position is not None and position in call.snapshot.baseline("employee")


def _path(question: str, **params: str) -> str:
    return f"/ask/{question}?{urlencode(params)}"


def _name(entity: Any) -> str:
    return str(entity.properties.get("name", entity.key))
