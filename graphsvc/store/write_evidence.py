"""The step of a batch that adds daily evidence and the fingerprints it came with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from graphsvc.key import fact_id, hash63, id_of
from graphsvc.kinds import EDGE_KINDS, label_of
from graphsvc.store.backend import Writing
from graphsvc.store.port import EvidenceRows, Seen
from graphsvc.store.rows import EvidenceRow, PrintRow
from graphsvc.store.terms import Tally, Terms, refused_end

_KNOWS = "KNOWS"


def write_evidence(tx: Writing, rows: Sequence[EvidenceRows], terms: Terms, tally: Tally) -> None:
    """Adds evidence to what is known of each pair, feed and channel."""
    ends = sorted({key for row in rows for key in (row.src, row.dst)})
    firsts = tx.firsts(ends) if ends else {}
    welcome = [_row(row) for row in rows if _is_welcome(row, firsts, terms, tally)]
    if not welcome:
        return
    known = {row.id: row for row in tx.evidence(sorted({row.id for row in welcome}))}
    changed = dict[int, EvidenceRow]()
    for row in welcome:
        old = known.get(row.id)
        known[row.id] = changed[row.id] = row if old is None else added(old, row)
        tally.count(was=old is not None, changed=True)
        tally.note("evidence", _KNOWS, row.src, row.dst)
    tx.put_evidence(list(changed.values()))


def write_seen(tx: Writing, seen: Sequence[Seen], terms: Terms, batch_no: int) -> None:
    """Keeps fingerprints; those an erased person sent are left out."""
    rows = [_prints(each, terms, hash63(terms.run_id, batch_no, each.day)) for each in _by_day(seen)]
    tx.put_prints([row for row in rows if row.prints.size])


def added(old: EvidenceRow, new: EvidenceRow) -> EvidenceRow:
    """Returns the evidence of both, days ascending, weights of a shared day added."""
    day = np.concatenate([old.day, new.day])
    order = np.argsort(day, kind="stable")
    days, starts = np.unique(day[order], return_index=True)
    given = np.concatenate([old.given, new.given])[order]
    received = np.concatenate([old.received, new.received])[order]
    return replace(
        old,
        day=days.astype(np.int32, copy=False),
        given=np.add.reduceat(given, starts),
        received=np.add.reduceat(received, starts),
    )


def turned(row: EvidenceRow) -> EvidenceRow:
    """Returns the same evidence seen from the other side."""
    return replace(row, src=row.dst, dst=row.src, given=row.received, received=row.given)


def _row(row: EvidenceRows) -> EvidenceRow:
    found = EvidenceRow(
        id=0,
        src=row.src,
        dst=row.dst,
        qual=row.qual,
        day=np.asarray(row.day, dtype=np.int32),
        given=np.asarray(row.given, dtype=np.float64),
        received=np.asarray(row.received, dtype=np.float64),
    )
    if found.src > found.dst and label_of(found.src) == label_of(found.dst):
        found = turned(found)
    return replace(found, id=fact_id(found.src, _KNOWS, found.dst, found.qual))


def _is_welcome(row: EvidenceRows, firsts: Mapping[str, int], terms: Terms, tally: Tally) -> bool:
    missing = [key for key in (row.src, row.dst) if key not in firsts]
    if missing:
        tally.reject(_KNOWS, missing[0], refused_end(missing, terms))
    elif row.src == row.dst or not _is_allowed(label_of(row.src), label_of(row.dst)):
        tally.reject(_KNOWS, row.src, "unknown-kind")
    else:
        return row.day.size > 0
    return False


def _is_allowed(src: str, dst: str) -> bool:
    ends = EDGE_KINDS[_KNOWS].ends
    return (src, dst) in ends or (dst, src) in ends


def _by_day(seen: Sequence[Seen]) -> Iterator[Seen]:
    """Yields one record a day."""
    days: dict[int, list[Seen]] = {}
    for each in seen:
        days.setdefault(each.day, []).append(each)
    for day, parts in days.items():
        prints = np.concatenate([part.prints for part in parts])
        yield Seen(day=day, prints=prints, senders=tuple(key for part in parts for key in part.senders))


def _prints(seen: Seen, terms: Terms, number: int) -> PrintRow:
    ids = {key: id_of(key) for key in set(seen.senders) if key}
    erased = {key for key in ids if terms.tombstones.hold((key,))}
    kept = np.array([key not in erased for key in seen.senders], dtype=bool)
    senders = np.array([ids.get(key, 0) for key in seen.senders], dtype=np.int64)
    prints = np.asarray(seen.prints, dtype=np.uint64)
    return PrintRow(id=number, day=seen.day, prints=prints[kept], senders=senders[kept])
