"""Who asks and what they may see: every read takes a Scope first, and an empty one sees nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from graphsvc.errors import NotAllowedError, NotFoundError

Role = Literal["account_lead", "hr", "alumni_programme", "admin", "oversight", "own"]
COMMAND_LINE = "local"
"""Principal of the command line."""

PURPOSES: Mapping[str, str] = {
    "resignation-received": "Resignation received",
    "planned-retirement": "Planned retirement",
    "internal-move": "Internal move",
    "long-absence": "Long absence",
    "account-review": "Account review",
}
"""Purposes by code; the command line also takes a sentence of one's own."""
_MANY = 64


FIELD_GROUPS: Mapping[str, frozenset[str]] = {
    "identity": frozenset({"state", "name", "title", "works_at"}),
    "business": frozenset({"email", "role", "unit", "clients"}),
    "employment": frozenset(
        {"level", "employment_type", "leave_reason", "location", "manager", "started", "ended"}
    ),
    "register": frozenset(
        {"state", "name", "years", "last_unit", "left_on", "agrees_to", "no_longer", "notice"}
    ),
    "own": frozenset({"aliases", "band", "relation", "purpose"}),
    "client": frozenset(
        {"name", "industry", "tier", "domains", "team", "contract_end", "annual_value", "currency"}
    ),
    "value": frozenset({"name", "value_band"}),
}
"""Fields of the sheets of people and clients by the group that shows them; a field of no group is for all."""
GUARDED: frozenset[str] = frozenset().union(*FIELD_GROUPS.values())
"""Fields that only a group shows."""
EVERY_GROUP: frozenset[str] = frozenset(FIELD_GROUPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one principal may see in one request.

    Attributes:
        principal: who asks, as the audit names them.
        roles: roles held.
        clients: ids of the clients in reach; None = every client, granted explicitly.
        people: how far answers may name people.
        purpose: why, as logged.
        consents: ids of people by the purpose they consent to today; read live before the question runs.
        person: key of the person who asks; None = nobody of the firm.
        once: ids of people by the purpose they once agreed to and no longer do, read live.
        answered: ids of people who ever said yes or no to a purpose, read live.
        noticed: ids of people whose private address lies in the notice box, read live; empty for who
            may not export notices.
        groups: field groups that a sheet of one person or client is shown with; set for each sheet.
        asked: ids of people who were sent a notice, read live; empty likewise.
        reserved: ids of people who do not want to be asked for introductions, read live.
        objected: ids of people who objected, by the purpose they did not agree to since, read live.
        led: ids of the clients of an account lead to whom another role opens more; None = all in reach.
        lent: ids of the clients in reach only because somebody lends them.
    """

    principal: str
    roles: frozenset[Role] = frozenset()
    clients: frozenset[int] | None = frozenset()
    people: Literal["off", "team", "after-notice", "on"] = "off"
    purpose: str | None = None
    consents: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    person: str | None = None
    once: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    answered: frozenset[int] = frozenset()
    noticed: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()
    reserved: frozenset[int] = frozenset()
    objected: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    groups: frozenset[str] = frozenset()
    led: frozenset[int] | None = None
    lent: frozenset[int] = frozenset()

    @property
    def fields(self) -> frozenset[str]:
        """Guarded fields that the groups name."""
        return frozenset().union(*(FIELD_GROUPS[group] for group in self.groups))

    def sight(self) -> tuple[tuple[str, Any], ...]:
        """Returns all that changes what is seen, everything but who asks; equal sights see the same.

        The order is fixed, so that equal sights also print the same. A large set is told by size and hash.
        """
        told = ((each.name, getattr(self, each.name)) for each in fields(self) if each.name != "principal")
        return tuple((name, _ordered(value)) for name, value in told)

    def sees_client(self, client: int) -> bool:
        """Returns whether a client, by id, is in reach."""
        return self.clients is None or client in self.clients

    def leads_client(self, client: int) -> bool:
        """Returns whether a client, by id, is one of an account lead's own: what it pays, who works there."""
        is_led = self.sees_client(client) if self.led is None else client in self.led
        return "account_lead" in self.roles and is_led

    def allows(self, person: int, purpose: str) -> bool:
        """Returns whether a person, by id, consents to a purpose today."""
        return person in self.consents.get(purpose, frozenset())

    def may_be_suggested(self, person: int, purpose: str) -> bool:
        """Returns whether somebody, by id, may be suggested without consent: objected to no such purpose."""
        return person not in self.objected.get(purpose, frozenset())


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(sorted((name, _ordered(each)) for name, each in value.items()))
    if not isinstance(value, frozenset):
        return value
    people: frozenset[Any] = value
    # A set keeps its hash, so that thousands of people cost nothing with the second request.
    return (len(people), hash(people)) if len(people) > _MANY else tuple(sorted(people))


NOBODY = Scope(principal="nobody")
"""Scope without any grant: what a request gets when no rule matches."""


def require_role(scope: Scope, roles: frozenset[Role]) -> None:
    """Returns if the scope holds one of the roles.

    Raises:
        NotAllowedError: it holds none.
    """
    if scope.roles.isdisjoint(roles):
        needed = ", ".join(sorted(roles))
        message = f"this needs one of the roles {needed}. Ask an administrator for a grant."
        raise NotAllowedError(message)


def require_person(scope: Scope) -> str:
    """Returns the key of the person who asks.

    Raises:
        NotFoundError: whoever asks is nobody of the firm.
    """
    if scope.person is None:
        message = f"Signed in as {scope.principal}; no employee has this address. Ask an administrator."
        raise NotFoundError(message)
    return scope.person


def require_names(scope: Scope) -> None:
    """Returns if the workspace lets answers name people.

    Raises:
        NotAllowedError: the workspace shows no people.
    """
    if scope.people == "off":
        message = (
            'this workspace shows no people (privacy.people = "off"). Ask for counts, or change the level.'
        )
        raise NotAllowedError(message, slug="person-views-off")


def require_purpose(scope: Scope) -> None:
    """Returns if the request says why it names people and the workspace lets it.

    Raises:
        NotAllowedError: no purpose was given, or the workspace does not name people.
    """
    require_names(scope)
    if not (scope.purpose or "").strip():
        codes = ", ".join(PURPOSES)
        message = f"this names people: say why with --purpose ({codes}, or a sentence). It is logged."
        raise NotAllowedError(message, slug="purpose-required")
