"""Whom and what a reader may look up by name: clients in scope, who works there, our own people."""

from collections.abc import Mapping, Sequence

import numpy as np

from api.endpoint import Call
from api.sight import shows
from graphsvc.network.standing import standing
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
