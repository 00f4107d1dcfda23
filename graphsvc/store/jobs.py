"""Long work that waits, runs and ends: one table beside the audit chain, claimed by one statement.

Nothing is lost with the process that does the work: it holds a job for half a minute, prolonged while it
is alive; after that the job is claimed again, three times at most. A stage that ran twice ends as one that
ran once, because every load goes through its ledger of batches.
"""

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

import orjson

from graphsvc.errors import NotAllowedError
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]

LIVE: tuple[State, ...] = ("queued", "running")
"""States of a job that has not ended."""
SERVICE = "service"
"""Principal of the work that the service orders of itself; it has no quota."""
ATTEMPTS = 3
QUOTA = 10
"""Jobs that a principal may have waiting or running."""
_SECOND = 1_000_000
LEASE = 30 * _SECOND
KEPT = 7 * 24 * 3600 * _SECOND
"""Time after its end that a job and its result are kept."""
_BYTES = 12
_COLUMNS = (
    "id, kind, params, key, who, state, run_at, lease_until, attempts, stage, done, total, error, result, "
    "created_at, ended_at"
)
_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS job (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, params TEXT NOT NULL, key TEXT NOT NULL, who TEXT NOT NULL,
        state TEXT NOT NULL, run_at INTEGER NOT NULL, lease_until INTEGER NOT NULL, attempts INTEGER NOT NULL,
        stage TEXT NOT NULL, done INTEGER NOT NULL, total INTEGER, error TEXT NOT NULL, result TEXT NOT NULL,
        created_at INTEGER NOT NULL, ended_at INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS job_key ON job (who, key) WHERE key <> ''",
    "CREATE INDEX IF NOT EXISTS job_next ON job (state, run_at)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands; instants are microseconds UTC.

    Attributes:
        id: random, so that it cannot be guessed.
        kind: what is to be done; the worker's registry knows how.
        params: JSON values.
        key: idempotency key of the principal, empty = none.
        who: principal that ordered it.
        run_at: not before this instant.
        lease_until: when it may be claimed again, while it runs.
        attempts: times it was claimed.
        stage: what is being done, in words.
        done: steps of the stage that are done.
        total: steps of the stage, None if not known.
        error: why it failed, with the remedy; else empty.
        result: file of the result, empty = none.
    """

    id: str
    kind: str
    params: Mapping[str, Any]
    key: str
    who: str
    state: State
    run_at: int
    lease_until: int
    attempts: int
    stage: str
    done: int
    total: int | None
    error: str
    result: str
    created_at: int
    ended_at: int | None

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.state in LIVE


class JobFile:
    """The jobs of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
        quota: live jobs a principal may have.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock, quota: int = QUOTA) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        self._quota = quota
        with self._file.write() as db:
            for statement in _TABLES:
                db.execute(statement)

    def put(self, kind: str, params: Mapping[str, Any], *, who: str, key: str = "") -> Job:
        """Queues a job; the same key of the same principal returns the job it made, unless that failed.

        Raises:
            NotAllowedError: the principal has as many jobs waiting or running as one may have.
        """
        with self._file.write(durable=True) as db:
            known = _one(db, "WHERE who = ? AND key = ? AND key <> ''", (who, key))
            if known and known.state not in {"failed", "cancelled"}:
                return known
            if known:
                db.execute("UPDATE job SET key = '' WHERE id = ?", (known.id,))
            self._refuse_too_many(db, who)
            return self._queued(db, kind, params, who=who, key=key)

    def put_if_none_waits(self, kind: str, params: Mapping[str, Any], *, who: str) -> Job:
        """Queues a job, or returns one of its kind that has not begun and will do the same.

        Raises:
            NotAllowedError: the principal has as many jobs waiting or running as one may have.
        """
        with self._file.write(durable=True) as db:
            text = _dumped(params)
            waiting = _one(db, "WHERE kind = ? AND params = ? AND state = 'queued'", (kind, text))
            if waiting:
                return waiting
            self._refuse_too_many(db, who)
            return self._queued(db, kind, params, who=who, key="")

    def claim(self) -> Job | None:
        """Takes the next job that is due, or one whose worker fell silent; None if there is none."""
        now = self._clock()
        with self._file.write(durable=True) as db:
            _give_up(db, now)
            sql = f"""
                UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = :until
                WHERE id = (
                    SELECT id FROM job
                    WHERE (state = 'queued' AND run_at <= :now) OR (state = 'running' AND lease_until <= :now)
                    ORDER BY run_at, created_at, id LIMIT 1
                ) RETURNING {_COLUMNS}
            """
            return _first(db.execute(sql, {"now": now, "until": now + LEASE}).fetchall())

    def beat(self, job: Job) -> bool:
        """Prolongs the hold on a job; returns whether it is still held: not cancelled, not taken over."""
        return self._held(job, "lease_until = ?", (self._clock() + LEASE,))

    def progress(self, job: Job, stage: str, done: int, *, total: int | None = None) -> bool:
        """Says how far a job is; returns whether it is still held."""
        values = (stage, done, total, self._clock() + LEASE)
        return self._held(job, "stage = ?, done = ?, total = ?, lease_until = ?", values)

    def succeed(self, job: Job, *, result: str = "") -> bool:
        """Ends a job that is held, with the file of its result; returns whether it was."""
        return self._ended(job, "succeeded", error="", result=result)

    def fail(self, job: Job, error: str, *, result: str = "") -> bool:
        """Ends a job that is held, with what went wrong; returns whether it was."""
        return self._ended(job, "failed", error=error, result=result)

    def put_back(self, job: Job, error: str, *, seconds: int) -> bool:
        """Lets a job be tried again after some seconds, or fails it after the last attempt."""
        if job.attempts >= ATTEMPTS:
            return self.fail(job, error)
        values = (self._clock() + seconds * _SECOND, error)
        return self._held(job, "state = 'queued', run_at = ?, lease_until = 0, error = ?", values)

    def give_back(self, job: Job) -> bool:
        """Lets the next worker do a job that this one leaves in order; it does not count as an attempt."""
        values = (self._clock(), job.attempts - 1)
        return self._held(job, "state = 'queued', run_at = ?, lease_until = 0, attempts = ?", values)

    def cancel(self, job: str) -> Job | None:
        """Cancels a job that has not ended; returns it as it stands then, None if there is none."""
        with self._file.write(durable=True) as db:
            sql = "UPDATE job SET state = 'cancelled', ended_at = ? WHERE id = ? AND state IN (?, ?)"
            db.execute(sql, (self._clock(), job, *LIVE))
            return _one(db, "WHERE id = ?", (job,))

    def get(self, job: str) -> Job | None:
        """Returns a job by id, None if there is none."""
        with self._file.read() as db:
            return _one(db, "WHERE id = ?", (job,))

    def newest(self, kind: str, *, limit: int) -> list[Job]:
        """Returns the jobs of a kind, newest first."""
        with self._file.read() as db:
            return _jobs(db, "WHERE kind = ? ORDER BY created_at DESC, id LIMIT ?", (kind, limit))

    def old(self) -> list[Job]:
        """Returns jobs that ended a week ago, whose results are to be removed before they are forgotten."""
        with self._file.read() as db:
            return _jobs(db, "WHERE ended_at <= ?", (self._clock() - KEPT,))

    def forget(self, jobs: Sequence[Job]) -> None:
        """Removes jobs."""
        with self._file.write(durable=True) as db:
            db.executemany("DELETE FROM job WHERE id = ?", [(job.id,) for job in jobs])

    def forget_users(self, users: Sequence[str]) -> None:
        """Forgets that users ordered jobs, for erasure; a result has no reader then."""
        with self._file.write(durable=True) as db:
            sql = "UPDATE job SET who = '', key = '' WHERE lower(who) = ?"
            db.executemany(sql, [(user.casefold(),) for user in users])
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()

    def _refuse_too_many(self, db: sqlite3.Connection, who: str) -> None:
        sql = "SELECT COUNT(*) FROM job WHERE who = ? AND state IN (?, ?)"
        (live,) = db.execute(sql, (who, *LIVE)).fetchone()
        if who != SERVICE and live >= self._quota:
            message = f"you have {live} jobs waiting or running: wait for one to end, or cancel one"
            raise NotAllowedError(message, slug="rate-limited")

    def _queued(
        self, db: sqlite3.Connection, kind: str, params: Mapping[str, Any], *, who: str, key: str
    ) -> Job:
        now, job = self._clock(), secrets.token_hex(_BYTES)
        sql = "INSERT INTO job VALUES (?, ?, ?, ?, ?, 'queued', ?, 0, 0, '', 0, NULL, '', '', ?, NULL)"
        db.execute(sql, (job, kind, _dumped(params), key, who, now, now))
        return cast("Job", _one(db, "WHERE id = ?", (job,)))

    def _held(self, job: Job, change: str, values: Sequence[Any]) -> bool:
        """Changes a job if this attempt still holds it."""
        with self._file.write() as db:
            sql = f"UPDATE job SET {change} WHERE id = ? AND attempts = ? AND state = 'running'"
            return db.execute(sql, (*values, job.id, job.attempts)).rowcount > 0

    def _ended(self, job: Job, state: State, *, error: str, result: str) -> bool:
        values = (state, error, result, self._clock())
        return self._held(job, "state = ?, error = ?, result = ?, ended_at = ?", values)


def _give_up(db: sqlite3.Connection, now: int) -> None:
    """Fails jobs whose worker fell silent in the last attempt."""
    error = f"The worker stopped {ATTEMPTS} times while it did this: see its log, then order it again."
    sql = """
        UPDATE job SET state = 'failed', error = ?, ended_at = ?
        WHERE state = 'running' AND lease_until <= ? AND attempts >= ?
    """
    db.execute(sql, (error, now, now, ATTEMPTS))


def _dumped(params: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(params), option=orjson.OPT_SORT_KEYS).decode()


def _one(db: sqlite3.Connection, where: str, values: Sequence[Any]) -> Job | None:
    found = _jobs(db, where, values)
    return found[0] if found else None


def _jobs(db: sqlite3.Connection, where: str, values: Sequence[Any]) -> list[Job]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM job {where}", values).fetchall()
    return [_job(row) for row in rows]


def _first(rows: Sequence[Sequence[Any]]) -> Job | None:
    return _job(rows[0]) if rows else None


def _job(row: Sequence[Any]) -> Job:
    values: dict[str, Any] = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["params"] = MappingProxyType(orjson.loads(values["params"]))
    return Job(**values)
