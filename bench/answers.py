"""P11: what a published answer costs over HTTP, beside an empty route and an aggregate asked each time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import numpy as np
import orjson
from flask import Flask, Response, request

from api.app import create_app
from api.house import House
from api.windows import Limit
from bench.exports import write_settings
from bench.firm import SIZES, build_firm
from bench.rounds import Engine, Timing, taking_turns
from bench.row import Outcome, Row, noise_of, shown
from bench.server import Peer
from bench.snapshots import TODAY, fill
from bench.web import Line, line_to
from bench.workspace import scratch
from graphsvc.network import coverage
from graphsvc.publish import Terms, publish
from graphsvc.snapshot import Snapshot
from graphsvc.store.open import open_store
from graphsvc.workspace import Workspace, open_workspace

TOLERANCE = 1e-6
_UNLIMITED = Limit(1_000_000_000, 60)
_PORTFOLIO = "/v1/questions/portfolio"
_PAGES = (1, 50)
_ADDED = 1.3
_WARMED = 5
_AGGREGATE: LiteralString = """
MATCH (c:Client)<-[:AT]-(x:Contact)
OPTIONAL MATCH (x)<-[t:TIE]-(:Employee)
WITH c, x, CASE WHEN count(t) = 0 THEN 0.0 ELSE 1 - exp(sum(log(1 - t.p))) END AS held
WITH c, sum(x.omega * held) / sum(x.omega) AS coverage
RETURN c.key AS client, coverage ORDER BY coverage, client LIMIT $limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to an answer: where it is asked for."""

    line: Line
    path: str
    headers: Sequence[str] = ()

    def __call__(self) -> bytes:
        """Returns the body."""
        return self.line.ask(self.path, *self.headers)


def published(peer: Peer | None, size: str) -> Outcome:
    """P11: a published answer, an empty route, and the equivalent aggregate asked of Neo4j each time."""
    with scratch() as folder, ExitStack() as stack:
        workspace = workspace_of(folder, size)
        snapshot = Snapshot.open(workspace.snapshots)
        if peer:
            _write(peer, snapshot)
        theirs = stack.enter_context(line_to(_cypher(peer))) if peer else None
        ours, headers = stack.enter_context(_served(workspace))
        ways = {"an empty Flask route": Way(line=stack.enter_context(line_to(_empty())), path="/")}
        rows: list[Row] = []
        for limit in _PAGES:
            asked = {"ours": Way(line=ours, path=f"{_PORTFOLIO}?limit={limit}", headers=headers), **ways}
            if theirs:
                asked["one Cypher aggregate"] = Way(line=theirs, path=f"/?limit={limit}")
                _agree(asked["ours"](), asked["one Cypher aggregate"]())
            rows += _rows(f"published answer, {limit} of the weakest clients", size, asked)
        tag = ours.tag(f"{_PORTFOLIO}?limit=50", *headers)
        again = Way(line=ours, path=f"{_PORTFOLIO}?limit=50", headers=(*headers, f"If-None-Match: {tag}"))
        rows += _rows("the same, unchanged (304)", size, {"ours": again, **ways})
        return Outcome(rows=rows, notes=[_note(snapshot, size)])


def workspace_of(folder: Path, size: str) -> Workspace:
    """Writes and publishes a firm whose ties are evidence of days."""
    write_settings(folder, ())
    workspace = open_workspace(folder)
    with closing(open_store(workspace.store_url, sources=("bench",), secret=workspace.secret())) as store:
        store.migrate()
        fill(store, build_firm(SIZES[size]))
        publish(store, workspace.snapshots, Terms(today=TODAY))
    return workspace


@contextmanager
def _served(workspace: Workspace) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Yields a line to the product, and the header that signs in; requests are not limited."""
    house = House(workspace, rates=dict.fromkeys(("read", "what-if", "export", "login"), _UNLIMITED))
    token = house.register.new_token("bench", role="hr", accounts="", person="", days=1)
    with closing(house), line_to(create_app(workspace, house=house)) as line:
        yield line, (f"Authorization: Bearer {token}",)


def _empty() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: Response(b"{}", mimetype="application/json"))
    return app


def _cypher(peer: Peer) -> Flask:
    """Returns an application that asks the server anew for every request, and does nothing else."""
    app = Flask("cypher")

    def aggregate() -> Response:
        limit = int(request.args["limit"])
        found = [record.data() for record in peer.run(_AGGREGATE, limit=limit)]
        return Response(orjson.dumps({"data": found}), mimetype="application/json")

    app.add_url_rule("/", view_func=aggregate)
    return app


def _write(peer: Peer, snapshot: Snapshot) -> None:
    """Writes clients, contacts and ties with the probabilities that the product works out from days."""
    found = coverage(snapshot, TODAY)
    peer.empty()
    for label in ("Client", "Contact", "Employee"):
        peer.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.at IS UNIQUE")
    peer.run("CALL db.awaitIndexes(300)")
    keys = snapshot.keys(found.clients)
    peer.load(
        "UNWIND $rows AS r CREATE (c:Client) SET c = r",
        [{"at": at, "key": key} for at, key in enumerate(keys)],
    )
    people = found.contacts
    contacts = zip(people.client.tolist(), people.omega.tolist(), strict=True)
    peer.load(
        "UNWIND $rows AS r MATCH (c:Client {at: r.c}) "
        "CREATE (c)<-[:AT]-(:Contact {at: r.at, omega: r.omega})",
        [{"at": at, "c": client, "omega": omega} for at, (client, omega) in enumerate(contacts)],
    )
    peer.load(
        "UNWIND $rows AS r CREATE (:Employee {at: r.at})", [{"at": at} for at in range(found.employees.size)]
    )
    columns = (found.pairs.employee, found.pairs.contact, found.pairs.p)
    peer.load(
        "UNWIND $rows AS r MATCH (e:Employee {at: r.e}) MATCH (x:Contact {at: r.x}) "
        "CREATE (e)-[:TIE {p: r.p}]->(x)",
        [{"e": e, "x": x, "p": p} for e, x, p in zip(*(each.tolist() for each in columns), strict=True)],
    )


def _agree(ours: bytes, theirs: bytes) -> None:
    """Compares clients and coverage of both answers."""
    one, other = (orjson.loads(each)["data"] for each in (ours, theirs))
    weakest = [row["coverage_index"] for row in one]
    np.testing.assert_allclose([row["coverage"] for row in other], weakest, atol=TOLERANCE)


def _rows(task: str, size: str, ways: Mapping[str, Way]) -> list[Row]:
    for way in ways.values():
        for _ in range(_WARMED):
            way()
    times = taking_turns([Engine(name=name, run=way) for name, way in ways.items()])
    ours = times["ours"]
    return [_row(task, size, name, ours, times[name]) for name in ways if name != "ours"]


def _row(task: str, size: str, name: str, ours: Timing, theirs: Timing) -> Row:
    is_floor = name.startswith("an empty")
    ratio = ours.best / theirs.best if is_floor else theirs.best / ours.best
    return Row(
        name="P11", task=task, size=size, peer=name, ours=shown(ours.best), theirs=shown(theirs.best),
        ratio=ratio, goal=_ADDED if is_floor else 5.0, is_least=not is_floor, noise=noise_of(ours, theirs),
    )  # fmt: skip


def _note(snapshot: Snapshot, size: str) -> str:
    found = coverage(snapshot, TODAY)
    return (
        f"P11, {size}: {found.clients.size:,} clients, {found.pairs.p.size:,} ties to contacts. CPU of "
        "server, client and Neo4j; one connection that stays open, waitress with the limits of "
        "`graphsvc serve`, in one process. Ours checks a token, reads consents, joins names from SQLite and "
        "adds a durable row to the audit; the empty route sends two bytes. The aggregate reads p ready made, "
        "returns key and coverage alone, is warm, and neither signs in nor audits. Coverage agrees within "
        f"{TOLERANCE:g}."
    )
