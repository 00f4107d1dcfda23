"""One short read transaction, in the words of the port: entities, columns, history, changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from graphsvc.errors import UsageError
from graphsvc.key import is_key
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS, label_of
from graphsvc.store.backend import Reading
from graphsvc.store.begin import DONE, REFUSED
from graphsvc.store.derive import Rank, derive_node, fold
from graphsvc.store.links import Links
from graphsvc.store.memo import Memo
from graphsvc.store.port import Change, ColumnChunk, Entity, Made, Row, RunRecord
from graphsvc.store.rows import ChangeRow, FactRow, NodeRow, RunRow
from graphsvc.store.scan import Scan, is_evidence


class StoreView:
    """See `port.View`.

    Args:
        tx: the read transaction.
        rank: order in which sources are believed.
        memo: what was made of this state before.
    """

    def __init__(self, tx: Reading, *, rank: Rank, memo: Memo | None = None) -> None:
        self._tx = tx
        self._rank = rank
        self._memo = Memo() if memo is None else memo
        meta = tx.meta()
        self._state = (meta.epoch, meta.seq)

    @property
    def seq(self) -> int:
        """See `port.View.seq`."""
        return self._state[1]

    @property
    def epoch(self) -> str:
        """See `port.View.epoch`."""
        return self._state[0]

    def scan(self, kind: str, columns: Sequence[str], *, as_of: int | None = None) -> Iterator[ColumnChunk]:
        """See `port.View.scan`."""
        scan = Scan(tx=self._tx, links=self._links, entities=self.get)
        if kind in NODE_KINDS:
            return scan.nodes(kind, columns)
        if is_evidence(kind):
            return scan.evidence(columns, as_of)
        if kind in EDGE_KINDS:
            return scan.facts(kind, columns, as_of)
        message = f"'{kind}' is no kind; registered are {', '.join((*NODE_KINDS, *EDGE_KINDS))}."
        raise UsageError(message)

    def get(self, keys: Sequence[str]) -> list[Entity]:
        """See `port.View.get`."""
        ones = list(dict.fromkeys(self._links.one(key) for key in keys if is_key(key)))
        found = {row.key: row for row in self._tx.nodes(self._links.all(ones))}
        return [self._entity(one, found) for one in ones if one in found]

    def find(self, text: str, kind: str, *, limit: int = 20, after: str = "") -> list[Entity]:
        """See `port.View.find`."""
        wanted = fold(text)
        rows = self._tx.find(kind, wanted, limit=limit + len(self._links.first), after=after)
        keys = {row.key for row in rows if self._links.one(row.key) == row.key}
        keys |= {self._links.one(row.key) for row in self._joined(kind) if _matches(row, wanted)}
        return self.get(sorted(key for key in keys if key > after)[:limit])

    def resolve(self, tokens: Sequence[str]) -> Mapping[str, str]:
        """See `port.View.resolve`."""
        found: dict[str, set[str]] = {}
        for token, key in self._tx.resolve(tokens):
            found.setdefault(token, set()).add(self._links.one(key))
        several = sorted({key for keys in found.values() if len(keys) > 1 for key in keys})
        firsts = self._tx.firsts(several) if several else {}
        return {
            token: min(keys, key=lambda key: (firsts.get(key, 0), key))
            for token, keys in sorted(found.items())
        }

    def history(self, key: str) -> list[Row]:
        """See `port.View.history`."""
        found = self._tx.facts_touching(self._links.all([key])) if is_key(key) else []
        rows = [self._row(row) for row in sorted(found, key=lambda row: row.id)]
        return sorted(rows, key=lambda row: (row.type, row.src, row.dst, row.qual, row.valid_from))

    def changes(self, since_seq: int, limit: int = 1000) -> Iterator[Change]:
        """See `port.View.changes`."""
        return (_change(row) for row in self._tx.changes(since_seq, limit))

    def runs(self) -> list[RunRecord]:
        """See `port.View.runs`: of each source the last finished run, and the last where that is another.

        A run that was refused wrote nothing, so it does not hide one that broke off.
        """
        last: dict[tuple[str, bool], RunRow] = {}
        for run in self._tx.runs():
            before = last.get((run.source, False))
            if run.state == REFUSED and before is not None and before.state != REFUSED:
                continue
            last[run.source, run.state == DONE] = run
            if run.state == DONE:
                last.pop((run.source, False), None)
        return [_record(run) for run in sorted(last.values(), key=lambda run: run.number)]

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """See `port.View.once`."""
        return self._memo.once(self._state, name, make)

    @cached_property
    def _links(self) -> Links:
        return Links.of(self._tx)

    def _entity(self, one: str, found: Mapping[str, NodeRow]) -> Entity:
        row = found[one]
        group = self._links.groups.get(one)
        if group is not None:
            row = self._merged(row, [found[key] for key in group if key in found])
        return Entity(kind=row.kind, key=row.key, properties=row.properties, tokens=row.tokens)

    def _merged(self, first: NodeRow, rows: Sequence[NodeRow]) -> NodeRow:
        """Returns the node that the claims about all its keys describe."""
        places = {row.id: place for place, row in enumerate(rows)}
        claims = self._tx.claims_on([row.id for row in rows])
        claims.sort(key=lambda claim: (self._rank(claim.source), places[claim.target]))
        merged = derive_node(first.key, claims, first_seq=first.first_seq) if claims else first
        properties = {name: value for row in reversed(rows) for name, value in row.properties.items()}
        tokens = {token for row in rows for token in row.tokens}
        return NodeRow(
            kind=first.kind,
            key=first.key,
            properties={**properties, **merged.properties},
            tokens=tuple(sorted(tokens)),
        )

    def _joined(self, kind: str) -> list[NodeRow]:
        keys = [key for key in self._links.first if label_of(key) == kind]
        return self._tx.nodes(keys) if keys else []

    def _row(self, row: FactRow) -> Row:
        is_link = row.type == "SAME_AS"
        return Row(
            type=row.type,
            src=row.src if is_link else self._links.one(row.src),
            dst=row.dst if is_link else self._links.one(row.dst),
            qual=row.qual,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            properties=row.properties,
        )


def _matches(row: NodeRow, text: str) -> bool:
    return text in row.search or f"@{text}" in row.tokens


def _change(row: ChangeRow) -> Change:
    return Change(seq=row.seq, op=row.op, kind=row.kind, key=row.key)


def _record(run: RunRow) -> RunRecord:
    return RunRecord(
        run_id=run.run_id,
        source=run.source,
        mode=run.mode,
        inputs=run.inputs,
        state=run.state,
        effective=run.effective,
        seq=run.seq,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )
