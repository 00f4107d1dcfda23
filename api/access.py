"""Who asks: principals, and the scope their grants give; no rule, no rows.

Whoever can read the workspace folder can ask everything, so the command line is the principal
`local` with every client in reach; it stays bound by the guards and is audited.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from api.endpoint import Principal, ScopeOf
from graphsvc.consent import agreements
from graphsvc.key import id_of
from graphsvc.scope import COMMAND_LINE, NOBODY, PURPOSES, Role, Scope
from graphsvc.snapshot import Snapshot
from graphsvc.store.audit import Access, AuditFile
from graphsvc.store.notices import asked, noticed
from graphsvc.store.port import View
from graphsvc.store.preferences import reserved
from graphsvc.workspace import Workspace, today

LOCAL = COMMAND_LINE
_EVERY_ROLE: frozenset[Role] = frozenset(
    {"account_lead", "hr", "alumni_programme", "admin", "oversight", "own"}
)
_IMPLIED: Mapping[Role, str] = {"account_lead": "account review", "own": "own data"}
"""Purpose of whoever names none, by role, the wider first."""
_ASK_ABOUT_ALL: frozenset[Role] = frozenset({"hr", "alumni_programme"})
"""Roles whose questions reach beyond one's own accounts and oneself: they say why."""
_DEMO_PURPOSE = "demonstration"


def local_scope(workspace: Workspace, view: View, *, purpose: str | None, preset: str | None) -> Scope:
    """Returns the scope of the command line; live gates are read from the store.

    Args:
        workspace: where the question is asked.
        view: open read transaction, for consents.
        purpose: what the caller says the answer is for.
        preset: purpose the question implies.
    """
    implied = preset or (_DEMO_PURPOSE if workspace.is_demo else None)
    return Scope(
        principal=LOCAL,
        roles=_EVERY_ROLE,
        clients=None,
        people=workspace.privacy.people,
        purpose=PURPOSES.get(purpose or "", purpose) or implied,
        **_agreed(view, workspace),
        **_box(workspace),
        reserved=_reserved(workspace),
    )


def scope_of(
    principal: Principal, workspace: Workspace, *, view: View, snapshot: Snapshot, purpose: str | None
) -> Scope:
    """Returns what a signed-in principal may see; no rule that matches, nothing.

    Args:
        principal: who asks.
        workspace: where.
        view: open read transaction, for consents.
        snapshot: publication that answers, for the rules of a grant.
        purpose: why, as given or implied.
    """
    implied = _DEMO_PURPOSE if workspace.is_demo else None
    own = _clients(principal, snapshot)
    clients = _with_lent(own, principal, snapshot)
    return Scope(
        principal=principal.acts_as,
        roles=principal.roles,
        clients=clients,
        people=workspace.privacy.people,
        purpose=PURPOSES.get(purpose or "", purpose) or implied,
        **_agreed(view, workspace),
        person=principal.person,
        **(_box(workspace) if "alumni_programme" in principal.roles else {}),
        reserved=_reserved(workspace),
        led=_led(principal, snapshot) if clients is None else None,
        lent=frozenset() if own is None or clients is None else clients - own,
    )


def scope_for(preset: str | None) -> ScopeOf:
    """Returns the rule of a question's scope: its preset purpose holds where none is given.

    An account lead asks about their own accounts, an employee about themself: that is purpose enough, unless
    a role lets them ask about everybody.
    """

    def rule(
        principal: Principal, workspace: Workspace, *, view: View, snapshot: Snapshot, purpose: str | None
    ) -> Scope:
        """Returns the scope, with the purpose that is preset or implied where none was given."""
        found = scope_of(principal, workspace, view=view, snapshot=snapshot, purpose=purpose)
        implied = preset or _implied(found.roles)
        return found if found.purpose else replace(found, purpose=implied)

    return rule


def _implied(roles: frozenset[Role]) -> str | None:
    """Returns the purpose of roles that reach no further than what is one's own."""
    if not roles.isdisjoint(_ASK_ABOUT_ALL):
        return None
    return next((purpose for role, purpose in _IMPLIED.items() if role in roles), None)


def nobody(
    principal: Principal,  # noqa: ARG001 - the rule that gives nothing
    workspace: Workspace,  # noqa: ARG001
    *,
    view: View,  # noqa: ARG001
    snapshot: Snapshot,  # noqa: ARG001
    purpose: str | None,  # noqa: ARG001
) -> Scope:
    """Returns the scope that sees nothing, for endpoints that read nothing."""
    return NOBODY


def _clients(principal: Principal, snapshot: Snapshot) -> frozenset[int] | None:
    """Returns the ids of the clients in reach; None = all, granted in so many words."""
    if "hr" in principal.roles or ("account_lead" in principal.roles and principal.accounts == "all"):
        return None
    if "account_lead" not in principal.roles:
        return frozenset()
    if principal.accounts == "assigned" and principal.person:
        return _assigned(snapshot, [snapshot.position(principal.person)])
    if principal.accounts.startswith("unit:"):
        unit = snapshot.position(principal.accounts.removeprefix("unit:"))
        member = snapshot.edges("IN_UNIT", snapshot.today)
        return _assigned(snapshot, member.src[member.dst == unit].tolist() if unit is not None else [])
    return frozenset()


def _led(principal: Principal, snapshot: Snapshot) -> frozenset[int] | None:
    """Returns the clients of somebody who leads some and sees all of them in another role, else None."""
    if "account_lead" not in principal.roles:
        return None
    as_lead = replace(principal, roles=frozenset[Role]({"account_lead"}))
    return _with_lent(_clients(as_lead, snapshot), as_lead, snapshot)


def _assigned(snapshot: Snapshot, people: Sequence[int | None]) -> frozenset[int]:
    team = snapshot.edges("ASSIGNED_TO", snapshot.today)
    wanted = [person for person in people if person is not None]
    return frozenset(snapshot.id[team.dst[np.isin(team.src, wanted)]].tolist())


def record(workspace: Workspace, access: Access) -> None:
    """Writes an access into the audit chain of a workspace."""
    with closing(AuditFile(workspace.audit_path, secret=workspace.secret())) as audit:
        audit.append(access)


def _box(workspace: Workspace) -> dict[str, Any]:
    """Returns what a scope says of the notice box: whose address waits there, who was asked."""
    path = workspace.audit_path
    return {
        "noticed": frozenset(map(id_of, noticed(path))),
        "asked": frozenset(map(id_of, asked(path))),
    }


def _with_lent(
    clients: frozenset[int] | None, principal: Principal, snapshot: Snapshot
) -> frozenset[int] | None:
    """Returns the clients in reach with those lent to an account lead by somebody who has them still."""
    if clients is None or "account_lead" not in principal.roles:
        return clients
    reach = {each.by.name: _clients(each.by, snapshot) for each in principal.lent}
    lent = ((id_of(each.client), reach[each.by.name]) for each in principal.lent)
    return clients | {client for client, of_lender in lent if of_lender is None or client in of_lender}


def _reserved(workspace: Workspace) -> frozenset[int]:
    return frozenset(map(id_of, reserved(workspace.audit_path)))


def consent_day(workspace: Workspace) -> date:
    """Returns the day consent is read at: the pinned day, else the clock's."""
    return today(workspace, now=datetime.now(UTC))


def live_consents(view: View, on: date) -> Mapping[str, frozenset[int]]:
    """Returns the ids of the people who consent, by purpose, on a day."""
    return agreements(view, on).live


def _agreed(view: View, workspace: Workspace) -> dict[str, Any]:
    """Returns what a scope says of consents: live, gone, answered."""
    found = agreements(view, consent_day(workspace))
    return {
        "consents": found.live,
        "once": found.once,
        "answered": found.answered,
        "objected": found.objected,
    }
