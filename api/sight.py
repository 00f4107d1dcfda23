"""Whose name a caller may read: the rule of people, by role, for questions, forms and lists of matches.

Colleagues know each other's names. Contacts are for account leads; to others they are a part somebody plays.
Former colleagues are for the programme, and for whoever they agreed to stay in touch with.
"""

from functools import cache

import numpy as np

from api.lookup import Sees
from graphsvc.key import id_of
from graphsvc.network.known import tied
from graphsvc.network.standing import organisations
from graphsvc.scope import Scope
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.store.port import Entity

_OPEN_TO_LEADS = ("client", "prospect")
_KNOWN_TO_ALL = ("own", "prospect")


def shows(scope: Scope, snapshot: Snapshot, *, with_register: bool = True, of_led: bool = False) -> Sees:
    """Returns whose name a scope lets read, and which organisation's.

    Args:
        scope: who reads.
        snapshot: publication that tells who works where.
        with_register: the programme also reads former colleagues who agreed to nothing.
        of_led: of contacts, an account lead reads those of prospects and of their own clients alone.
    """
    staff = cache(lambda: frozenset(snapshot.baseline("employee").tolist()))
    former = cache(lambda: _former(snapshot))
    contacts = cache(lambda: _contacts(snapshot, scope, of_led=of_led))
    mine = cache(lambda: _mine(snapshot, scope))

    def sees(entity: Entity) -> bool:
        """Tells whether the caller may name a node."""
        at = snapshot.position(entity.key)
        if entity.key == scope.person:
            return True
        if entity.kind != "Person":
            return _sees_place(scope, entity) or at in mine()
        if at in staff():
            return bool(scope.roles - {"admin", "oversight"})
        return (
            ("own" in scope.roles and at in mine())
            or (at in former() and _sees_former(scope, entity, with_register=with_register))
            or ("account_lead" in scope.roles and at in contacts())
        )

    return sees


def _sees_place(scope: Scope, entity: Entity) -> bool:
    """Returns whether the name of an organisation or unit may be read; where contacts went is for leads."""
    kind = entity.properties.get("type")
    if kind == "client":
        return scope.sees_client(id_of(entity.key))
    return entity.kind != "Organisation" or kind in _KNOWN_TO_ALL or "account_lead" in scope.roles


def _sees_former(scope: Scope, entity: Entity, *, with_register: bool) -> bool:
    if "alumni_programme" in scope.roles and with_register:
        return True
    is_asking = not scope.roles.isdisjoint({"hr", "account_lead", "alumni_programme"})
    return is_asking and any(scope.allows(id_of(entity.key), purpose) for purpose in scope.consents)


def _former(snapshot: Snapshot) -> frozenset[int]:
    jobs = snapshot.edges("EMPLOYED_BY")
    ours = jobs.src[np.isin(jobs.dst, organisations(snapshot, "own"))]
    return frozenset(ours.tolist()) - frozenset(snapshot.baseline("employee").tolist())


def _contacts(snapshot: Snapshot, scope: Scope, *, of_led: bool) -> frozenset[int]:
    """Returns the positions of contacts of accounts, of those an account lead leads if wanted."""
    jobs = snapshot.edges("EMPLOYED_BY", snapshot.today)
    clients, prospects = (organisations(snapshot, kind) for kind in _OPEN_TO_LEADS)
    led = [each for each in clients.tolist() if not of_led or scope.leads_client(int(snapshot.id[each]))]
    return frozenset(jobs.src[np.isin(jobs.dst, [*led, *prospects.tolist()])].tolist())


def _mine(snapshot: Snapshot, scope: Scope) -> frozenset[int]:
    """Returns the positions of whom and what somebody has a tie to or is assigned to."""
    if "own" not in scope.roles or scope.person is None:
        return frozenset()
    met = [*tied(snapshot, scope.person), np.empty(0, dtype=np.int32)]
    people: Positions = np.unique(np.concatenate(met)).astype(np.int32)
    jobs, team = snapshot.edges("EMPLOYED_BY", snapshot.today), snapshot.edges("ASSIGNED_TO", snapshot.today)
    me = snapshot.position(scope.person)
    places = np.append(jobs.dst[np.isin(jobs.src, people)], team.dst[team.src == me])
    former = _former(snapshot)
    return (frozenset(people.tolist()) | frozenset(places.tolist())) - former
