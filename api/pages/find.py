"""The ask bar: clients, people and questions that match what somebody typed, each leading to its answer.

What is typed may be somebody's name, so it is posted and stands in no address.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, request

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.pages import reach
from api.pages.frame import page, title_of
from api.pages.phrases import Phrase, Whom, phrases_for
from api.pages.registered import ALUMNI_ROLES, alumnus_path
from api.routes.documents import EVERY_ROLE
from graphsvc.questions import QUESTIONS

_MOST = 12
_LOOKED_AT = 500
_DESCRIBED = {
    "client": "Client",
    "contact": "Works at a client",
    "colleague": "Colleague",
    "alumnus": "Former colleague",
}
_PLACES: Mapping[Whom, Callable[[Call], Iterable[int]]] = {
    "client": reach.clients,
    "contact": reach.contacts,
    "colleague": reach.employees,
    "alumnus": reach.alumni,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Something that answers to the words, and where it leads."""

    title: str
    words: str
    path: str


@endpoint("GET", "/find", roles=EVERY_ROLE, scope=scope_of, audit="find.page", cache="no-store")
def find_page(call: Call) -> Reply:
    """Shows what can be asked, as phrases with a blank."""
    return _page(call, "", [])


@endpoint("POST", "/find", roles=EVERY_ROLE, scope=scope_of, audit="find", cache="no-store")
def find(call: Call) -> Reply:
    """Lists what matches the words of the ask bar, or leads on where a phrase fits one alone."""
    words = " ".join(request.form.get("q", "").split())
    phrases = phrases_for(call.principal.roles)
    chosen = next((each for each in phrases if each.question == request.form.get("phrase")), None)
    if chosen:
        words = chosen.filled(words)
    found = [match for phrase in phrases for match in _answers(call, phrase, words)]
    if chosen and len(found) == 1:
        return Reply(content=redirect(found[0].path, code=303), count=1)
    return _page(call, words, found)


def _page(call: Call, words: str, answers: Sequence[Match]) -> Reply:
    groups = [
        ("Answers", answers),
        ("Clients and people", _named(call, words) if words and not answers else []),
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
        phrases=phrases_for(call.principal.roles),
        count=found,
        empty="Nothing in your reach answers to that. Try part of the name.",
    )


def _answers(call: Call, phrase: Phrase, words: str) -> list[Match]:
    """Returns what a phrase leads to, for each name that fits its blank."""
    blank = phrase.blank_in(words)
    return [
        Match(title=phrase.filled(name), words=_DESCRIBED[phrase.whom], path=phrase.path(key))
        for key, name in (_matching(call, phrase.whom, blank) if blank else ())
    ]


def _named(call: Call, words: str) -> list[Match]:
    """Returns clients, contacts and colleagues by name, each with the first thing to ask about them."""
    phrases = reversed(phrases_for(call.principal.roles))
    first: dict[Whom, Phrase] = {phrase.whom: phrase for phrase in phrases}
    return [
        Match(
            title=name,
            words=f"{_DESCRIBED[whom]}: {phrase.filled('…')}",
            path=_page_of(call, whom, key) or phrase.path(key),
        )
        for whom, phrase in reversed(first.items())
        for key, name in _matching(call, whom, words)
    ]


def _page_of(call: Call, whom: Whom, key: str) -> str:
    """Returns the page of somebody who has one for the reader, empty if not."""
    return alumnus_path(key) if whom == "alumnus" and call.principal.roles & ALUMNI_ROLES else ""


def _matching(call: Call, whom: Whom, words: str) -> list[tuple[str, str]]:
    """Returns key and name of those in reach whose name holds the words."""
    places = _PLACES[whom](call)
    label = "Organisation" if whom == "client" else "Person"
    found = call.view.find(words, label, limit=_LOOKED_AT)
    seen = set(places)
    return [
        (entity.key, str(entity.properties.get("name", entity.key)))
        for entity in found
        if call.snapshot.position(entity.key) in seen
    ][:_MOST]


def _questions(call: Call, asked: str) -> list[Match]:
    words = asked.casefold()
    return [
        Match(title=title_of(name), words=question.title, path=_path(name))
        for name, question in QUESTIONS.items()
        if question.roles & call.principal.roles
        and (words in question.title.casefold() or words in title_of(name).casefold())
    ]


def _path(question: str) -> str:
    return "/cases" if QUESTIONS[question].is_case else f"/ask/{question}"
