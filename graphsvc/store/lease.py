"""Who may write for a source: one holder at a time, found out when it comes too late.

Every write shows its token; a holder that stopped for too long, or whose process is gone, may be
replaced, and its next write then fails instead of mixing with that of the new one.
"""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from graphsvc.errors import ConflictError
from graphsvc.store.backend import Reading, Writing
from graphsvc.store.rows import LeaseRow

LEASE_SECONDS = 120
"""Time after its last write that a silent holder keeps its lease."""
EVERYTHING = "*"
"""Source that stands for all of them: held while a store is moved."""
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process that may hold leases."""

    host: str
    pid: int

    @classmethod
    def here(cls) -> "Holder":
        """Returns this process."""
        return cls(host=socket.gethostname(), pid=os.getpid())


def take(tx: Writing, source: str, holder: Holder, *, now: int) -> LeaseRow:
    """Takes the lease of a source.

    Raises:
        ConflictError: another process holds it, or the whole store; names who, and since when.
    """
    found = {row.source: row for row in tx.leases()}
    for other in _in_the_way(found, source):
        _refuse(other, holder, now)
    before = found.get(source)
    lease = LeaseRow(
        source=source,
        token=1 if before is None else before.token + 1,
        holder=f"process {holder.pid} on {holder.host}",
        host=holder.host,
        pid=holder.pid,
        since=now,
        expires=now + LEASE_SECONDS * _MICROSECONDS,
    )
    tx.put_lease(lease)
    return lease


def keep(tx: Writing, lease: LeaseRow, *, now: int) -> None:
    """Shows the token of a lease and prolongs it.

    Raises:
        ConflictError: somebody else took it meanwhile.
    """
    _check(tx, lease)
    tx.put_lease(replace(lease, expires=now + LEASE_SECONDS * _MICROSECONDS))


def let_go(tx: Writing, lease: LeaseRow) -> None:
    """Ends a lease, unless somebody else has taken it."""
    with suppress(ConflictError):
        _check(tx, lease)
        tx.put_lease(replace(lease, expires=0))


def _check(tx: Reading, lease: LeaseRow) -> None:
    current = {row.source: row for row in tx.leases()}.get(lease.source)
    if current is None or current.token != lease.token:
        who = "nobody" if current is None else current.holder
        message = f"Source '{lease.source}' was taken over by {who}; run the load again."
        raise ConflictError(message)


def _in_the_way(found: dict[str, LeaseRow], source: str) -> list[LeaseRow]:
    if source == EVERYTHING:
        return list(found.values())
    return [found[name] for name in (EVERYTHING, source) if name in found]


def _refuse(lease: LeaseRow, holder: Holder, now: int) -> None:
    if lease.expires <= now or (lease.host == holder.host and not _is_alive(lease.pid)):
        return
    since = datetime.fromtimestamp(lease.since / _MICROSECONDS, UTC).isoformat(timespec="seconds")
    what = "The store is being moved" if lease.source == EVERYTHING else f"Source '{lease.source}' is loaded"
    message = f"{what} by {lease.holder} since {since}; wait for it to end, or stop it."
    raise ConflictError(message)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
