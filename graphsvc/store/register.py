"""Who may come in: users, what they were granted, their tokens and sessions; beside the audit chain.

No password is kept and no secret is: a code, a token and a session are stored as hashes, so that whoever
reads the file cannot come in with it.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import LiteralString

from graphsvc.errors import ConflictError, NotFoundError
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.revision import counted
from graphsvc.store.sqlite_file import SqliteFile

_MINUTE = 60_000_000
_HOUR = 60 * _MINUTE
CODE_LIVES = 10 * _MINUTE
SESSION_IDLE = 8 * _HOUR
SESSION_LIVES = 72 * _HOUR
TOKEN_PREFIX = "gs_"  # noqa: S105 - what secret scanners look for
_BYTES = 32

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS user (
        name TEXT PRIMARY KEY, is_active INTEGER NOT NULL, created_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS granted (
        user TEXT NOT NULL, role TEXT NOT NULL, accounts TEXT NOT NULL, granted_by TEXT NOT NULL,
        reason TEXT NOT NULL, granted_at INTEGER NOT NULL, expires_at INTEGER,
        PRIMARY KEY (user, role)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS code (
        hash TEXT PRIMARY KEY, user TEXT NOT NULL, expires_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS session (
        hash TEXT PRIMARY KEY, user TEXT NOT NULL, role TEXT NOT NULL, started_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS token (
        hash TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, accounts TEXT NOT NULL,
        person TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER,
        made_by TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
)

_NEXT_END = """
    SELECT MIN(expires_at) FROM (
        SELECT expires_at FROM granted WHERE expires_at > :now
        UNION ALL SELECT expires_at FROM token WHERE expires_at > :now AND revoked_at IS NULL
    )
"""
_COUNTED = (
    *counted("user", "granted", "token"),
    *counted("session", columns=("role",)),  # not when it was seen last: of that a minute is no news
)


_OF_A_USER: tuple[LiteralString, ...] = (
    "DELETE FROM session WHERE lower(user) = ?",
    "DELETE FROM code WHERE lower(user) = ?",
    "DELETE FROM granted WHERE lower(user) = ?",
    "UPDATE granted SET granted_by = '' WHERE lower(granted_by) = ?",
    "UPDATE token SET made_by = '', revoked_at = COALESCE(revoked_at, created_at) WHERE lower(made_by) = ?",
    "DELETE FROM user WHERE lower(name) = ?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role somebody holds; `accounts` is the account lead's rule, instants are microseconds UTC."""

    role: str
    accounts: str
    granted_by: str
    reason: str
    granted_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Grant):
    """A grant with its holder, also one that has ended."""

    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in user; `role` is the one role chosen in a demo workspace, else empty.

    Until the instant `known_until` (microseconds UTC) it holds without another look, if nothing changes.
    """

    user: str
    role: str
    hash: str
    known_until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret; `made_by` is the user whose grants it rests on, empty = command line."""

    name: str
    role: str
    accounts: str
    person: str
    created_at: int
    expires_at: int
    revoked_at: int | None
    made_by: str


class Register:
    """The register of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            for statement in (*_TABLES, *_COUNTED):
                db.execute(statement)
            _add_maker(db)

    def add_user(self, name: str) -> None:
        """Adds a user, or makes a deactivated one active again."""
        with self._file.write() as db:
            sql = "INSERT INTO user VALUES (?, 1, ?) ON CONFLICT (name) DO UPDATE SET is_active = 1"
            db.execute(sql, (name, self._clock()))

    def grant(  # noqa: PLR0913 - everything a grant says, by keyword
        self,
        user: str,
        role: str,
        *,
        accounts: str = "",
        granted_by: str,
        reason: str = "",
        until: int | None = None,
    ) -> None:
        """Grants a role, up to an instant if one is given; the newest grant of a role replaces the older.

        Raises:
            NotFoundError: there is no such user.
        """
        with self._file.write() as db:
            if db.execute("SELECT 1 FROM user WHERE name = ?", (user,)).fetchone() is None:
                raise NotFoundError(f"there is no user '{user}': add it with graphsvc user add")
            sql = "INSERT OR REPLACE INTO granted VALUES (?, ?, ?, ?, ?, ?, ?)"
            db.execute(sql, (user, role, accounts, granted_by, reason, self._clock(), until))

    def end_grant(self, user: str, role: str) -> bool:
        """Ends a role of a user at once; returns whether they held it."""
        now = self._clock()
        with self._file.write(durable=True) as db:
            sql = """
                UPDATE granted SET expires_at = ?
                WHERE user = ? AND role = ? AND (expires_at IS NULL OR expires_at > ?)
            """
            return db.execute(sql, (now, user, role, now)).rowcount > 0

    def grants(self, user: str) -> list[Grant]:
        """Returns the live grants of an active user, by role."""
        with self._file.read() as db:
            sql = """
                SELECT role, accounts, granted_by, reason, granted_at, expires_at FROM granted
                JOIN user ON user.name = granted.user
                WHERE user = ? AND is_active = 1 AND (expires_at IS NULL OR expires_at > ?) ORDER BY role
            """
            names = ("role", "accounts", "granted_by", "reason", "granted_at", "expires_at")
            rows = db.execute(sql, (user, self._clock()))
            return [Grant(**dict(zip(names, row, strict=True))) for row in rows]

    def granted_since(self, at: int) -> list[Granted]:
        """Returns the grants made after an instant, ended ones too, newest first."""
        names = ("user", "role", "accounts", "granted_by", "reason", "granted_at", "expires_at")
        order = "granted_at DESC, user, role"
        sql = f"SELECT {', '.join(names)} FROM granted WHERE granted_at > ? ORDER BY {order}"
        with self._file.read() as db:
            return [Granted(**dict(zip(names, row, strict=True))) for row in db.execute(sql, (at,))]

    def next_end(self) -> int | None:
        """Returns the next instant, microseconds UTC, at which a grant or token ends; None if none does."""
        now = self._clock()
        with self._file.read() as db:
            ends: int | None = db.execute(_NEXT_END, {"now": now}).fetchone()[0]
        return ends

    def users(self) -> list[tuple[str, bool]]:
        """Returns all users by name, and whether they are active."""
        with self._file.read() as db:
            return [
                (name, bool(active))
                for name, active in db.execute("SELECT name, is_active FROM user ORDER BY name")
            ]

    def deactivate(self, user: str) -> None:
        """Ends all sessions and grants of a user, who stays known to the audit.

        Raises:
            NotFoundError: there is no such user.
        """
        with self._file.write() as db:
            if not db.execute("UPDATE user SET is_active = 0 WHERE name = ?", (user,)).rowcount:
                raise NotFoundError(f"there is no user '{user}'")
            db.execute("UPDATE granted SET expires_at = ? WHERE user = ?", (self._clock(), user))
            db.execute("DELETE FROM session WHERE user = ?", (user,))
            db.execute("DELETE FROM code WHERE user = ?", (user,))

    def new_code(self, user: str) -> str:
        """Returns a one-use code that signs the user in within ten minutes."""
        code = secrets.token_urlsafe(_BYTES)
        with self._file.write() as db:
            db.execute("DELETE FROM code WHERE expires_at <= ?", (self._clock(),))
            db.execute("INSERT INTO code VALUES (?, ?, ?)", (_hash(code), user, self._clock() + CODE_LIVES))
        return code

    def sign_in(self, code: str) -> str | None:
        """Burns a code; returns the secret of a new session, None if the code is used, old or unknown."""
        with self._file.write(durable=True) as db:
            sql = "DELETE FROM code WHERE hash = ? AND expires_at > ? RETURNING user"
            row = db.execute(sql, (_hash(code), self._clock())).fetchone()
            if row is None:
                return None
            secret = secrets.token_urlsafe(_BYTES)
            now = self._clock()
            db.execute("INSERT INTO session VALUES (?, ?, '', ?, ?)", (_hash(secret), row[0], now, now))
        return secret

    def session(self, secret: str) -> Session | None:
        """Returns the live session a cookie stands for, None if it is unknown, idle too long or too old."""
        now = self._clock()
        with self._file.read() as db:
            sql = "SELECT user, role, started_at, seen_at FROM session WHERE hash = ?"
            row = db.execute(sql, (_hash(secret),)).fetchone()
        if row is None or now - row[2] > SESSION_LIVES or now - row[3] > SESSION_IDLE:
            return None
        seen_at = row[3]
        if now - seen_at > _MINUTE:
            seen_at = now
            with self._file.write() as db:
                db.execute("UPDATE session SET seen_at = ? WHERE hash = ?", (now, _hash(secret)))
        until = min(row[2] + SESSION_LIVES, seen_at + _MINUTE)
        return Session(user=row[0], role=row[1], hash=_hash(secret), known_until=until)

    def choose_role(self, session: str, role: str) -> None:
        """Narrows a session, by its hash, to one role, for the doors of a demo workspace."""
        with self._file.write() as db:
            db.execute("UPDATE session SET role = ? WHERE hash = ?", (role, session))

    def sign_out(self, secret: str) -> None:
        """Ends a session."""
        with self._file.write() as db:
            db.execute("DELETE FROM session WHERE hash = ?", (_hash(secret),))

    def new_token(  # noqa: PLR0913 - everything a token says, by keyword
        self, name: str, *, role: str, accounts: str, person: str, days: int, made_by: str = ""
    ) -> str:
        """Returns a new token, which is shown once.

        Raises:
            ConflictError: a token has this name already.
        """
        secret = f"{TOKEN_PREFIX}{secrets.token_urlsafe(_BYTES)}"
        now = self._clock()
        with self._file.write(durable=True) as db:
            if db.execute("SELECT 1 FROM token WHERE name = ?", (name,)).fetchone():
                raise ConflictError(f"a token is called '{name}' already: choose another --name")
            sql = "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)"
            until = now + days * 24 * _HOUR
            db.execute(sql, (_hash(secret), name, role, accounts, person, now, until, made_by))
        return secret

    def token(self, secret: str) -> Token | None:
        """Returns the live token of a secret, None if it is unknown, expired or revoked."""
        return self._live("WHERE hash = ?", _hash(secret))

    def token_named(self, name: str) -> Token | None:
        """Returns the live token of a name, None if it is unknown, expired or revoked."""
        return self._live("WHERE name = ?", name)

    def tokens(self) -> list[Token]:
        """Returns all tokens by name, without secrets."""
        return self._tokens("", ())

    def revoke(self, name: str) -> bool:
        """Ends a token; returns whether there was one."""
        with self._file.write(durable=True) as db:
            sql = "UPDATE token SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL"
            return db.execute(sql, (self._clock(), name)).rowcount > 0

    def revoke_of(self, person: str, *, role: str = "") -> None:
        """Ends the tokens that stand for a person, of one role if it is given."""
        sql = """
            UPDATE token SET revoked_at = ?
            WHERE person = ? AND (? = '' OR role = ?) AND revoked_at IS NULL
        """
        with self._file.write(durable=True) as db:
            db.execute(sql, (self._clock(), person, role, role))

    def revoke_made_by(self, user: str, *, role: str = "") -> None:
        """Ends the tokens that a user made, of one role if it is given; they do not come back with it."""
        sql = """
            UPDATE token SET revoked_at = ?
            WHERE made_by = ? AND (? = '' OR role = ?) AND revoked_at IS NULL
        """
        with self._file.write(durable=True) as db:
            db.execute(sql, (self._clock(), user, role, role))

    def forget(self, person: str) -> None:
        """Ends the tokens that stand for a person and forgets for whom they stood, for erasure."""
        with self._file.write(durable=True) as db:
            sql = "UPDATE token SET person = '', revoked_at = COALESCE(revoked_at, ?) WHERE person = ?"
            db.execute(sql, (self._clock(), person))
        self._file.scrub()

    def forget_users(self, users: Sequence[str]) -> None:
        """Removes users with their grants, sessions and tokens, for erasure; the audit keeps who asked."""
        names = [(user.casefold(),) for user in users]
        with self._file.write(durable=True) as db:
            for sql in _OF_A_USER:
                db.executemany(sql, names)
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()

    def _live(self, where: LiteralString, value: str) -> Token | None:
        found = self._tokens(where, (value,))
        live = [each for each in found if each.revoked_at is None and each.expires_at > self._clock()]
        return live[0] if live else None

    def _tokens(self, where: str, values: Sequence[str]) -> list[Token]:
        names = ("name", "role", "accounts", "person", "created_at", "expires_at", "revoked_at", "made_by")
        with self._file.read() as db:
            rows = db.execute(f"SELECT {', '.join(names)} FROM token {where} ORDER BY name", values)
            return [Token(**dict(zip(names, row, strict=True))) for row in rows]


def _add_maker(db: sqlite3.Connection) -> None:
    """Adds who made a token to a register of an earlier release."""
    if "made_by" not in {row[1] for row in db.execute("PRAGMA table_info(token)")}:
        db.execute("ALTER TABLE token ADD COLUMN made_by TEXT NOT NULL DEFAULT ''")


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
