"""One write transaction on the embedded store: SQL for `backend.Writing`."""

import sqlite3
import uuid
from collections.abc import Sequence
from typing import LiteralString

import orjson

from graphsvc.errors import ConflictError
from graphsvc.key import id_of
from graphsvc.store import sqlite_rows as shape
from graphsvc.store.rows import (
    ChangeRow,
    ClaimRow,
    EvidenceRow,
    FactRow,
    LeaseRow,
    MetaRow,
    NodeRow,
    PrintRow,
    RunRow,
)
from graphsvc.store.sqlite_read import SqliteReading

_CONTENT: tuple[LiteralString, ...] = (
    "node",
    "token",
    "claim",
    "fact",
    "evidence",
    "fingerprint",
    "run",
    "batch",
    "closing",
    "change",
)


class SqliteWriting(SqliteReading):
    """Writes of one transaction; see `backend.Writing`."""

    def put_meta(self, row: MetaRow) -> None:
        """See `Keeping.put_meta`."""
        sql = "INSERT OR REPLACE INTO meta (one, epoch, seq, published_at) VALUES (1, ?, ?, ?)"
        self._db.execute(sql, (row.epoch, row.seq, row.published_at))

    def put_lease(self, row: LeaseRow) -> None:
        """See `Keeping.put_lease`."""
        sql = "INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?, ?, ?, ?)"
        values = (row.source, row.token, row.holder, row.host, row.pid, row.since, row.expires)
        self._db.execute(sql, values)

    def put_run(self, row: RunRow) -> None:
        """See `Keeping.put_run`."""
        cells = shape.run_cells(row)
        marks: LiteralString = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
        self._db.execute(f"INSERT OR REPLACE INTO run ({shape.RUN}) VALUES ({marks})", cells)

    def drop_run(self, run_id: str) -> None:
        """See `Keeping.drop_run`."""
        self._db.execute("DELETE FROM run WHERE run_id = ?", (run_id,))

    def put_ledger(self, run_id: str, batch_no: int, result: bytes) -> None:
        """See `Keeping.put_ledger`."""
        self._db.execute("INSERT OR REPLACE INTO batch VALUES (?, ?, ?)", (run_id, batch_no, result))

    def drop_ledger(self, run_id: str) -> None:
        """See `Keeping.drop_ledger`."""
        self._db.execute("DELETE FROM batch WHERE run_id = ?", (run_id,))

    def put_closes(self, run_id: str, claim_ids: Sequence[int]) -> None:
        """See `Keeping.put_closes`."""
        cells = [(run_id, number) for number in claim_ids]
        self._db.executemany("INSERT OR IGNORE INTO closing VALUES (?, ?)", cells)

    def drop_closes(self, run_id: str) -> None:
        """See `Keeping.drop_closes`."""
        self._db.execute("DELETE FROM closing WHERE run_id = ?", (run_id,))

    def put_changes(self, rows: Sequence[ChangeRow]) -> None:
        """See `Keeping.put_changes`."""
        cells = [(row.seq, row.source, row.kind, row.key, row.op) for row in rows]
        self._db.executemany("INSERT OR IGNORE INTO change VALUES (?, ?, ?, ?, ?)", cells)

    def publish_changes(self, source: str, seq: int) -> int:
        """See `Keeping.publish_changes`."""
        sql = "UPDATE change SET seq = ? WHERE seq = 0 AND source = ?"
        return self._db.execute(sql, (seq, source)).rowcount

    def drop_changes(self, keys: Sequence[str]) -> None:
        """See `Keeping.drop_changes`."""
        sql = "DELETE FROM change WHERE key IN (SELECT value FROM json_each(?))"
        self._db.execute(sql, (shape.text_of(keys),))

    def put_tombstones(self, tokens: Sequence[str]) -> None:
        """See `Keeping.put_tombstones`."""
        cells = [(token,) for token in tokens]
        self._db.executemany("INSERT OR IGNORE INTO tombstone VALUES (?)", cells)

    def put_nodes(self, rows: Sequence[NodeRow]) -> None:
        """See `Writing.put_nodes`."""
        self._db.executemany(
            f"INSERT INTO node ({shape.NODE}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " props = excluded.props, tokens = excluded.tokens, search = excluded.search,"
            " first_seq = excluded.first_seq",
            [shape.node_cells(row) for row in rows],
        )
        self._drop_tokens([row.id for row in rows])
        cells = [(token, row.id, row.kind) for row in rows for token in row.tokens]
        self._db.executemany("INSERT OR REPLACE INTO token VALUES (?, ?, ?)", cells)

    def drop_nodes(self, keys: Sequence[str]) -> None:
        """See `Writing.drop_nodes`."""
        ids = [id_of(key) for key in keys]
        self._drop_tokens(ids)
        self._drop("DELETE FROM node WHERE id = ?", ids)

    def put_claims(self, rows: Sequence[ClaimRow]) -> None:
        """See `Writing.put_claims`."""
        self._db.executemany(
            f"INSERT INTO claim ({shape.CLAIM}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " rows = excluded.rows, body = excluded.body",
            [shape.claim_cells(row) for row in rows],
        )

    def drop_claims(self, ids: Sequence[int]) -> None:
        """See `Writing.drop_claims`."""
        self._drop("DELETE FROM claim WHERE id = ?", ids)

    def put_facts(self, rows: Sequence[FactRow]) -> None:
        """See `Writing.put_facts`."""
        try:
            self._db.executemany(
                f"INSERT INTO fact ({shape.FACT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET src = excluded.src, dst = excluded.dst,"
                " ends = excluded.ends, valid_to = excluded.valid_to, props = excluded.props,"
                " settled = excluded.settled, seq = excluded.seq",
                [shape.fact_cells(row) for row in rows],
            )
        except sqlite3.IntegrityError as error:
            message = f"A relationship would have two open intervals ({error}); close the first."
            raise ConflictError(message) from error

    def drop_facts(self, kind: str, ids: Sequence[int]) -> None:
        """See `Writing.drop_facts`."""
        cells = [(number, kind) for number in ids]
        self._db.executemany("DELETE FROM fact WHERE id = ? AND type = ?", cells)

    def put_evidence(self, rows: Sequence[EvidenceRow]) -> None:
        """See `Writing.put_evidence`."""
        self._db.executemany(
            f"INSERT INTO evidence ({shape.EVIDENCE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET day = excluded.day, given = excluded.given,"
            " received = excluded.received",
            [shape.evidence_cells(row) for row in rows],
        )

    def drop_evidence(self, ids: Sequence[int]) -> None:
        """See `Writing.drop_evidence`."""
        self._drop("DELETE FROM evidence WHERE id = ?", ids)

    def put_prints(self, rows: Sequence[PrintRow]) -> None:
        """See `Writing.put_prints`."""
        self._drop("DELETE FROM fingerprint WHERE id = ?", [row.id for row in rows])
        cells = [shape.print_cells(row) for row in rows if row.prints.size]
        self._db.executemany("INSERT INTO fingerprint (id, day, prints, senders) VALUES (?, ?, ?, ?)", cells)

    def wipe(self) -> None:
        """See `Writing.wipe`."""
        for table in _CONTENT:
            self._db.execute(f"DELETE FROM {table}")
        self.put_meta(MetaRow(epoch=str(uuid.uuid4()), seq=0, published_at=None))

    def _drop_tokens(self, ids: Sequence[int]) -> None:
        sql = "DELETE FROM token WHERE node IN (SELECT value FROM json_each(?))"
        self._db.execute(sql, (orjson.dumps(list(ids)).decode(),))

    def _drop(self, sql: LiteralString, ids: Sequence[int]) -> None:
        self._db.executemany(sql, [(number,) for number in ids])
