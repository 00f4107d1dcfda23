"""The registry of routes for programs: what is not listed here is not served."""

from api.endpoint import Endpoint
from api.routes.actions import action_endpoints, action_list
from api.routes.admittance import token_create, token_revoke, tokens, users
from api.routes.assets import asset
from api.routes.departures import departures
from api.routes.documents import api_page, openapi, problem_page, question_list
from api.routes.exports import export_endpoints
from api.routes.health import healthz, readyz
from api.routes.imports import import_rejects, imports, order_import, send_file
from api.routes.jobs import cancel_job, job, job_result
from api.routes.mine import me, my_accesses
from api.routes.overseeing import oversight_read, permissions_read
from api.routes.oversight import audit, audit_search
from api.routes.own import (
    choose_preferences,
    my_erasure,
    my_explanations,
    my_export,
    my_objection,
    my_preferences,
)
from api.routes.questions import question_endpoints
from api.routes.sheets import go, organisation_history, organisation_read, person, person_history


def endpoints() -> tuple[Endpoint, ...]:
    """Returns every route, in the order of the document."""
    documents = (question_list, action_list, openapi, problem_page, api_page)
    work = (imports, order_import, send_file, import_rejects, job, cancel_job, job_result)
    sheets = (person, person_history, organisation_read, organisation_history, go)
    admittance = (users, tokens, token_create, token_revoke)
    own = (my_export, my_explanations, my_preferences, choose_preferences, my_objection, my_erasure)
    people = (me, my_accesses, *own, audit, audit_search, departures, oversight_read, permissions_read)
    return (
        healthz,
        readyz,
        asset,
        *documents,
        *people,
        *work,
        *admittance,
        *sheets,
        *question_endpoints(),
        *export_endpoints(),
        *action_endpoints(),
    )
