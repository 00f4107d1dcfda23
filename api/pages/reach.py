"""Whom and what a reader may look up by name: clients in scope, who works there, our own people."""

from collections.abc import Mapping, Sequence

import numpy as np

from api.endpoint import Call
from api.sight import shows
from graphsvc.network import ties
from graphsvc.network.acquaintance import acquaintances
from graphsvc.network.standing import standing
from graphsvc.question import WARM
from graphsvc.questions.keepers import KEEPERS
from graphsvc.snapshot import Snapshot


def clients(call: Call) -> list[int]:
    """Returns the positions of the clients in reach."""
    snapshot: Snapshot = call.snapshot
    every: list[int] = snapshot.baseline("client").tolist()
    return [at for at in every if call.scope.sees_client(int(snapshot.id[at]))]


def employees(call: Call) -> list[int]:
    """Returns the positions of our people, none where answers name nobody or somebody asks as themselves."""
    if call.scope.people == "off" or not call.principal.roles - {"own"}:
        return []
    found: list[int] = call.snapshot.baseline("employee").tolist()
    return found


def alumni(call: Call) -> list[int]:
    """Returns the positions of former colleagues, for the alumni programme and HR."""
    if call.scope.people == "off" or not call.principal.roles & KEEPERS.roles:
        return []
    snapshot: Snapshot = call.snapshot
    found: list[int] = standing(snapshot, snapshot.today).alumni.tolist()
    return found


def close_colleagues(call: Call, person: str) -> list[str]:
    """Returns the keys of our people with a warm tie to somebody, closest first."""
    snapshot: Snapshot = call.snapshot
    at = snapshot.position(person)
    if at is None or call.scope.people == "off":
        return []
    found = ties(snapshot, snapshot.today)
    known = snapshot.once(("acquaintances", snapshot.today), lambda: acquaintances(snapshot, found))
    staff = set(found.standing.employees.tolist())
    rows = [row for row in known.rows(at, least=WARM) if int(known.other[row]) in staff]
    rows.sort(key=lambda row: (-float(known.p[row]), int(known.other[row])))
    return snapshot.keys([int(known.other[row]) for row in rows])


def contacts(call: Call) -> Mapping[int, int]:
    """Returns the people who work at a client in reach today, and the client, by position."""
    if call.scope.people == "off":
        return {}
    snapshot: Snapshot = call.snapshot
    work = snapshot.edges("EMPLOYED_BY", snapshot.today)
    rows = np.flatnonzero(np.isin(work.dst, clients(call)))
    return dict(zip(work.src[rows].tolist(), work.dst[rows].tolist(), strict=True))


def names(call: Call, positions: Sequence[int]) -> dict[str, str]:
    """Returns keys and names of positions, in order of name, as far as the reader may read them."""
    sees = shows(call.scope, call.snapshot)
    found = [one for one in call.view.get(call.snapshot.keys(list(positions))) if sees(one)]
    told = {entity.key: str(entity.properties.get("name", entity.key)) for entity in found}
    return dict(sorted(told.items(), key=lambda each: (each[1].casefold(), each[0])))
