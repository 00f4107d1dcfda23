"""Who may do what: the permission matrix, made of the declarations of every address."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.endpoint import ANYONE, Endpoint
from graphsvc.shape import field

ROLES = ("account_lead", "hr", "alumni_programme", "own", "admin", "oversight")
"""Roles in the order of the matrix."""
YES, NO = "yes", "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One address and who may call it; which rows and fields each role then gets, its scope says."""

    does: str = field(label="What", help="What happens there.")
    address: str = field(label="Address", help="Method and path.")
    account_lead: str = field(label="Account lead", help="Their own accounts only.")
    hr: str = field(label="HR", help="Employees, with a purpose; clients by name.")
    alumni_programme: str = field(label="Alumni programme", help="The register; more with live consent.")
    own: str = field(label="Everyone", help="Themselves.")
    admin: str = field(label="Administrator", help="Configuration and access, no people.")
    oversight: str = field(label="Oversight", help="Configuration and a pseudonymous audit, no people.")


def permissions(endpoints: Iterable[Endpoint]) -> list[Permission]:
    """Returns the matrix, in the order of the document; `yes` for all where no sign-in is asked for."""
    return [
        Permission(
            does=endpoint.summary,
            address=f"{endpoint.method} {endpoint.path}",
            **{role: YES if {role, ANYONE} & endpoint.roles else NO for role in ROLES},
        )
        for endpoint in endpoints
    ]
