"""Questions over HTTP: one route for each registered question, as JSON, CSV or a workbook."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import request

from api.access import scope_for
from api.answer import EVERY, Dumped, dumped, named, with_evidence
from api.bulk import meet
from api.door import loaded, query_values
from api.endpoint import Call, Endpoint, Reply
from api.files import csv_stream
from api.in_case import CaseAsked, in_case
from api.lookup import Sees, key_for
from api.paging import part_of
from api.problem import ProblemError
from api.sheet import xlsx_stream
from api.shelf import Shelf, mark
from api.sight import shows
from api.veil import Names, veiled
from graphsvc.errors import NotFoundError
from graphsvc.fees import sees_fees
from graphsvc.key import id_of
from graphsvc.network.known import nameable
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Role, Scope, require_names
from graphsvc.shape import field, words_of
from graphsvc.store.port import Entity

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
MOST_EXPORTED = 100_000
"""Rows of a file."""
_OWN: frozenset[Role] = frozenset({"own"})
_KEEP_ALUMNI: frozenset[Role] = frozenset({"alumni_programme", "hr"})
_MET = "introductions_in"
_TO_ANYBODY = "introductions"
"""Question in which an account lead reads the name of any contact."""
PROBLEMS = frozenset({"person-views-off", "not-ready", "store-unreachable"})
"""Problems that any question may end in, beside the automatic ones."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """What every question takes besides its own parameters."""

    limit: int = field(label="Rows", help="Rows of a page, 1 to 200.", default=50)
    cursor: str | None = field(label="Cursor", help="Where the next page begins.", default=None)
    purpose: str | None = field(label="Purpose", help="Why it is asked; logged.", default=None)
    evidence: bool = field(label="Evidence", help="Show the ties behind every row.", default=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What every file takes besides the parameters of its question."""

    purpose: str | None = field(label="Purpose", help="Why it is asked; logged.", default=None)


def problems_of(question: Question) -> frozenset[str]:
    """Returns the problems an answer may end in; a preset purpose need not be given."""
    if question.is_case:
        return PROBLEMS | {"small-group"}
    return PROBLEMS if question.preset else PROBLEMS | {"purpose-required"}


def takes(question: Question) -> type[Any]:
    """Returns the record of what a question takes over HTTP."""
    return CaseAsked if question.is_case else question.params


def question_endpoints() -> tuple[Endpoint, ...]:
    """Returns the endpoint of every registered question."""
    return tuple(_endpoint(question) for _, question in sorted(QUESTIONS.items()))


def _endpoint(question: Question) -> Endpoint:
    def run(call: Call) -> Reply:
        return _asked(call, question)

    return Endpoint(
        method="GET",
        path=f"/v1/questions/{question.name}",
        name=question.name.replace("-", "_"),
        summary=question.title,
        run=run,
        roles=frozenset(question.roles),
        scope=scope_for(question.preset),
        audit=f"question.{question.name}.read",
        takes=(takes(question), Paging),
        out=question.row,
        totals=question.summary,
        is_many=True,
        media=(JSON, CSV, XLSX),
        cache="revalidate" if question.is_shared else "no-store",
        problems=problems_of(question) | {"bad-cursor", "cursor-expired", "not-acceptable"},
    )


def _asked(call: Call, question: Question) -> Reply:
    values = query_values(takes(question))
    common = {name: values.pop(name) for name in words_of(Paging) if name in values}
    paging = loaded(Paging, common)
    form = _form()
    if form != JSON:
        call.house.spend(call.principal, "export")
        return as_file(call, question, values, "csv" if form == CSV else "xlsx")
    call, values = in_case(call, question, values)
    found = answered(call, question, values)
    reply = part_of(
        len(found.rows),
        lambda part: told(call, found, part, wants_evidence=paging.evidence),
        paging,
        of=(call.snapshot.seq, question.name),
    )
    return dataclasses.replace(
        reply,
        subjects=_subjects(call, question, values),
        purpose=call.scope.purpose or "",
        is_shared=question.is_shared,
    )


def _form() -> str:
    if not request.headers.get("Accept"):
        return JSON
    form = request.accept_mimetypes.best_match((JSON, CSV, XLSX))
    if form is None:
        raise ProblemError("not-acceptable", f"Offered are {JSON}, {CSV} and {XLSX}.")
    return form


def as_file(call: Call, question: Question, given: Mapping[str, Any], ending: str) -> Reply:
    """Returns all rows of an answer as a file, `csv` or `xlsx`; the audit calls it an export.

    Raises:
        ProblemError: there are more rows than a file may hold.
    """
    call, values = in_case(call, question, given)
    found = answered(call, question, values)
    if len(found.rows) > MOST_EXPORTED:
        many = f"{len(found.rows):,} rows are more than the {MOST_EXPORTED:,} of a file. Narrow the question."
        raise ProblemError("too-large", many)
    names = names_for(call, question)
    meet(_people_in(found, EVERY))
    return Reply(
        content=csv_stream(found, names) if ending == "csv" else xlsx_stream(found, names),
        headers=attached(question, ending),
        count=len(found.rows),
        subjects=_subjects(call, question, values),
        action=f"question.{question.name}.export",
        purpose=call.scope.purpose or "",
    )


def answered(call: Call, question: Question, values: Mapping[str, Any]) -> Dumped:
    """Returns the answer to a question for a call, all rows, no names; the same one is worked out once.

    Raises:
        ProblemError: a parameter is unknown, or names nothing in reach.
    """
    try:
        params = loaded(question.params, keys_of(call, question, values))
    except NotFoundError as error:
        raise ProblemError("not-found", str(error)) from error

    def work() -> Dumped:
        """Answers anew, without names."""
        found = question.run(call.snapshot, call.scope, params)
        return dumped(question, found, with_fees=sees_fees(call.scope))

    shelf: Shelf = call.house.shelf
    return shelf.answer(call.snapshot, mark(question, call.scope, params), work)


def told(call: Call, found: Dumped, part: slice = EVERY, *, wants_evidence: bool = False) -> dict[str, Any]:
    """Returns the document of some rows of an answer, names joined from the live store."""
    view = names_for(call, found.question)
    content = named(found, snapshot=call.snapshot, view=view, part=part)
    meet(_people_in(found, part))
    if not wants_evidence:
        return content
    return with_evidence(content, found, snapshot=call.snapshot, view=view, part=part)


def _people_in(found: Dumped, part: slice) -> set[str]:
    """Returns the keys of the people whom some rows of an answer are about: what their first field holds."""
    record: Any = found.question.row
    name, words = next(iter(words_of(record).items()))
    return {row[name] for row in found.rows[part] if row[name]} if words.node == "Person" else set()


def names_for(call: Call, question: Question) -> Names:
    """Returns the names that the caller may read in the answers to a question."""
    scope, of_led = _as_asked(call, question), question.name != _TO_ANYBODY
    return veiled(call.view, scope, call.snapshot, of_led=of_led)


def asked(
    call: Call, question: Question, values: Mapping[str, Any], *, wants_evidence: bool = False
) -> dict[str, Any]:
    """Returns the document of a question for a call, all rows; a page of them is `told`.

    Raises:
        ProblemError: a parameter is unknown, or names nothing in reach.
    """
    return told(call, answered(call, question, values), wants_evidence=wants_evidence)


def keys_of(call: Call, question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parameters of a question with keys for names; what is out of scope is not found.

    Raises:
        NotFoundError: a name matches nothing in reach, or several things.
        NotAllowedError: a person is named where answers name nobody.
    """
    words: Mapping[str, Any] = words_of(question.params)  # type: ignore[arg-type]
    given, sees = dict(values), sight(call, question)
    for name, value in values.items():
        label = words[name].node if name in words else None
        if label == "Person" and value != call.principal.person:
            require_names(call.scope)
        lists = shows(_as_asked(call, question), call.snapshot)
        if label and isinstance(value, list):
            given[name] = [key_for(call.view, text, label, sees=sees, lists=lists) for text in value]
        elif label:
            given[name] = key_for(call.view, value, label, sees=sees, lists=lists)
    return given


def sight(call: Call, question: Question) -> Sees:
    """Returns what a caller may name: clients in scope, and only themselves where they ask as themselves.

    Of people, those whom the firm's work is about; whoever else the store holds is not found, by no name.
    Whom a case is about was found when they were put into it.
    """
    is_own = question.roles & call.principal.roles <= _OWN
    known = cache(lambda: frozenset(_nameable(call)))

    def sees(entity: Entity) -> bool:
        """Tells whether a parameter may name a node."""
        if entity.kind == "Person":
            is_given = question.is_case or entity.key == call.principal.person
            return is_given or (not is_own and _is_known(call, entity, known()))
        is_client = entity.properties.get("type") == "client"
        return not is_client or call.scope.sees_client(id_of(entity.key))

    return sees


def _nameable(call: Call) -> list[int]:
    if call.scope.people == "off":
        return []
    keeps_alumni = not call.scope.roles.isdisjoint(_KEEP_ALUMNI)
    found: list[int] = nameable(call.snapshot, call.scope.person, with_alumni=keeps_alumni).tolist()
    return found


def _is_known(call: Call, entity: Entity, known: frozenset[int | None]) -> bool:
    """Returns whether somebody may be named: known by the work, or agrees to be met."""
    return call.snapshot.position(entity.key) in known or call.scope.allows(id_of(entity.key), _MET)


def _as_asked(call: Call, question: Question) -> Scope:
    """Returns the scope with those of its roles that may ask a question: no other shows anybody in it."""
    return dataclasses.replace(call.scope, roles=call.scope.roles & question.roles)


def _subjects(call: Call, question: Question, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns the keys of the people a question is asked about."""
    words: Mapping[str, Any] = words_of(question.params)  # type: ignore[arg-type]
    given = keys_of(call, question, {name: v for name, v in values.items() if words[name].node == "Person"})
    found = [key for value in given.values() for key in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(found))


def attached(question: Question, ending: str) -> dict[str, str]:
    """Returns the headers of an answer sent as a file."""
    kind = CSV if ending == "csv" else XLSX
    return {
        "Content-Type": f"{kind}; charset=utf-8" if ending == "csv" else kind,
        "Content-Disposition": f'attachment; filename="{question.name}.{ending}"',
    }
