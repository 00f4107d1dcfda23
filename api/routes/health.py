"""Whether the process runs, and whether it can answer."""

from api.access import nobody, scope_of
from api.endpoint import ANYONE, Call, Reply, endpoint


@endpoint("GET", "/healthz", roles={ANYONE}, scope=nobody, audit=None, cache="no-store", needs_graph=False)
def healthz(call: Call) -> Reply:  # noqa: ARG001 - the process alone is asked
    """Says that the process runs."""
    return Reply(content={"status": "ok"})


@endpoint(
    "GET",
    "/readyz",
    roles={ANYONE},
    scope=scope_of,
    audit=None,
    cache="no-store",
    problems={"not-ready", "store-unreachable"},
)
def readyz(call: Call) -> Reply:
    """Says whether a young publication is mapped, the store can be read and the audit written."""
    call.house.check(call.snapshot)
    return Reply(content={"status": "ready", "snapshot": call.snapshot.seq})
