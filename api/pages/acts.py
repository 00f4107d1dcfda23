"""What the audit keeps, in plain words: who did it, by their roles, and what was done."""

from collections.abc import Mapping

from api.pages.frame import ROLE_NAMES
from graphsvc.actions import ACTIONS
from graphsvc.questions import QUESTIONS

_ROLES: Mapping[str, str] = {**ROLE_NAMES, "local": "The machine that serves", "service": "The service"}
_WORDS: Mapping[str, str] = {
    "access.page": "The list of who may come in",
    "alumnus.page": "The page of a former colleague",
    "case.list": "The list of what-ifs",
    "case.read": "What breaks if somebody leaves",
    "case.report": "The report of a what-if",
    "client.page": "The page of a client",
    "departure.list": "The list of departures",
    "departure.read": "The file of a departure",
    "erasures.page": "The list of who asked to be erased",
    "find": "A search by name",
    "home": "The home page",
    "login.link": "A sign-in link",
    "notice.answer": "The answer to a notice",
    "notice.page": "The page behind a notice",
    "notices.page": "The list of who waits for a notice",
    "person.erase": "An erasure",
    "person.history.read": "The history of a person",
    "user.deactivate": "An access that ended",
    "user.grant": "A role that was given",
    "users.list": "The list of who may come in",
}


def roles_in_words(roles: str) -> str:
    """Returns the roles of a row, which commas part, as people call them."""
    return ", ".join(_ROLES.get(role, plain(role)) for role in roles.split(",") if role)


def what_was_asked(action: str) -> str:
    """Returns an action of the audit in the words of its question or form."""
    kind, _, rest = action.partition(".")
    name = rest.split(".")[0]
    if kind == "question" and name in QUESTIONS:
        return QUESTIONS[name].title
    if kind == "action" and name in ACTIONS:
        title = ACTIONS[name].title
        return f"Looked at the form: {title}" if action.endswith(".form") else title
    if action in {"person.read", "person.page"}:
        return "Your page"
    return _WORDS.get(action) or ("Your own data" if kind == "me" else plain(action))


def plain(code: str) -> str:
    """Returns a code as words: `a.b-c` is `A b c`."""
    return code.replace(".", " ").replace("-", " ").replace("_", " ").capitalize()
