"""The outside form of an answer: rows as JSON values, names joined from the live store.

One form serves every door. Rows are pure numbers and keys until they come here; a field that names a
node gets its `<field>_name` beside it, read under the caller's transaction.
"""

import dataclasses
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import orjson

from api.veil import Names
from graphsvc.evidence import Pair, TieEvidence, tie_evidence
from graphsvc.question import Answer, Question, day_of
from graphsvc.shape import Words, dump, words_of
from graphsvc.snapshot import Snapshot

Json = dict[str, Any]
EVERY = slice(None)
"""Every row of an answer."""
_CHUNK = 1_000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dumped:
    """An answer as JSON values without names: what every reader of the same scope may share.

    Attributes:
        question: what was asked.
        rows: all rows, in their order; not to be changed.
        summary: the figures beside them.
        basis: what the figures rest on.
        as_of: day of the answer.
        evidence: for each row the pairs whose ties stand behind it.
    """

    question: Question
    rows: Sequence[Json]
    summary: Json
    basis: str
    as_of: date
    evidence: Sequence[Sequence[Pair]]


def dumped(question: Question, answer: Answer, *, with_fees: bool = True) -> Dumped:
    """Returns an answer as JSON values, each row dumped once and no name joined.

    Args:
        question: what was asked.
        answer: its answer.
        with_fees: show what single clients pay; else those fields are empty.
    """
    rows, summary = [dump(row) for row in answer.rows], dump(answer.summary)
    return Dumped(
        question=question,
        rows=rows if with_fees else [_without_fees(row, question.row) for row in rows],
        summary=summary if with_fees else _without_fees(summary, question.summary),
        basis=answer.basis,
        as_of=answer.as_of,
        evidence=answer.evidence,
    )


def _without_fees(row: Json, record: Any) -> Json:
    """Returns a record without what single clients pay, in what is nested too."""
    out = dict(row)
    for name, words in words_of(record).items():
        inner = nested_record(record, name)
        if words.fees:
            out[name] = None
        elif inner is not None and isinstance(row[name], list):
            out[name] = [_without_fees(each, inner) for each in row[name]]
        elif inner is not None and row[name] is not None:
            out[name] = _without_fees(row[name], inner)
    return out


def document(question: Question, answer: Answer, *, snapshot: Snapshot, view: Names) -> Json:
    """Returns the JSON document of an answer, names joined."""
    return named(dumped(question, answer), snapshot=snapshot, view=view)


def named(found: Dumped, *, snapshot: Snapshot, view: Names, part: slice = EVERY) -> Json:
    """Returns the JSON document of some rows of an answer, names joined from the live store."""
    row, total = found.question.row, found.question.summary
    rows = found.rows[part]
    names = _names([*_keys(rows, row), *_keys([found.summary], total)], view)
    return {
        "data": [_named(each, row, names) for each in rows],
        "summary": _named(_titled(found, view), total, names),
        "snapshot": {
            "seq": snapshot.seq,
            "published_at": snapshot.published_at,
            "sources": snapshot.sources,
        },
        "as_of": found.as_of.isoformat(),
        "basis": found.basis,
        "next_cursor": None,
    }


def named_rows(found: Dumped, view: Names, part: slice = EVERY) -> list[Json]:
    """Returns some rows of an answer with names joined from the live store."""
    rows, record = found.rows[part], found.question.row
    names = _names(_keys(rows, record), view)
    return [_named(each, record, names) for each in rows]


class _Nameless(dict[str, str]):
    """Every key and no name."""

    def __missing__(self, key: str) -> str:
        """Returns an empty name, which is not kept."""
        return ""


def columns_of(row: Json, record: Any) -> Json:
    """Returns a dumped record as it is with names, which are empty: for its columns."""
    return _named(row, record, _Nameless())


def named_row(row: Json, record: Any, view: Names) -> Json:
    """Returns one dumped record, which may lack guarded fields, with names joined from the live store."""
    return _named(row, record, _names(list(_keys([row], record)), view))


def with_evidence(
    content: Json, answer: Answer | Dumped, *, snapshot: Snapshot, view: Names, part: slice = EVERY
) -> Json:
    """Returns the document of some rows with the ties, days, channels and basis behind each."""
    pairs_of = [list(pairs) for pairs in answer.evidence[part]]
    every = list(dict.fromkeys(pair for pairs in pairs_of for pair in pairs))
    found = tie_evidence(snapshot, day_of(answer.as_of), every)
    told = {pair: dump(tie) for pair, tie in found.items()}
    names = _names(list(_keys(list(told.values()), TieEvidence)), view)
    of_pair = {pair: _named(tie, TieEvidence, names) for pair, tie in told.items()}
    rows = [
        {**row, "evidence": [of_pair[pair] for pair in pairs if pair in of_pair]}
        for row, pairs in zip(content["data"], pairs_of, strict=True)
    ]
    return {**content, "data": rows}


@cache
def nested_record(record: Any, name: str) -> Any:
    """Returns the record class nested in a field of a record, None for a plain field."""
    hint = typing.get_type_hints(record)[name]
    candidates = [hint, *typing.get_args(hint)]
    return next((each for each in candidates if dataclasses.is_dataclass(each)), None)


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """A field of a row, as the door meets it: where its name goes if it holds a key, what is nested in it."""

    name: str
    label: str | None
    inner: Any


@cache
def _parts(record: Any) -> tuple[_Part, ...]:
    found = ((name, words.node, nested_record(record, name)) for name, words in words_of(record).items())
    return tuple(
        _Part(name, f"{name}_name" if node and not inner else None, inner) for name, node, inner in found
    )


def _keys(rows: Iterable[Json], record: Any) -> Iterator[str]:
    every = rows if isinstance(rows, list) else list(rows)
    for part in _parts(record):
        if part.label is None and part.inner is None:
            continue
        for row in every:
            value = row.get(part.name)
            values = [each for each in (value if isinstance(value, list) else [value]) if each is not None]
            yield from _keys(values, part.inner) if part.inner else values


def _names(keys: Iterable[str], view: Names) -> Mapping[str, str]:
    """Returns the name of each key, itself where the store holds none; what a state was asked is kept."""
    known: dict[str, str] = view.once("names", dict)
    wanted = sorted(set(keys) - known.keys())
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        found = {entity.key: entity for entity in view.get(chunk)}
        known |= {key: str(found[key].properties.get("name", key)) if key in found else key for key in chunk}
    return known


def _titled(found: Dumped, view: Names) -> Json:
    """Returns the figures with the job titles they ask for, as they are today: titles are not published."""
    words = words_of(typing.cast("Any", found.question.summary))
    asked = {name: said.title_of for name, said in words.items() if found.summary.get(name) is None}
    wanted = {name: found.summary[person] for name, person in asked.items() if person}
    titles = {name: _title(view, key, day_of(found.as_of)) for name, key in wanted.items() if key}
    return {**found.summary, **titles}


def _title(view: Names, key: str, day: int) -> str | None:
    """Returns the title of the job somebody began last of those that hold on a day."""
    jobs = [
        row
        for row in view.history(key)
        if row.type == "EMPLOYED_BY" and row.src == key and row.valid_from <= day < row.valid_to
    ]
    titled = [row for row in jobs if row.properties.get("title")]
    last = max(titled, key=lambda row: row.valid_from, default=None)
    return None if last is None else str(last.properties["title"])


def _named(row: Json, record: Any, names: Mapping[str, str]) -> Json:
    out: Json = {}
    for part in _parts(record):
        if part.name not in row:
            continue
        value = row[part.name]
        out[part.name] = _nested(value, part.inner, names) if part.inner else value
        if part.label:
            out[part.label] = _name_of(value, names)
    return out


def _nested(value: Any, record: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_named(item, record, names) for item in value]
    return None if value is None else _named(value, record, names)


def _name_of(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [names[key] for key in value]
    return None if value is None else names[value]


def to_json(content: Json) -> bytes:
    """Returns the bytes of a document, the same for the same content, with a closing newline."""
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def labels(record: Any) -> dict[str, Words]:
    """Returns the words of each column of a document row, the joined names included."""
    found: dict[str, Words] = {}
    for name, words in words_of(record).items():
        found[name] = words
        if words.node:
            found[f"{name}_name"] = words
    return found
