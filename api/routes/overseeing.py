"""How the workspace is set and who may do what, for those who watch over it."""

from flask import current_app

from api.access import nobody
from api.endpoint import Call, Reply, endpoint
from api.oversee import Overview, overview
from api.permissions import Permission, permissions
from api.routes.oversight import WATCHERS
from graphsvc.shape import dump


@endpoint(
    "GET",
    "/v1/oversight",
    roles=WATCHERS,
    scope=nobody,
    audit="oversight.read",
    cache="no-store",
    out=Overview,
    needs_graph=False,
)
def oversight_read(call: Call) -> Reply:
    """Shows settings, sources, purposes, refusals and roles given lately; nobody of the graph."""
    return Reply(content=dump(overview(call)), count=1)


@endpoint(
    "GET",
    "/v1/permissions",
    roles=WATCHERS,
    scope=nobody,
    audit="permissions.read",
    cache="no-store",
    out=Permission,
    is_many=True,
    needs_graph=False,
)
def permissions_read(call: Call) -> Reply:  # noqa: ARG001 - the same for both
    """Lists every address and which role may call it."""
    rows = [dump(row) for row in permissions(current_app.extensions["endpoints"])]
    return Reply(content={"data": rows}, count=len(rows))
