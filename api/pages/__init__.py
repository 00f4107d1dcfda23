"""The registry of pages."""

from api.endpoint import Endpoint
from api.pages.find import find, find_page
from api.pages.home import home
from api.pages.questions import question_pages
from api.pages.session import door, login, login_page, logout


def pages() -> tuple[Endpoint, ...]:
    """Returns every page, in the order of the menu."""
    return (home, find_page, find, login_page, login, logout, door, *question_pages())
