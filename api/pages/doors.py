"""The doors of a demo workspace: as whom somebody looks at the fictional firm, before anything is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.endpoint import Call, Reply
from api.pages.frame import ROLE_NAMES, page
from graphsvc.scope import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One door: what whoever takes it begins with, and what else is behind it."""

    role: Role
    asks: str
    finds: str


DOORS: Sequence[Door] = (
    Door(
        role="account_lead",
        asks="Who covers my client, and who opens a door?",
        finds="Your clients by fees at stake, who holds each, whom to add, and ways to a contact.",
    ),
    Door(
        role="hr",
        asks="What breaks if these people leave, and what do we do about it?",
        finds="Clients at risk, departures in notice, what-if as a case, and the departure file.",
    ),
    Door(
        role="alumni_programme",
        asks="Who would be glad to hear from us, and who keeps in touch?",
        finds="The register, alumni at clients, keepers, consents and notices.",
    ),
    Door(
        role="own",
        asks="Who relies on me, and what is stored about me?",
        finds="Your role, your data, who looked, and your consents.",
    ),
)
"""Doors of the four audiences."""
_BEHIND: Mapping[Role, str] = {
    "admin": "imports, access and audit",
    "oversight": "what is configured, and who may see what",
}
"""Doors of those who keep the service, and what is behind each."""


def is_before_doors(call: Call) -> bool:
    """Tells whether somebody is in a demo and has not taken a door yet."""
    return call.principal.is_demo and len(call.principal.roles) > 1


def doors(call: Call) -> Reply:
    """Shows the doors of the demo."""
    return page(
        call,
        "doors.html",
        title="As whom do you come in?",
        path="/",
        sentence="This firm and its people are made up. Each door shows it as one of them sees it; "
        "at the top of every page you can take another.",
        choices=[door for door in DOORS if door.role in call.principal.roles],
        others=[
            (role, ROLE_NAMES[role], words) for role, words in _BEHIND.items() if role in call.principal.roles
        ],
    )
