"""What a form offers beyond its declaration: addresses that sign in, and which clients a lead may see."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from api.endpoint import Call
from api.pages.parts import FormField
from graphsvc.errors import NotReadyError, StoreUnreachableError
from graphsvc.scope import Role

_ANYBODY: frozenset[Role] = frozenset()
_HR: frozenset[Role] = frozenset({"hr"})
_ADDRESSES: Mapping[tuple[str, str], frozenset[Role]] = {
    ("grant-role", "user"): _ANYBODY,
    ("end-grant", "user"): _ANYBODY,
    ("deactivate-user", "user"): _ANYBODY,
    ("set-partner", "partner"): _HR,
    ("approve-what-ifs", "colleague"): _HR,
}
"""Fields that take the address of somebody who signs in, and the roles of which they hold one."""
_RULES = (("assigned", "The clients assigned to them"), ("all", "Every client"))
_GRANT = "grant-role"


def offered(call: Call, action: str, form: Sequence[FormField]) -> list[FormField]:
    """Returns the inputs of the form of an action with what can be chosen in them."""
    return [_offered(call, action, item) for item in form]


def _offered(call: Call, action: str, item: FormField) -> FormField:
    roles = _ADDRESSES.get((action, item.name))
    if roles is not None:
        return replace(item, known=_addresses(call, roles))
    if action == _GRANT and item.name == "role":
        return replace(item, choices=(("", "Choose a role"), *item.choices))  # none is given by accident
    return rules(call, item) if (action, item.name) == (_GRANT, "accounts") else item


def rules(call: Call, item: FormField) -> FormField:
    """Returns the input for the clients of an account lead as a choice: assigned, all, or those of a unit."""
    told = "For an account lead alone: those assigned to them if left out."
    return replace(item, kind="choice", choices=(*_RULES, *_units(call)), help=told)


def _addresses(call: Call, roles: frozenset[Role]) -> Sequence[str]:
    """Returns the addresses of those who may come in and, where roles are named, hold one of them."""
    register = call.house.register
    active = [name for name, is_active in register.users() if is_active]
    return [name for name in active if not roles or roles & {grant.role for grant in register.grants(name)}]


def _units(call: Call) -> list[tuple[str, str]]:
    """Returns the rule of each unit and its words, by name; none where nothing can be read."""
    try:
        units = call.house.snapshot()
        with call.house.view() as view:
            found = view.get(units.keys(units.nodes("Unit")))
    except (NotReadyError, StoreUnreachableError):
        return []
    named = [(f"unit:{unit.key}", f"Clients of {unit.properties.get('name', unit.key)}") for unit in found]
    return sorted(named, key=lambda each: each[1].casefold())
