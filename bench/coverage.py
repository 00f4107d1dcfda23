"""P1 and P3: what is lost when one person leaves, for everybody, and when a few leave together."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, LiteralString, cast

import neo4j
import numpy as np

from bench.firm import SEED, SIZES, Floats, Ints, book_of, build_firm
from bench.rounds import Engine, Timing, taking_turns
from bench.row import Outcome, Row, noise_of, shown
from bench.server import Peer
from graphsvc.kernels.compiler import compiled
from graphsvc.kernels.coverage import loss_of_set
from graphsvc.measures.book import Holdings, holdings
from graphsvc.measures.loss import Departures, departures, leave_one_out, set_loss

TOLERANCE = 1e-9
_SETS = 200
_MOST = 20
_EVERYBODY: LiteralString = """
MATCH (c:Client) CALL (c) {
  MATCH (c)<-[r:COVERS]-(e:Employee)
  WITH collect(e.at) AS people, collect(r.p) AS ps
  WITH people, ps, reduce(q = c.value, p IN ps | q * (1 - p)) AS vq
  UNWIND range(0, size(ps) - 1) AS i
  RETURN people[i] AS person, vq * ps[i] / (1 - ps[i]) AS part
}
WITH person, sum(part) AS loss
RETURN collect(person) AS people, collect(loss) AS losses
"""
_SET_FROM_P: LiteralString = """
UNWIND $people AS person
MATCH (:Employee {at: person})-[:COVERS]->(c:Client)
WITH DISTINCT c
MATCH (c)<-[r:COVERS]-(e:Employee)
WITH c, sum(log(1 - r.p)) AS log_q, sum(CASE WHEN e.at IN $people THEN log(1 - r.p) ELSE 0.0 END) AS gone
RETURN sum(c.value * (exp(log_q - gone) - exp(log_q))) AS loss
"""
_SET_READY: LiteralString = """
UNWIND $people AS person
MATCH (e:Employee {at: person})-[r:COVERS]->(c:Client)
WITH c, sum(r.log_keep) AS gone
RETURN sum(c.value * (exp(c.log_q - gone) - c.q)) AS loss
"""


_LOCAL: Mapping[str, LiteralString] = {
    "local Cypher, from p": _SET_FROM_P,
    "local Cypher, q stored ready": _SET_READY,
}


def everybody(peer: Peer | None, size: str) -> Outcome:
    """P1: coverage loss of all employees from p."""
    held = holdings(book_of(build_firm(SIZES[size])))
    engines = [
        Engine(name="ours", run=lambda: leave_one_out(held)),
        Engine(name="numpy", run=lambda: by_numpy(held)),
        Engine(name="pandas, same closed form", run=_pandas(held)),
    ]
    if peer:
        load(peer, held, departures(held))
        engines.append(Engine(name="one Cypher query", run=lambda: by_cypher(peer, held.n_employees)))
    _agree(engines)
    times = taking_turns(engines)
    goals = {"numpy": 4.0, "pandas, same closed form": 10.0, "one Cypher query": 1_000.0}
    task = "coverage loss of all employees from p"
    rows = [_row("P1", task, size, name, times, goals[name]) for name in times if name != "ours"]
    return Outcome(rows=rows, notes=[_note_one(held, size)])


def by_numpy(held: Holdings) -> Floats:
    """Returns the loss of everybody by array passes."""
    log_q = np.bincount(held.client, weights=np.log1p(-held.p), minlength=held.n_clients)
    part = (held.value * np.exp(log_q))[held.client] * (held.p / (1.0 - held.p))
    return np.bincount(held.employee, weights=part, minlength=held.n_employees).astype(np.float64)


def _pandas(held: Holdings) -> Callable[[], Floats]:
    """Returns the same closed form over a frame that stands ready."""
    pandas: Any = import_module("pandas")  # of the bench's own group: tests run without it
    columns = {"employee": held.employee, "client": held.client, "p": held.p}
    ties = pandas.DataFrame(columns).assign(value=held.value[held.client])

    def run() -> Floats:
        q = (1.0 - ties["p"]).groupby(ties["client"]).transform("prod")
        part: Any = ties["value"] * q * ties["p"] / (1.0 - ties["p"])
        found = part.groupby(ties["employee"]).sum()
        loss = np.zeros(held.n_employees)
        loss[found.index.to_numpy()] = found.to_numpy()
        return loss

    return run


def by_cypher(peer: Peer, employees: int) -> Floats:
    """Returns the loss of everybody by one set-based query."""
    [record] = peer.run(_EVERYBODY)
    loss = np.zeros(employees)
    loss[record["people"]] = record["losses"]
    return loss


def load(peer: Peer, held: Holdings, ready: Departures) -> None:
    """Writes employees, clients and aggregated ties to an emptied server, with what both sides prepare."""
    peer.empty()
    for label in ("Employee", "Client"):
        peer.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.at IS UNIQUE")
    peer.run("CALL db.awaitIndexes(300)")
    peer.load("UNWIND $rows AS r CREATE (:Employee {at: r.at})", [{"at": i} for i in range(held.n_employees)])
    columns = zip(held.value.tolist(), ready.log_q.tolist(), ready.q.tolist(), strict=True)
    clients = [{"at": i, "value": v, "log_q": log, "q": q} for i, (v, log, q) in enumerate(columns)]
    peer.load("UNWIND $rows AS r CREATE (c:Client) SET c = r", clients)
    ties = zip(held.employee.tolist(), held.client.tolist(), held.p.tolist(), strict=True)
    rows = [{"e": e, "c": c, "p": p, "log_keep": float(np.log1p(-p))} for e, c, p in ties]
    peer.load(
        "UNWIND $rows AS r MATCH (e:Employee {at: r.e}) MATCH (c:Client {at: r.c}) "
        "CREATE (e)-[:COVERS {p: r.p, log_keep: r.log_keep}]->(c)",
        rows,
    )


def leaving(peer: Peer | None, size: str) -> Outcome:
    """P3: coverage lost when 1, 5 or 20 people leave."""
    held = holdings(book_of(build_firm(SIZES[size])))
    ready = departures(held)
    if peer:
        load(peer, held, ready)
    rows = [row for people in (1, 5, _MOST) for row in _leaving(peer, ready, size, people)]
    return Outcome(rows=rows, notes=[_note_three(ready, size)])


def _leaving(peer: Peer | None, ready: Departures, size: str, people: int) -> list[Row]:
    sets = _drawn(ready.start.size - 1, people)
    engines = [
        Engine(name="compiled", run=_compiled(ready, sets)),
        Engine(name="call", run=lambda: [set_loss(ready, leavers) for leavers in sets]),
    ]
    if peer:
        for name, query in _LOCAL.items():
            engines.append(Engine(name=name, run=partial(_cypher_sets, peer, query, sets)))
    _agree(engines)
    times = {name: _each(timing) for name, timing in taking_turns(engines).items()}
    task = f"what-if, {people} leave, coverage"
    if not peer:
        return [_limit(task, size, times)] if people == _MOST else []
    return [
        _row("P3", f"{task}, {who}", size, peer_name, {"ours": times[who], **times}, 3_000.0)
        for who in ("compiled", "call")
        for peer_name in _LOCAL
    ]


def _limit(task: str, size: str, times: dict[str, Timing]) -> Row:
    """Returns the row of the one bound that is a time: 10 µs at L, compiled."""
    compiled_, call = times["compiled"], times["call"]
    return Row(
        name="P3", task=f"{task}, compiled", size=size, peer="10 µs", ours=shown(compiled_.best),
        theirs=f"public call {shown(call.best)}", ratio=compiled_.best * 1e5, goal=1.0, is_least=False,
        noise=noise_of(compiled_, call),
    )  # fmt: skip


def _each(timing: Timing) -> Timing:
    return Timing(seconds=[seconds / _SETS for seconds in timing.seconds], foreign=timing.foreign)


def _drawn(employees: int, people: int) -> list[list[int]]:
    rng = np.random.default_rng(SEED + people)
    return [sorted(rng.choice(employees, people, replace=False).tolist()) for _ in range(_SETS)]


def _compiled(ready: Departures, sets: Sequence[Sequence[int]]) -> Callable[[], list[float]]:
    """Returns the pass over all sets from inside compiled code: without Python's price of a call."""
    one = compiled(loss_of_set)
    people = np.array(sets, dtype=np.int32)
    scratch = np.zeros(ready.value.size)
    flat = (ready.start, ready.client, ready.log_keep, ready.log_q, ready.q, ready.value, scratch)
    many = _loop(one)
    return lambda: cast("list[float]", many(people, flat).tolist())


def _loop(one: Callable[..., float]) -> Callable[..., Floats]:
    from numba import njit  # noqa: PLC0415 - after the number of threads is set

    def many(people: Ints, flat: tuple[Any, ...]) -> Floats:
        found = np.zeros(people.shape[0])
        for at in range(people.shape[0]):
            found[at] = one(people[at], *flat)
        return found

    return cast("Callable[..., Floats]", njit(many, error_model="numpy"))


def _cypher_sets(peer: Peer, query: LiteralString, sets: Sequence[Sequence[int]]) -> list[float]:
    statement = neo4j.Query(query)
    with peer.driver.session(database="neo4j") as session:
        return [session.run(statement, people=leavers).single(strict=True)["loss"] for leavers in sets]


def _agree(engines: Sequence[Engine]) -> None:
    """Runs each engine a few times, which also warms it, and compares every answer with the first."""
    expected = np.asarray(engines[0].run())
    for engine in engines:
        for _ in range(5):
            engine.run()
        answer = np.asarray(engine.run())
        np.testing.assert_allclose(answer, expected, rtol=TOLERANCE, atol=1e-6, err_msg=engine.name)


def _row(  # noqa: PLR0913, PLR0917 - the columns of the table
    name: str, task: str, size: str, peer: str, times: dict[str, Timing], goal: float
) -> Row:
    ours, theirs = times["ours"], times[peer]
    return Row(
        name=name, task=task, size=size, peer=peer, ours=shown(ours.best), theirs=shown(theirs.best),
        ratio=theirs.best / ours.best, goal=goal, noise=noise_of(ours, theirs),
    )  # fmt: skip


def _note_one(held: Holdings, size: str) -> str:
    return (
        f"P1, {size}: {held.n_employees:,} employees, {held.n_clients:,} clients, {held.p.size:,} pairs; "
        f"answers agree within {TOLERANCE:g}. All start from pairs sorted by client. pandas has the same "
        "closed form; Cypher is warm (6 calls), page cache hot, and returns two collected columns."
    )


def _note_three(ready: Departures, size: str) -> str:
    return (
        f"P3, {size}: {_SETS} drawn sets of each size over {ready.client.size:,} pairs; ours reads log q per "
        "client ready made, Cypher once so and once from p; coverage only, no threads and no fragments. "
        "'compiled' is called from compiled code, 'call' is the public function with Python's price of it."
    )
