"""The rights of everybody over what is stored of them: to have it, to know why, to choose, to object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.access import scope_of
from api.answer import named_row
from api.deed import perform
from api.endpoint import Call, Reply, endpoint
from api.problem import ProblemError
from api.routes.documents import EVERY_ROLE
from api.routes.mine import Look, looks_at
from api.routes.questions import answered
from graphsvc.action import Done
from graphsvc.actions import ACTIONS
from graphsvc.errors import NotFoundError
from graphsvc.explanation import Explanation, explanations
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.scope import require_person
from graphsvc.shape import dump, field
from graphsvc.sheets.own_data import OwnData, own_data
from graphsvc.store.preferences import Preferences

_WHOLE = "own data"
"""In whose name and why the lists are asked that may hold the caller."""
_PROBLEMS = frozenset({"not-ready", "store-unreachable"})
_ACTED = _PROBLEMS | {"conflict"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person prefers."""

    introduces: bool = field(
        label="May be asked for introductions",
        help="Whether you are proposed as somebody who introduces colleagues.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Everything that is stored about the caller."""

    data: OwnData = field(label="Known of you", help="What the graph holds of you.")
    preferences: Chosen = field(label="Preferences", help="What you chose.")
    accesses: tuple[Look, ...] = field(label="Who looked", help="Day, role and purpose, newest first.")


def me_of(call: Call) -> str:
    """Returns the key of the person who asks.

    Raises:
        ProblemError: they are nobody of the firm, with whom to ask.
    """
    try:
        return require_person(call.scope)
    except NotFoundError as error:
        raise ProblemError("not-found", str(error)) from error


def preferences_of(call: Call) -> Chosen:
    """Returns what the caller chose, or the usual."""
    return Chosen(introduces=call.house.beside.preferences.of(me_of(call)).introduces)


@endpoint(
    "GET",
    "/v1/me/export",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.export",
    cache="no-store",
    rate="export",
    out=Export,
    problems=_PROBLEMS,
)
def my_export(call: Call) -> Reply:
    """Gives the caller everything that is stored about them, as one file."""
    me = me_of(call)
    found = Export(
        data=own_data(call.view, call.snapshot, call.scope, person=me, on=call.house.today()),
        preferences=preferences_of(call),
        accesses=tuple(looks_at(call))[::-1],
    )
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Reply(content=named_row(dump(found), Export, call.view), count=1, headers=headers)


@endpoint(
    "GET",
    "/v1/me/explanations",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.explanations.read",
    cache="no-store",
    out=Explanation,
    is_many=True,
    problems=_PROBLEMS,
)
def my_explanations(call: Call) -> Reply:
    """Tells the caller which lists of people hold them and why; never at which place."""
    rows = explained(call)
    return Reply(content={"data": rows}, count=len(rows))


def explained(call: Call) -> list[dict[str, Any]]:
    """Returns the lists that hold the caller, names joined; each is asked once for all who want to know."""
    me = me_of(call)
    if call.scope.people == "off":
        return []
    found = explanations(lambda name: _rows_of(call, QUESTIONS[name]), me)
    return [named_row(dump(each), Explanation, call.view) for each in found]


def _rows_of(call: Call, question: Question) -> Sequence[Mapping[str, Any]]:
    """Returns the rows of a question over the whole firm, as those read it who may ask."""
    whole = replace(
        call.scope, principal=_WHOLE, roles=question.roles, clients=None, purpose=_WHOLE, person=None
    )
    return answered(replace(call, scope=whole), question, {}).rows


@endpoint(
    "GET",
    "/v1/me/preferences",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.preferences.read",
    cache="no-store",
    out=Chosen,
    problems=_PROBLEMS,
)
def my_preferences(call: Call) -> Reply:
    """Says what the caller chose."""
    return Reply(content=dump(preferences_of(call)), count=1)


@endpoint(
    "PUT",
    "/v1/me/preferences",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.preferences",
    cache="no-store",
    body=Chosen,
    out=Chosen,
    problems=_PROBLEMS | {"bad-json", "unsupported-media-type"},
)
def choose_preferences(call: Call) -> Reply:
    """Keeps what the caller chooses; it counts at once."""
    call.house.beside.preferences.choose(me_of(call), Preferences(introduces=call.body.introduces))
    return Reply(content=dump(call.body), count=1)


@endpoint(
    "POST",
    "/v1/me/objection",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="action.object",
    cache="no-store",
    out=Done,
    status=201,
    takes_key=True,
    problems=_ACTED,
)
def my_objection(call: Call) -> Reply:
    """Takes the caller's no to every purpose, at once."""
    return _acted(call, "object")


@endpoint(
    "POST",
    "/v1/me/erasure",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="action.ask-erasure",
    cache="no-store",
    out=Done,
    status=201,
    takes_key=True,
    problems=_ACTED,
)
def my_erasure(call: Call) -> Reply:
    """Takes the caller's wish to be erased, which is carried out within thirty days."""
    return _acted(call, "ask-erasure")


def _acted(call: Call, name: str) -> Reply:
    me_of(call)
    action = ACTIONS[name]
    outcome = perform(call, action, action.params())
    return Reply(content=dump(outcome.done), status=201, subjects=tuple(outcome.subjects), count=1)
