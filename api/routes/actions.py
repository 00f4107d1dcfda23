"""Actions over HTTP: one route for each registered action, taking and giving JSON."""

from typing import Any

from api.access import scope_of
from api.deed import perform
from api.endpoint import Call, Endpoint, Reply, endpoint
from api.files import to_csv
from api.routes.documents import EVERY_ROLE, Entry
from graphsvc.action import Action, Done
from graphsvc.actions import ACTIONS
from graphsvc.shape import dump

PROBLEMS = frozenset({"not-ready", "store-unreachable", "conflict", "bad-json", "unsupported-media-type"})
"""Problems that any action may end in, beside the automatic ones."""
_BUDGET = frozenset({"open-case", "add-to-case"})


def action_endpoints() -> tuple[Endpoint, ...]:
    """Returns the endpoint of every registered action."""
    return tuple(_endpoint(action) for _, action in sorted(ACTIONS.items()))


def problems_of(action: Action) -> frozenset[str]:
    """Returns the problems an action may end in."""
    more = (
        {"what-if-budget", "small-group", "second-approval-required"}
        if action.name in _BUDGET
        else set[str]()
    )
    return PROBLEMS | more | ({"second-approval-required"} if action.name == "approve-what-ifs" else set())


def _endpoint(action: Action) -> Endpoint:
    def run(call: Call) -> Reply:
        outcome = perform(call, action, call.body)
        content: dict[str, Any] = dump(outcome.done)
        if outcome.table:
            content["table"] = to_csv({"data": list(outcome.table)})
        return Reply(
            content=content,
            status=201,
            subjects=tuple(outcome.subjects),
            filters=outcome.filters,
            count=1,
            is_kept=not outcome.table,
        )

    return Endpoint(
        method="POST",
        path=f"/v1/actions/{action.name}",
        name=action.name.replace("-", "_"),
        summary=action.title,
        run=run,
        roles=frozenset(action.roles),
        scope=scope_of,
        audit=f"action.{action.name}",
        body=action.params,
        out=Done,
        cache="no-store",
        rate="what-if" if action.name in _BUDGET else "read",
        problems=problems_of(action),
        takes_key=True,
    )


@endpoint(
    "GET",
    "/v1/actions",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="actions.list",
    cache="no-store",
    out=Entry,
    is_many=True,
    problems={"not-ready", "store-unreachable"},
)
def action_list(call: Call) -> Reply:
    """Lists the actions that the caller may take."""
    rows = [
        {"name": name, "title": action.title, "path": f"/v1/actions/{name}"}
        for name, action in sorted(ACTIONS.items())
        if action.roles & call.principal.roles
    ]
    return Reply(content={"data": rows}, count=len(rows))
