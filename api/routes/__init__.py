"""The registry of routes for programs: what is not listed here is not served."""

from api.endpoint import Endpoint
from api.routes.assets import asset
from api.routes.exports import export_endpoints
from api.routes.health import healthz, readyz
from api.routes.questions import question_endpoints


def endpoints() -> tuple[Endpoint, ...]:
    """Returns every route, in the order of the document."""
    return (healthz, readyz, asset, *question_endpoints(), *export_endpoints())
