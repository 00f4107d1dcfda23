"""The step of a batch that takes claims about relationships, and the one that takes them back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphsvc.key import claim_id, fact_id
from graphsvc.kinds import EDGE_KINDS, label_of
from graphsvc.store.backend import Writing
from graphsvc.store.derive import (
    Difference,
    FactName,
    by_target,
    derive_pieces,
    difference,
    fact_body,
    in_order,
    pack_rows,
    read_name,
    read_pieces,
    settle,
    terms_of,
    unpack_rows,
)
from graphsvc.store.merge import Piece, Setting, Told, tell_all, tell_news
from graphsvc.store.port import OPEN, FactClaim
from graphsvc.store.rows import ClaimRow, FactRow
from graphsvc.store.terms import Tally, Terms, refused_end

_SAME = "SAME_AS"


def write_facts(tx: Writing, claims: Sequence[FactClaim], terms: Terms, tally: Tally) -> None:
    """Takes claims about relationships and writes the intervals they change."""
    ends = sorted({key for claim in claims for key in (claim.src, claim.dst)})
    firsts = tx.firsts(ends) if ends else {}
    named = [(_name(claim), claim) for claim in claims if _is_welcome(claim, firsts, terms, tally)]
    if not named:
        return
    book = _Book.of(tx, [name for name, _ in named], terms)
    for name, claim in named:
        book.take(_oriented(name, firsts), claim, tally)
    book.write(tx)


def withdraw_facts(tx: Writing, claims: Sequence[ClaimRow], terms: Terms, tally: Tally) -> None:
    """Takes claims back: a relationship follows those that are left, or ends and becomes history."""
    book = _Book.of(tx, [read_name(claim) for claim in claims], terms)
    for claim in claims:
        book.forget(claim, tally)
    book.write(tx)
    tx.drop_claims([claim.id for claim in claims])


@dataclass(slots=True)
class _Book:
    """Claims and rows of the relationships a batch is about, and what changes among them."""

    terms: Terms
    known: dict[int, dict[str, ClaimRow]]
    rows: dict[int, dict[int, FactRow]]
    told: dict[int, ClaimRow] = field(default_factory=dict[int, ClaimRow])
    pieces: dict[int, tuple[Piece, ...]] = field(default_factory=dict[int, tuple[Piece, ...]])
    settings: dict[str, Setting] = field(default_factory=dict[str, Setting])
    put: dict[int, FactRow] = field(default_factory=dict[int, FactRow])
    drop: dict[int, FactRow] = field(default_factory=dict[int, FactRow])

    @classmethod
    def of(cls, tx: Writing, names: Sequence[FactName], terms: Terms) -> "_Book":
        """Reads what is known of the relationships."""
        known = by_target(tx.claims_on(sorted({name.id for name in names})))
        kinds: dict[str, set[int]] = {}
        for name in names:
            kinds.setdefault(name.type, set()).add(name.id)
        rows: dict[int, dict[int, FactRow]] = {}
        for kind in sorted(kinds):
            for row in tx.facts(kind, sorted(kinds[kind])):
                rows.setdefault(row.fact_id, {})[row.id] = row
        return cls(terms, known, rows)

    def take(self, name: FactName, claim: FactClaim, tally: Tally) -> None:
        """Takes one claim: rejected, or told and followed by the rows."""
        about = self.known.setdefault(name.id, {})
        old = about.get(self.terms.source)
        setting = self._setting(name.type)
        tell = tell_news if self.terms.tells_news else tell_all
        told = tell(None if old is None else self._pieces(old), claim.intervals, setting)
        if told.reason is not None:
            tally.reject(claim.type, claim.src, told.reason, claim.rows)
            return
        row = self._claim(name, claim, told, old)
        if row != old:
            about[row.source] = self.told[row.id] = row
            self.pieces[row.id] = told.pieces
        was = bool(self.rows.get(name.id))
        self._count(tally, was, self._follow(name, tally), told.superseded)

    def forget(self, claim: ClaimRow, tally: Tally) -> None:
        """Takes one claim back."""
        about = self.known.get(claim.target, {})
        about.pop(claim.source, None)
        name = read_name(claim)
        if about:
            changed = self._follow(name, tally)
        else:
            rows = list(self.rows.get(claim.target, {}).values())
            changed = self._apply(
                name, settle(rows, effective=self.terms.effective, seq=self.terms.seq), tally
            )
        tally.closed += changed

    def write(self, tx: Writing) -> None:
        """Writes claims and rows: dropped first and open last, so that no two are open at a time."""
        kinds: dict[str, list[int]] = {}
        for row in self.drop.values():
            kinds.setdefault(row.type, []).append(row.id)
        for kind in sorted(kinds):
            tx.drop_facts(kind, kinds[kind])
        tx.put_facts(sorted(self.put.values(), key=_closed_first))
        tx.put_claims(list(self.told.values()))

    def _setting(self, kind: str) -> Setting:
        found = self.settings.get(kind)
        if found is None:
            tracked, infers = terms_of(kind)
            effective, first = self.terms.effective, self.terms.first
            found = Setting(tracked=tracked, infers=infers, effective=effective, first=first)
            self.settings[kind] = found
        return found

    def _pieces(self, claim: ClaimRow) -> tuple[Piece, ...]:
        """Returns the pieces of a claim; those of this batch are at hand."""
        found = self.pieces.get(claim.id)
        return read_pieces(claim) if found is None else found

    def _claim(self, name: FactName, claim: FactClaim, told: Told, old: ClaimRow | None) -> ClaimRow:
        rows: Iterable[int] = claim.rows
        if old is not None and self.terms.tells_news:
            rows = {*unpack_rows(old.rows), *claim.rows}
        return ClaimRow(
            id=claim_id(self.terms.source, name.type, name.id),
            source=self.terms.source,
            kind=name.type,
            target=name.id,
            rows=pack_rows(tuple(rows)),
            body=fact_body(name, told.pieces),
        )

    def _follow(self, name: FactName, tally: Tally) -> bool:
        """Lets the rows of a relationship follow its claims; tells whether one changed."""
        told = [self._pieces(claim) for claim in in_order(self.known[name.id], self.terms.rank)]
        pieces = derive_pieces(told, self._setting(name.type))
        old = list(self.rows.get(name.id, {}).values())
        return self._apply(name, difference(name, pieces, old, seq=self.terms.seq), tally)

    def _apply(self, name: FactName, found: Difference, tally: Tally) -> bool:
        rows = self.rows.setdefault(name.id, {})
        for row in found.drop:
            del rows[row.id]
            self.put.pop(row.id, None)
            self.drop[row.id] = row
        for row in found.put:
            rows[row.id] = self.put[row.id] = row
            self.drop.pop(row.id, None)
        for op in found.ops:
            tally.note(op, name.type, name.src, name.dst)
        return bool(found.ops)

    @staticmethod
    def _count(tally: Tally, was: bool, changed: bool, superseded: int) -> None:
        if superseded:
            tally.superseded += 1
        else:
            tally.count(was=was, changed=changed)


def _name(claim: FactClaim) -> FactName:
    return FactName(
        id=fact_id(claim.src, claim.type, claim.dst, claim.qual),
        type=claim.type,
        src=claim.src,
        dst=claim.dst,
        qual=claim.qual,
    )


def _oriented(name: FactName, firsts: Mapping[str, int]) -> FactName:
    """Returns SAME_AS pointing to the key first seen; its id stays that of the claim as it was made."""
    if name.type != _SAME or (firsts[name.dst], name.dst) <= (firsts[name.src], name.src):
        return name
    return FactName(id=name.id, type=name.type, src=name.dst, dst=name.src, qual=name.qual)


def _is_welcome(claim: FactClaim, firsts: Mapping[str, int], terms: Terms, tally: Tally) -> bool:
    missing = [key for key in (claim.src, claim.dst) if key not in firsts]
    if not _is_known(claim.type, claim.src, claim.dst):
        tally.reject(claim.type, claim.src, "unknown-kind", claim.rows)
        return False
    if missing:
        tally.reject(claim.type, missing[0], refused_end(missing, terms), claim.rows)
    return not missing


def _is_known(type_: str, src: str, dst: str) -> bool:
    kind = EDGE_KINDS.get(type_)
    return kind is not None and not kind.is_evidence and (label_of(src), label_of(dst)) in kind.ends


def _closed_first(row: FactRow) -> bool:
    return row.valid_to == OPEN
