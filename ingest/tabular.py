"""Loads a feed that states facts: reads what is new, says it of the graph, writes only differences.

Rows are hashed first; those a claim already carries are reported and left alone. The rest is introduced
as a whole before anything is related, so that a manager may stand below the people they lead.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from graphsvc.errors import InputRefusedError, ShrinkError
from graphsvc.key import claim_id, fact_id
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store.port import Batch, FactClaim, NodeClaim, Rejection, Writer
from ingest.difference import MENTIONED, Known, joined, known_from, partners, rows_of, touched, vanished
from ingest.identity import Directory, UnresolvedError, id_token
from ingest.mapping import Mapped, Rejected, SetAside
from ingest.report import Fate, FeedReport, Note
from ingest.source import Part, Source, describe
from ingest.statement import Claim, Notice, Remark, Speaker, contract_key
from ingest.statements import STATEMENTS

_BATCH = 8_000
_REFUSED = {
    "erased": "the person was erased and stays out",
    "overlap": "its period contradicts another one of the same two: correct one of the rows",
    "missing-endpoint": "what it belongs to is not in the store: load that first",
    "backdated": "it begins before what is known already: correct the date",
}
Progress = Callable[[str, int], None]


@dataclass(slots=True, kw_only=True)
class Said:
    """Everything the rows of one load state, by claim id.

    Attributes:
        nodes: claims about nodes.
        facts: claims about relationships.
        notices: personal addresses without consent.
        kept: node claims whose rows were wrong but readable; they count as reported.
        is_sweep_off: a wrong row had no readable key, so nothing may be closed.
    """

    nodes: dict[int, NodeClaim] = field(default_factory=dict[int, NodeClaim])
    facts: dict[int, FactClaim] = field(default_factory=dict[int, FactClaim])
    notices: list[Notice] = field(default_factory=list[Notice])
    kept: set[int] = field(default_factory=set[int])
    is_sweep_off: bool = False

    @property
    def claims(self) -> Iterator[int]:
        """Ids of all claims."""
        yield from self.nodes
        yield from self.facts


@dataclass(slots=True, kw_only=True)
class Load:
    """One load of one feed: what it reads, whom it knows, where it reports.

    Attributes:
        source: the files.
        directory: everybody known.
        report: where each row's fate is listed.
        today: day of the load.
        progress: told the stage and the rows done since the last call.
        is_broken_off: the last load of the source did not end, so of some rows it wrote only a part.
        max_close: share of what the source said before that may close.
        keep_notices: takes personal addresses without consent, before anything is written.
    """

    source: Source
    directory: Directory
    report: FeedReport
    today: date
    progress: Progress
    is_broken_off: bool = False
    max_close: float = 1.0
    keep_notices: Callable[[Sequence[Notice]], None] = lambda _notices: None
    parts: list[Part] = field(default_factory=list[Part])
    _speakers: dict[Any, Speaker] = field(default_factory=dict[Any, Speaker])

    def speaker(self, mapped: Mapped) -> Speaker:
        """Returns who says a record: the feed, and how its mapping names things."""
        slot = (mapped.identity, mapped.references)
        if slot not in self._speakers:
            self._speakers[slot] = Speaker(
                source=self.source.feed.name,
                today=self.today,
                currency=self.source.settings.currency,
                identity=mapped.identity,
                by={reference.field: reference.by for reference in mapped.references},
            )
        return self._speakers[slot]

    def note(self, part: Part, line: int, fate: Any, column: str, reason: str) -> None:
        """Lists what became of a row that was not used as it stood."""
        self.report.note(Note(file=part.file, line=line, fate=fate, field=column, reason=reason))


def load_tables(load: Load, writer: Writer) -> None:
    """Reads the feed, writes what differs from what this source said before, stages what is gone.

    Raises:
        InputRefusedError: more rows are wrong than the feed allows, or too much is gone; nothing was
            written.
    """
    known = _known(load, writer)
    load.parts = load.source.parts()
    describe(load.parts, load.report)
    present = _present(load)
    said = Said()
    _say(load, said, present if load.is_broken_off else _wanted(known, present), known)
    _refuse_if_wrong(load)
    _keep_old_rows(said, known, present)
    gone = _gone(load, said, known, present)
    _refuse_if_shrunk(load, len(gone), known.claims.size)
    load.keep_notices(said.notices)
    _write(load, writer, said, gone)


def _known(load: Load, writer: Writer) -> Known:
    """Returns what the source said before, and lets the directory go on under the same keys."""
    parts = {kind: known_from(writer.read_open(kind)) for kind in (*NODE_KINDS, *EDGE_KINDS)}
    load.directory.own_claims = frozenset(parts["Person"].claims.tolist())
    return joined(list(parts.values()))


def _present(load: Load) -> set[int]:
    """Returns the hashes of all rows of the files; counts rows and repeats, lists unreadable rows."""
    present: set[int] = set()
    for part in load.parts:
        rows = 0
        for row in part.sheet.open_rows():
            rows += 1
            if isinstance(row, Rejected):
                continue
            row_hash = part.table.row_hash(row)
            load.report.duplicates += row_hash in present
            present.add(row_hash)
        load.report.read += rows
        load.progress("read", rows)
    return present


def _wanted(known: Known, present: set[int]) -> set[int]:
    """Returns the rows that must be read: unknown ones, and those that share a claim with a lost one."""
    return (present - known.rows) | touched(known, present)


def _say(load: Load, said: Said, wanted: set[int], known: Known) -> None:
    """States the wanted rows, then those that share a claim with them, until no claim is left half read."""
    done: set[int] = set()
    listed = False
    while wanted or not listed:
        _pass(load, said, wanted, is_first=not listed)
        done |= wanted
        listed = True
        wanted = partners(known, said.claims, done)
    used = load.report.accepted + load.report.duplicates + load.report.rejected + load.report.set_aside
    load.report.unchanged = max(0, load.report.read - used)


def _pass(load: Load, said: Said, wanted: set[int], *, is_first: bool) -> None:
    """Introduces the wanted rows, then relates those that were introduced without fault."""
    failed: set[tuple[int, int]] = set()
    for at, part, mapped in _mapped(load, said, wanted, is_first=is_first):
        if not _state(load, said, part, mapped, is_fact=False):
            failed.add((at, mapped.line))
    accepted: set[tuple[int, int]] = set()
    for at, part, mapped in _mapped(load, said, wanted, is_first=None):
        if (at, mapped.line) not in failed and _state(load, said, part, mapped, is_fact=True):
            accepted.add((at, mapped.line))
    load.report.accepted += len(accepted)


def _mapped(
    load: Load, said: Said, wanted: set[int], *, is_first: bool | None
) -> Iterator[tuple[int, Part, Mapped]]:
    """Yields the records of the wanted rows; a faulty row is listed when it is met first."""
    for at, part in enumerate(load.parts):
        seen: set[int] = set()
        for row in part.sheet.open_rows():
            if isinstance(row, Rejected):
                if is_first:
                    _refuse(load, said, part, row)
                continue
            row_hash = part.table.row_hash(row)
            if row_hash not in wanted or row_hash in seen:
                continue
            seen.add(row_hash)
            for outcome in part.table.apply(row):
                if isinstance(outcome, Mapped):
                    yield at, part, outcome
                elif is_first is not None:
                    _refuse(load, said, part, outcome)


def _refuse(load: Load, said: Said, part: Part, outcome: Rejected | SetAside) -> None:
    if isinstance(outcome, SetAside):
        load.note(part, outcome.line, "set_aside", "", outcome.reason)
        return
    load.note(part, outcome.line, "rejected", outcome.field, outcome.reason)
    if outcome.key:
        said.kept.update(_claim_of(load, outcome.record, outcome.key))
    else:
        said.is_sweep_off = True


def _claim_of(load: Load, record: str, text: str) -> list[int]:
    """Returns the node claim that a row with this id made before, if there is one."""
    source = load.source.feed.name
    if record == "contract":
        return [claim_id(source, "Contract", contract_key(source, text))]
    key = load.directory.keys.get(id_token(source, record, text))
    label = "Organisation" if record == "account" else "Person"
    return [claim_id(source, label, load.directory.own(key, label, source))] if key else []


def _state(load: Load, said: Said, part: Part, mapped: Mapped, *, is_fact: bool) -> bool:
    """Adds what a record states; returns whether it could be stated."""
    statement = STATEMENTS[mapped.record.TYPE]
    sentence = statement.relate if is_fact else statement.introduce
    try:
        claims = list(sentence(mapped.record, load.directory, load.speaker(mapped)))
    except UnresolvedError as error:
        _unresolved(load, said, part, mapped, error)
        return False
    remarks = [claim for claim in claims if isinstance(claim, Remark)]
    for remark in remarks:
        load.note(part, mapped.line, "remark", remark.column, remark.reason)
    if remarks:
        _forget(load, said, mapped, instead=(_again(mapped.row_hash),))
    if not is_fact:
        load.report.say_once(statement.unused_in(mapped.record))
        for column, reason in mapped.remarks:
            load.note(part, mapped.line, "remark", column, reason)
    row = _again(mapped.row_hash) if remarks else mapped.row_hash
    for claim in claims:
        _add(said, load.source.feed.name, claim, (row,))
    return True


def _again(row_hash: int) -> int:
    """Returns the hash under which a row is remembered that must be read again next time.

    It is no row of any file, but what the row said stays together, and counts as reported if it turns wrong.
    """
    return row_hash ^ 1


def _unresolved(load: Load, said: Said, part: Part, mapped: Mapped, error: UnresolvedError) -> None:
    aside = {reference.field for reference in mapped.references if reference.set_aside}
    fate = "set_aside" if error.column in aside else "rejected"
    load.note(part, mapped.line, fate, error.column, error.reason)
    said.kept.update(_forget(load, said, mapped, instead=()))


def _forget(load: Load, said: Said, mapped: Mapped, *, instead: tuple[int, ...]) -> list[int]:
    """Has a row read again next time, though what it introduced stays; returns the claims it introduced."""
    introduce = STATEMENTS[mapped.record.TYPE].introduce
    try:
        claims = list(introduce(mapped.record, load.directory, load.speaker(mapped)))
    except UnresolvedError:
        said.is_sweep_off = True
        return []
    source = load.source.feed.name
    nodes = [claim for claim in claims if isinstance(claim, NodeClaim) and claim.rows != (MENTIONED,)]
    introduced = [claim_id(source, claim.kind, claim.key) for claim in nodes]
    for at in introduced:
        if at in said.nodes:
            rows = {row for row in said.nodes[at].rows if row != mapped.row_hash}
            said.nodes[at] = replace(said.nodes[at], rows=tuple(sorted({*rows, *instead})))
    return introduced


def _add(said: Said, source: str, claim: Claim, rows: tuple[int, ...]) -> None:
    if isinstance(claim, Notice):
        said.notices.append(claim)
    elif isinstance(claim, NodeClaim):
        at = claim_id(source, claim.kind, claim.key)
        said.nodes[at] = _both_nodes(said.nodes.get(at), claim, rows)
    elif isinstance(claim, FactClaim):
        at = claim_id(source, claim.type, fact_id(claim.src, claim.type, claim.dst, claim.qual))
        said.facts[at] = _both_facts(said.facts.get(at), claim, rows)


def _both_nodes(old: NodeClaim | None, new: NodeClaim, rows: tuple[int, ...]) -> NodeClaim:
    rows = new.rows or rows
    if old is None:
        return replace(new, rows=rows)
    return replace(
        old,
        properties={**new.properties, **old.properties},
        tokens=tuple(dict.fromkeys((*old.tokens, *new.tokens))),
        rows=_rows(old.rows, rows),
    )


def _both_facts(old: FactClaim | None, new: FactClaim, rows: tuple[int, ...]) -> FactClaim:
    if old is None:
        return replace(new, rows=rows)
    intervals = (*old.intervals, *(each for each in new.intervals if each not in old.intervals))
    return replace(old, intervals=intervals, rows=_rows(old.rows, rows))


def _rows(old: Sequence[int], new: Sequence[int]) -> tuple[int, ...]:
    if MENTIONED in old or MENTIONED in new:
        return (MENTIONED,)
    return tuple(sorted({*old, *new}))


def _keep_old_rows(said: Said, known: Known, present: set[int]) -> None:
    """Lets claims of rows that are wrong now go on under their last good row, with all it said."""
    for at in said.kept & said.nodes.keys():
        old = rows_of(known, (at,)) - present
        said.nodes[at] = replace(said.nodes[at], rows=tuple(sorted({*said.nodes[at].rows, *old})))


def _refuse_if_wrong(load: Load) -> None:
    limit = load.source.feed.max_rejected
    rejected, read = load.report.rejected, load.report.read
    if read and rejected / read > limit:
        first = next(note for note in load.report.notes if note.fate == "rejected")
        message = (
            f"feed '{load.source.feed.name}': {rejected} of {read} rows are wrong, more than {limit:.0%} "
            f"(max_rejected); nothing was loaded. First: {first.file}, line {first.line}, "
            f"{first.field or 'row'}: {first.reason}. All of them: rejects/{load.source.feed.name}.csv"
        )
        raise InputRefusedError(message)


def _refuse_if_shrunk(load: Load, gone: int, known: int) -> None:
    if gone <= load.max_close * known:
        return
    name = load.source.feed.name
    message = (
        f"feed '{name}' ({', '.join(load.report.files)}) would close {gone} of its {known} records, "
        f"more than {load.max_close:.0%}; nothing was written. Check that its files are complete; if they "
        f"are, run `graphsvc ingest {name} --allow-close 1 --reason TEXT`."
    )
    raise ShrinkError(message, share=gone / known)


def _write(load: Load, writer: Writer, said: Said, gone: Sequence[int]) -> None:
    numbers = count(writer.state.next_batch)
    refused: list[Rejection] = []
    for nodes in _batches(said.nodes.values()):
        refused += _count(load, writer, next(numbers), Batch(nodes=nodes))
    for facts in _batches([*said.facts.values(), *_links(load)]):
        refused += _count(load, writer, next(numbers), Batch(facts=facts))
    again = _untold(said, {row for each in refused if each.reason != "erased" for row in each.rows})
    for nodes in _batches(again):
        writer.write(next(numbers), Batch(nodes=nodes))
    if gone:
        writer.write(next(numbers), Batch(closes=gone))
    if refused:
        _list_refused(load, refused)


def _untold(said: Said, rows: set[int]) -> list[NodeClaim]:
    """Returns the claims of rows of which the store refused a part, so that these are read again."""
    return [
        replace(node, rows=tuple(sorted(_again(row) if row in rows else row for row in node.rows)))
        for node in said.nodes.values()
        if not rows.isdisjoint(node.rows)
    ]


def _list_refused(load: Load, refused: Sequence[Rejection]) -> None:
    """Lists what the store did not take with the line it came from."""
    wanted = {row for each in refused for row in each.rows}
    places: dict[int, tuple[Part, int]] = {}
    for part in load.parts:
        for row in part.sheet.open_rows():
            if not isinstance(row, Rejected) and (found := part.table.row_hash(row)) in wanted:
                places.setdefault(found, (part, row.line))
    for each in refused:
        name = f"refused_{each.reason.replace('-', '_')}"
        load.report.counts[name] = load.report.counts.get(name, 0) + 1
        for part, line in dict.fromkeys(places[row] for row in each.rows if row in places):
            fate: Fate = "set_aside" if each.reason == "erased" else "rejected"
            load.note(part, line, fate, each.kind, _REFUSED.get(each.reason, each.reason))


def _links(load: Load) -> list[FactClaim]:
    found = load.directory.links
    load.report.merged += len(found)
    links = [FactClaim(type="SAME_AS", src=link.key, dst=link.first, rows=(MENTIONED,)) for link in found]
    found.clear()
    return links


def _count(load: Load, writer: Writer, batch_no: int, batch: Batch) -> tuple[Rejection, ...]:
    done = writer.write(batch_no, batch)
    load.report.created += done.created
    load.report.changed += done.updated + done.superseded
    load.progress("write", len(batch.nodes) + len(batch.facts))
    return done.rejected


def _batches(claims: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(claims, key=_order)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def _order(claim: NodeClaim | FactClaim) -> tuple[str, ...]:
    if isinstance(claim, NodeClaim):
        return (claim.kind, claim.key)
    return (claim.type, claim.src, claim.dst, claim.qual)


def _gone(load: Load, said: Said, known: Known, present: set[int]) -> list[int]:
    """Returns the claims the files no longer report; a feed in delta mode never closes."""
    if load.source.feed.mode == "delta":
        return []
    if said.is_sweep_off:
        load.report.remarks.append("a wrong row has no readable key, so nothing was closed in this load")
        return []
    reported = present | rows_of(known, said.kept)
    gone: list[int] = vanished(known, reported, {*said.claims, *said.kept}).tolist()
    return gone
