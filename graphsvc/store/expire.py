"""Removing what was kept long enough: old days of evidence, old fingerprints, profiles nobody confirmed.

Each page is a transaction of its own, so that nobody waits long; one that is done again changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphsvc.store.backend import Backend, Reading, Writing
from graphsvc.store.derive import Rank
from graphsvc.store.finish import publish
from graphsvc.store.lean import Leaner, lean
from graphsvc.store.port import APP, Expired, Expiry
from graphsvc.store.rows import ChangeRow, EvidenceRow, Op, PrintRow

_PAGE = 2_000
_DAYS = 64


def expire(backend: Backend, expiry: Expiry, *, rank: Rank, now: int) -> Expired:
    """Removes what is older than it may be and publishes that; returns how much it was.

    Nothing due is no reason to skip the end: the run before may have died ahead of it.
    """
    days = _expire_evidence(backend, expiry.evidence_before)
    prints = _expire_prints(backend, expiry.evidence_before)
    people = _minimise(backend, expiry, rank)
    with backend.write(durable=True) as tx:
        publish(tx, APP, now=now)
    backend.scrub()
    return Expired(days=days, prints=prints, people=people)


def expired(tx: Reading, expiry: Expiry, *, rank: Rank) -> Expired:
    """Returns how much is older than it may be."""
    before = expiry.evidence_before
    rows = (row for page in _old_prints(tx, before) for row in page)
    return Expired(
        days=sum(int((chunk["day"] < before).sum()) for chunk in tx.scan_evidence(("day",))),
        prints=sum(row.prints.size for row in rows),
        people=sum(lean(tx, person, expiry, rank) is not None for person in expiry.people),
    )


def _expire_evidence(backend: Backend, before: int) -> int:
    with backend.read() as tx:
        old = _old_evidence(tx, before)
    gone = 0
    for start in range(0, len(old), _PAGE):
        with backend.write() as tx:
            rows = tx.evidence(old[start : start + _PAGE])
            kept = [_since(row, before) for row in rows]
            gone += sum(row.day.size for row in rows) - sum(row.day.size for row in kept)
            tx.put_evidence([row for row in kept if row.day.size])
            tx.drop_evidence([row.id for row in kept if not row.day.size])
            ends = sorted({key for row in rows for key in (row.src, row.dst)})
            tx.put_changes([_change("evidence", "KNOWS", key) for key in ends])
    return gone


def _old_evidence(tx: Reading, before: int) -> list[int]:
    found, after = list[int](), -1
    while page := tx.page_evidence(after, _PAGE):
        after = page[-1].id
        found += [row.id for row in page if (row.day < before).any()]
    return found


def _since(row: EvidenceRow, before: int) -> EvidenceRow:
    kept = row.day >= before
    return replace(row, day=row.day[kept], given=row.given[kept], received=row.received[kept])


def _expire_prints(backend: Backend, before: int) -> int:
    gone = 0
    with backend.write() as tx:
        for page in _old_prints(tx, before):
            gone += sum(row.prints.size for row in page)
            tx.put_prints([replace(row, prints=row.prints[:0], senders=row.senders[:0]) for row in page])
    return gone


def _old_prints(tx: Reading, before: int) -> Iterator[Sequence[PrintRow]]:
    days = [day for day in tx.print_days() if day < before]
    for start in range(0, len(days), _DAYS):
        yield list(tx.prints(days[start : start + _DAYS]))


def _minimise(backend: Backend, expiry: Expiry, rank: Rank) -> int:
    changed = 0
    for start in range(0, len(expiry.people), _PAGE):
        with backend.write() as tx:
            for person in expiry.people[start : start + _PAGE]:
                found = lean(tx, person, expiry, rank)
                if found is not None:
                    _write(tx, found, person)
                    changed += 1
    return changed


def _write(tx: Writing, found: Leaner, person: str) -> None:
    tx.drop_claims(found.claims_dropped)
    tx.put_claims(found.claims)
    tx.put_nodes(found.nodes)
    tx.drop_facts("EMPLOYED_BY", found.facts_dropped)
    tx.put_facts(found.facts)
    tx.put_changes([_change("update", "Person", person)])


def _change(op: Op, kind: str, key: str) -> ChangeRow:
    return ChangeRow(source=APP, seq=0, op=op, kind=kind, key=key)
