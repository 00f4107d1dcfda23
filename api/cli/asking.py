"""Asks one question of a workspace for the command line: scope, audit, names, evidence."""

import typing
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from api.access import LOCAL, local_scope, record
from api.answer import document, with_evidence
from api.lookup import key_for
from graphsvc.action import Desk
from graphsvc.case import check_budget, check_size
from graphsvc.question import Question
from graphsvc.scope import Scope
from graphsvc.shape import load, words_of
from graphsvc.snapshot import Snapshot
from graphsvc.store.audit import Access
from graphsvc.store.beside import Beside
from graphsvc.store.clock import system_clock
from graphsvc.store.open import open_store
from graphsvc.store.port import View
from graphsvc.workspace import Workspace, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the caller gave.

    Attributes:
        values: parameters as text; people and clients by key, address or name.
        purpose: why, as logged.
        wants_evidence: show the ties behind each row.
    """

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    purpose: str | None = None
    wants_evidence: bool = False


def answered(workspace: Workspace, question: Question, ask: Ask) -> dict[str, Any]:
    """Returns the document of an answer, audited.

    Raises:
        NotReadyError: nothing is published yet.
        NotFoundError: a person or client is not known.
        NotAllowedError: no purpose was given, the workspace does not name people, or the budget of what-ifs
            is used up.
        StoreUnreachableError: the store does not answer.
    """
    store = open_store(
        workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
    )
    try:
        snapshot = Snapshot.open(workspace.snapshots, epoch=store.version().epoch)
        with store.view() as view:
            scope = local_scope(workspace, view, purpose=ask.purpose, preset=question.preset)
            given = _given(view, question, ask.values)
            params = load(question.params, given)
            with _counted(question, scope, given, _Where(workspace, view, snapshot)):
                answer = question.run(snapshot, scope, params)
            content = document(question, answer, snapshot=snapshot, view=view)
            if ask.wants_evidence:
                content = with_evidence(content, answer, snapshot=snapshot, view=view)
    finally:
        store.close()
    _log(workspace, scope, f"question.{question.name}.read", given, content)
    return content


class _Where(NamedTuple):
    """Where a question is asked."""

    workspace: Workspace
    view: View
    snapshot: Snapshot


@contextmanager
def _counted(question: Question, scope: Scope, given: Mapping[str, Any], where: _Where) -> Iterator[None]:
    """Holds a what-if against the budget of the command line, and counts it once it is answered.

    Raises:
        NotAllowedError: the budget is used up, or the workspace wants a second person's word.
        UsageError: it is about more people than one what-if takes.
    """
    if not question.is_case:
        yield
        return
    unit = str(given.get("unit", ""))
    people = tuple(dict.fromkeys((*given.get("person", ()), *given.get("besides", ()))))
    whom = (unit,) if unit else people
    with closing(Beside.open(where.workspace)) as beside:
        if whom:
            check_size(whom)
            check_budget(_desk(where, beside), scope, whom)
        yield
        if not beside.cases.asked_about(scope.principal).issuperset(whom):
            named, purpose = () if unit else people, scope.purpose or ""
            beside.cases.count(scope.principal, named, unit=unit, purpose=purpose)


def _desk(where: _Where, beside: Beside) -> Desk:
    return Desk(
        workspace=where.workspace,
        view=where.view,
        snapshot=where.snapshot,
        beside=beside,
        today=today(where.workspace),
        now=system_clock(),
    )


def _given(view: View, question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parameters that were given; people and clients become keys."""
    words = words_of(typing.cast("Any", question.params))
    given = {name: value for name, value in values.items() if value not in (None, ())}
    for name, value in given.items():
        label = words[name].node
        if label and isinstance(value, tuple):
            given[name] = [key_for(view, text, label) for text in value]
        elif label:
            given[name] = key_for(view, value, label)
    return given


def _log(
    workspace: Workspace, scope: Scope, action: str, given: Mapping[str, Any], content: Mapping[str, Any]
) -> None:
    people = given.get("person", ())
    record(
        workspace,
        Access(
            who=LOCAL,
            role="local",
            action=action,
            purpose=scope.purpose or "",
            subject=" ".join(people) if isinstance(people, list) else people or "",
            filters={name: value for name, value in given.items() if name != "person"},
            count=len(content["data"]),
            seq=content["snapshot"]["seq"],
        ),
    )
