"""What can be done next, as links: only actions that are registered, and only for who may do them."""

from urllib.parse import urlencode

from api.endpoint import Call
from api.pages.parts import Step
from graphsvc.actions import ACTIONS
from graphsvc.shape import words_of


def steps_to(call: Call, action: str, title: str, **given: str) -> list[Step]:
    """Returns the step to the form of an action with fields filled in, none where it is not to be had.

    Args:
        call: the request, for the roles of its reader.
        action: name of the action.
        title: words of the link.
        given: keys that the form already knows; one that it does not ask for is left out.
    """
    found = ACTIONS.get(action)
    if found is None or not found.roles & call.principal.roles:
        return []
    asked = words_of(found.params)  # type: ignore[arg-type]
    query = urlencode({name: value for name, value in given.items() if name in asked})
    return [Step(title=title, path=f"/do/{action}{'?' if query else ''}{query}")]
