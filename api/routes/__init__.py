"""The registry of routes for programs: what is not listed here is not served."""

from api.endpoint import Endpoint
from api.routes.actions import action_endpoints, action_list
from api.routes.assets import asset
from api.routes.documents import api_page, openapi, problem_page, question_list
from api.routes.exports import export_endpoints
from api.routes.health import healthz, readyz
from api.routes.mine import me, my_accesses
from api.routes.oversight import audit
from api.routes.questions import question_endpoints


def endpoints() -> tuple[Endpoint, ...]:
    """Returns every route, in the order of the document."""
    documents = (question_list, action_list, openapi, problem_page, api_page)
    people = (me, my_accesses, audit)
    return (
        healthz,
        readyz,
        asset,
        *documents,
        *people,
        *question_endpoints(),
        *export_endpoints(),
        *action_endpoints(),
    )
