"""The registry of pages."""

from api.endpoint import Endpoint
from api.pages.actions import action_pages
from api.pages.admitting import access_page, token_end, token_form
from api.pages.alumni import alumnus_page, notices_page
from api.pages.book import PORTFOLIO_PAGE
from api.pages.bridges import BRIDGE_PEOPLE
from api.pages.cases import case_list, case_page, page_departure_impact
from api.pages.clients import client_page
from api.pages.consent_link import consent_link_answer, consent_link_page
from api.pages.departures import announce_page, departure_list, departure_tabs
from api.pages.erasures import erasures_page
from api.pages.find import find, find_page
from api.pages.home import home
from api.pages.imports import cancel_from_page, file_from_page, import_template, imports_page, order_from_page
from api.pages.introductions import INTRODUCTIONS
from api.pages.matrix import MATRIX
from api.pages.mine import my_choice, my_page
from api.pages.overseeing import audit_find, audit_page, oversight_page, permissions_page
from api.pages.people import person_page
from api.pages.questions import Layout, question_pages
from api.pages.report import case_report
from api.pages.session import door, login, login_page, logout
from api.pages.your_role import YOUR_ROLE

LAYOUTS = {
    "coverage": Layout(leads="/clients/{client}"),
    "portfolio": PORTFOLIO_PAGE,
    "introductions": INTRODUCTIONS,
    "coverage-matrix": MATRIX,
    "bridge-people": BRIDGE_PEOPLE,
    "your-role": YOUR_ROLE,
}
"""Questions whose page is laid out for them."""


def pages() -> tuple[Endpoint, ...]:
    """Returns every page, in the order of the menu."""
    cases = (page_departure_impact, case_list, case_page, case_report)
    leaving = (departure_list, *departure_tabs(), announce_page)
    signing = (login_page, login, logout, door, consent_link_page, consent_link_answer)
    programme = (alumnus_page, notices_page, erasures_page)
    asking = (home, find_page, find, client_page)
    importing = (imports_page, order_from_page, file_from_page, cancel_from_page, import_template)
    watching = (oversight_page, permissions_page, audit_page, audit_find)
    admitting = (access_page, token_form, token_end)
    return (
        *asking,
        person_page,
        *programme,
        my_page,
        my_choice,
        *watching,
        *admitting,
        *signing,
        *importing,
        *question_pages(LAYOUTS),
        *action_pages(),
        *cases,
        *leaving,
    )
