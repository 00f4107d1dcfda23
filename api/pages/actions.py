"""The form of every action: plain POST, then the page that shows what was done; errors beside their field."""

import dataclasses
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import g, redirect, request

from api.access import scope_of
from api.deed import perform
from api.door import form_items, loaded
from api.endpoint import Call, Endpoint, Reply
from api.files import to_csv
from api.pages.choices import offered
from api.pages.forms import form_of, plain_hint, typed
from api.pages.frame import page
from api.pages.parts import FormField
from api.problem import Problem, ProblemError, problem_of
from api.routes.actions import problems_of
from graphsvc.action import Action, Outcome
from graphsvc.actions import ACTIONS
from graphsvc.errors import GraphsvcError

GIVEN = frozenset({"case", "departure", "introduction", "way"})
"""Fields that the page before fills in: ids that nobody types."""
Given = Mapping[str, Sequence[str]]


def action_pages() -> tuple[Endpoint, ...]:
    """Returns the form of every registered action, and where it is sent."""
    every = [action for _, action in sorted(ACTIONS.items())]
    return (*(_shown(action) for action in every), *(_sent(action) for action in every))


def _shown(action: Action) -> Endpoint:
    def run(call: Call) -> Reply:
        return form_page(call, action, typed(action.params, request.args.items(multi=True)))

    return _endpoint(action, "GET", f"do_{_snake(action)}_form", run)


def _sent(action: Action) -> Endpoint:
    def run(call: Call) -> Reply:
        given = typed(action.params, form_items())
        try:
            outcome = perform(call, action, loaded(action.params, _values(action, given), "form"))
        except ProblemError as error:
            return form_page(call, action, given, problem=error.problem)
        except GraphsvcError as error:
            return form_page(call, action, given, problem=problem_of(error))
        return _done(action, outcome)

    return _endpoint(action, "POST", f"do_{_snake(action)}", run)


def _endpoint(
    action: Action, method: typing.Literal["GET", "POST"], name: str, run: Callable[[Call], Reply]
) -> Endpoint:
    return Endpoint(
        method=method,
        path=f"/do/{action.name}",
        name=name,
        summary=action.title,
        run=run,
        roles=frozenset(action.roles),
        scope=scope_of,
        audit=f"action.{action.name}{'.form' if method == 'GET' else ''}",
        cache="no-store",
        problems=problems_of(action),
        takes=(action.params,) if method == "GET" else (),
    )


def _values(action: Action, given: Given) -> dict[str, Any]:
    """Returns what was typed as the record of the action takes it."""
    hints = typing.get_type_hints(action.params)
    return {
        name: list(values) if name in hints and plain_hint(hints[name])[1] else values[-1]
        for name, values in given.items()
    }


def _done(action: Action, outcome: Outcome) -> Reply:
    """Returns the way on, or the file that an action makes."""
    subjects = tuple(outcome.subjects)
    if outcome.table:
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{action.name}.csv"',
        }
        table = to_csv({"data": list(outcome.table)})
        return Reply(content=table, headers=headers, subjects=subjects, filters=outcome.filters)
    path, mark, fragment = outcome.done.link.partition("#")
    query = urlencode({"done": action.name})
    where = f"{path}{'&' if '?' in path else '?'}{query}{mark}{fragment}"
    return Reply(content=redirect(where, code=303), subjects=subjects, filters=outcome.filters)


def form_page(call: Call, action: Action, given: Given, *, problem: Problem | None = None) -> Reply:
    """Returns the page of a form, with what was given and what is wrong with it."""
    g.refused = problem.slug if problem else ""
    faults = _faults(problem)
    form = form_fields(call, action, given, faults=faults)
    is_beside = any(item.fault for item in form)
    return page(
        call,
        "action.html",
        title=action.title,
        path=f"/do/{action.name}",
        status=200 if problem is None else problem.status,
        sentence=action.help,
        form=form,
        others=() if problem is None or is_beside else (problem.detail or problem.title,),
    )


def form_fields(
    call: Call, action: Action, given: Given, *, faults: Mapping[str, str] | None = None
) -> list[FormField]:
    """Returns the inputs of an action's form; what the page before knows is not asked for again."""
    form = offered(call, action.name, form_of(call, action.params, given, faults=faults))
    return [
        dataclasses.replace(item, kind="hidden") if item.name in GIVEN and item.value else item
        for item in form
        if item.value or item.is_needed or item.name not in GIVEN
    ]


def _faults(problem: Problem | None) -> dict[str, str]:
    """Returns what is wrong by field: as the problem lists it, or as `field: what is wrong` says it."""
    if problem is None:
        return {}
    listed = {fault.pointer.lstrip("/"): fault.detail for fault in problem.faults}
    name, mark, rest = problem.detail.partition(": ")
    return listed or ({name: rest} if mark and name.isidentifier() else {})


def _snake(action: Action) -> str:
    return action.name.replace("-", "_")
