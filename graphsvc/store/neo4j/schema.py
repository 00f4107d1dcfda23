"""The constraints and indexes that stand before the first write, numbered, named, checksummed."""

import time
from collections.abc import Iterator
from hashlib import blake2b
from typing import LiteralString
from uuid import uuid4

from graphsvc.errors import StoreUnreachableError
from graphsvc.kinds import EDGE_KINDS
from graphsvc.store.neo4j.connection import Connection
from graphsvc.store.neo4j.names import labels, types, vouched_type
from graphsvc.store.port import Applied

SCHEMA = 1
"""Number of the newest migration."""

_NAMES: dict[int, str] = {1: "first schema"}
_AWAIT_SECONDS = 300

_BOOKS: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT meta_one IF NOT EXISTS FOR (n:_Meta) REQUIRE n.one IS UNIQUE",
    "CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (n:_Migration) REQUIRE n.number IS UNIQUE",
    "CREATE CONSTRAINT counter_label IF NOT EXISTS FOR (n:_Counter) REQUIRE n.label IS UNIQUE",
    "CREATE CONSTRAINT lease_source IF NOT EXISTS FOR (n:_Lease) REQUIRE n.source IS UNIQUE",
    "CREATE CONSTRAINT run_id IF NOT EXISTS FOR (n:_Run) REQUIRE n.run_id IS UNIQUE",
    "CREATE CONSTRAINT run_number IF NOT EXISTS FOR (n:_Run) REQUIRE n.number IS UNIQUE",
    "CREATE CONSTRAINT batch_no IF NOT EXISTS FOR (n:_Batch) REQUIRE (n.run_id, n.batch_no) IS UNIQUE",
    "CREATE CONSTRAINT close_claim IF NOT EXISTS FOR (n:_Close) REQUIRE (n.run_id, n.claim) IS UNIQUE",
    "CREATE CONSTRAINT tombstone_token IF NOT EXISTS FOR (n:_Tombstone) REQUIRE n.token IS UNIQUE",
    "CREATE CONSTRAINT token_key IF NOT EXISTS FOR (n:_Token) REQUIRE (n.token, n.key) IS UNIQUE",
    "CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (n:_Claim) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX claim_source IF NOT EXISTS FOR (n:_Claim) ON (n.source, n.kind, n.id)",
    "CREATE INDEX claim_target IF NOT EXISTS FOR (n:_Claim) ON (n.target)",
    "CREATE CONSTRAINT publication_of IF NOT EXISTS FOR (n:_Publication) REQUIRE (n.source, n.seq) IS UNIQUE",
    "CREATE INDEX publication_seq IF NOT EXISTS FOR (n:_Publication) ON (n.seq)",
    "CREATE CONSTRAINT change IF NOT EXISTS FOR (n:_Change) REQUIRE (n.load, n.kind, n.key, n.op) IS UNIQUE",
    "CREATE INDEX change_key IF NOT EXISTS FOR (n:_Change) ON (n.key)",
    "CREATE CONSTRAINT seen_id IF NOT EXISTS FOR (n:_Seen) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX seen_day IF NOT EXISTS FOR (n:_Seen) ON (n.day)",
)

_BEGIN: LiteralString = (
    "MERGE (m:_Meta {one: 1}) ON CREATE SET m.epoch = $epoch, m.seq = 0 "
    "WITH m MERGE (n:_Migration {number: $number}) "
    "ON CREATE SET n.name = $name, n.checksum = $checksum, n.applied_at = $now"
)


def applied(connection: Connection) -> int:
    """Returns the number of the newest migration that the server has.

    Raises:
        StoreUnreachableError: the schema is newer than this program, or a migration was changed since.
    """
    found = connection.alone(
        "MATCH (n:_Migration) RETURN n.number AS number, n.checksum AS sum ORDER BY number"
    )
    newest = max((int(row["number"]) for row in found), default=0)
    if newest > SCHEMA:
        raise StoreUnreachableError(
            f"{connection.url} has schema {newest}, this program knows {SCHEMA}: install a newer graphsvc"
        )
    for row in found:
        _check(connection, int(row["number"]), str(row["sum"]))
    return newest


def migrate(connection: Connection, to: int | None = None) -> list[Applied]:
    """Runs the migrations that the server lacks and makes the constraints of kinds registered since."""
    before, wanted = applied(connection), SCHEMA if to is None else to
    if wanted < 1 or before > wanted:
        return []
    has = {row["name"] for row in connection.alone("SHOW INDEXES YIELD name")}
    for statement in _statements():
        if _name(statement) not in has:
            connection.alone(statement)
    connection.alone("CALL db.awaitIndexes($seconds)", seconds=_AWAIT_SECONDS)
    numbers = range(before + 1, wanted + 1)
    for number in numbers:
        _record(connection, number)
    return [Applied(number=number, name=_NAMES[number]) for number in numbers]


def _record(connection: Connection, number: int) -> None:
    connection.alone(
        _BEGIN,
        epoch=str(uuid4()),
        number=number,
        name=_NAMES[number],
        checksum=_checksum(),
        now=time.time_ns() // 1_000,
    )


def _check(connection: Connection, number: int, checksum: str) -> None:
    if checksum != _checksum():
        raise StoreUnreachableError(
            f"{connection.url}: migration {number} ({_NAMES[number]}) is not the one this program knows; "
            "export with the program that made it, then import"
        )


def _checksum() -> str:
    """Covers what every store has; kinds come and go without a migration."""
    return blake2b("\n".join(_BOOKS).encode(), digest_size=16).hexdigest()


def _name(statement: str) -> str:
    """Returns the name of the constraint or index that a statement makes."""
    return statement.partition(" IF NOT EXISTS")[0].split()[-1].strip("`")


def _statements() -> Iterator[LiteralString]:
    yield from _BOOKS
    for label in labels():
        yield from _node(label)
    for type_ in types():
        yield from _fact(type_)
    for name in (name for name, kind in EDGE_KINDS.items() if kind.is_evidence):
        yield _unique_row(vouched_type(name))


def _node(label: LiteralString) -> Iterator[LiteralString]:
    yield f"CREATE CONSTRAINT `{label}_key` IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.key IS UNIQUE"
    yield f"CREATE INDEX `{label}_bucket` IF NOT EXISTS FOR (n:`{label}`) ON (n.bucket)"
    yield f"CREATE TEXT INDEX `{label}_search` IF NOT EXISTS FOR (n:`{label}`) ON (n.search)"


def _fact(type_: LiteralString) -> Iterator[LiteralString]:
    edge: LiteralString = f"FOR ()-[r:`{type_}`]-()"
    yield _unique_row(type_)
    yield f"CREATE CONSTRAINT `{type_}_open` IF NOT EXISTS {edge} REQUIRE r.open_fact IS UNIQUE"
    yield f"CREATE INDEX `{type_}_fact` IF NOT EXISTS {edge} ON (r.fact_id)"


def _unique_row(type_: LiteralString) -> LiteralString:
    return f"CREATE CONSTRAINT `{type_}_id` IF NOT EXISTS FOR ()-[r:`{type_}`]-() REQUIRE r.id IS UNIQUE"
