"""An action for a caller: names become keys, the action decides, the store keeps, a publication follows."""

import uuid
from dataclasses import replace
from functools import cache
from typing import Any, cast

from flask import request

from api.endpoint import Call
from api.house import House
from api.lookup import Sees, key_for
from api.sight import shows
from graphsvc.action import Action, Desk, Outcome, keep
from graphsvc.errors import NotFoundError
from graphsvc.key import id_of
from graphsvc.network.known import nameable
from graphsvc.network.standing import works_here
from graphsvc.scope import Role, Scope
from graphsvc.shape import words_of
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import Entity, Store, View

_OWN: frozenset[Role] = frozenset({"own"})


def perform(call: Call, action: Action, given: Any) -> Outcome:
    """Does an action for a request and returns what came of it; kept when this returns.

    Args:
        call: the request.
        action: what is done.
        given: record of the action's fields, people and clients as the caller names them.

    Raises:
        GraphsvcError: the action refuses, or the store does.
    """
    house = call.house
    sees = sight(action, call.scope, call.snapshot)
    lists = shows(call.scope, call.snapshot)
    with house.acting() as view:
        desk = Desk(
            workspace=call.workspace,
            view=view,
            snapshot=call.snapshot,
            beside=house.beside,
            today=house.today(),
            now=house.clock(),
            address=call.workspace.serve.address or request.host_url.rstrip("/"),
        )
        outcome = action.run(desk, call.scope, with_keys(view, given, sees=sees, lists=lists))
        _kept(house, action, outcome, desk)
    return outcome


def _kept(house: House, action: Action, outcome: Outcome, desk: Desk) -> None:
    """Writes an outcome into the graph, then into the books, and orders a publication."""
    if outcome.changes_graph:
        with house.writing() as store:
            write(store, outcome, desk)
    if outcome.then:
        outcome.then()
    if outcome.changes_graph and not action.is_live:
        house.ask_to_publish()


def write(store: Store, outcome: Outcome, desk: Desk) -> None:
    """Keeps an outcome as a run of its own."""
    keep(store, outcome, run_id=f"app-{desk.now}-{uuid.uuid4().hex}", on=desk.today)


def with_keys(view: View, given: Any, *, sees: Sees, lists: Sees | None = None) -> Any:
    """Returns a record with keys for the names in it; what the caller may not see is not found.

    Raises:
        NotFoundError: a name matches nothing in reach, or several things; the field is named.
    """
    keys: dict[str, Any] = {}
    for name, words in words_of(cast("Any", type(given))).items():
        value = getattr(given, name)
        if words.node and value:
            try:
                keys[name] = _keys(view, value, words.node, sees=sees, lists=lists)
            except NotFoundError as error:
                raise NotFoundError(f"{name}: {error}") from error
    return replace(given, **keys)


def _keys(view: View, value: Any, label: str, *, sees: Sees, lists: Sees | None) -> Any:
    if isinstance(value, tuple):
        texts = cast("tuple[str, ...]", value)
        return tuple(key_for(view, text, label, sees=sees, lists=lists) for text in texts if text.strip())
    return key_for(view, value, label, sees=sees, lists=lists)


def sight(action: Action, scope: Scope, snapshot: Snapshot) -> Sees:
    """Returns what a caller may name in an action, by its reach."""
    known = cache(lambda: frozenset(_nameable(scope, snapshot)))

    def sees(entity: Entity) -> bool:
        """Tells whether the action may be about a node."""
        if action.reach == "firm":
            return True
        if action.reach == "known":
            return entity.kind == "Organisation" or snapshot.position(entity.key) in known()
        if entity.kind == "Person":
            return _sees_person(action, scope, snapshot, entity)
        is_client = entity.properties.get("type") == "client"
        return not is_client or scope.sees_client(id_of(entity.key))

    return sees


def _nameable(scope: Scope, snapshot: Snapshot) -> list[int]:
    keeps_register = not scope.roles.isdisjoint({"alumni_programme", "hr"})
    found: list[int] = nameable(snapshot, scope.person, with_alumni=keeps_register).tolist()
    return found


def _sees_person(action: Action, scope: Scope, snapshot: Snapshot, entity: Entity) -> bool:
    position = snapshot.position(entity.key)
    if action.reach == "ours":
        return position is not None and works_here(snapshot, position, snapshot.today) is not None
    if action.reach == "staff":
        return position is not None and bool((snapshot.baseline("employee") == position).any())
    is_own = action.roles & scope.roles <= _OWN
    return not is_own or entity.key == scope.person
