"""`graphsvc ask`: any question of the registry, as a table, JSON or CSV."""

import types
import typing
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from api.access import LOCAL, local_scope, record
from api.answer import document, to_csv, to_json, with_evidence
from api.cli.place import workspace_of
from api.cli.terminal import show_answer
from api.lookup import key_for
from graphsvc.errors import NotReadyError
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Scope
from graphsvc.shape import Words, load, words_of
from graphsvc.snapshot import Snapshot
from graphsvc.store.audit import Access
from graphsvc.store.open import open_store
from graphsvc.store.port import View
from graphsvc.workspace import Workspace


class _Questions(click.Group):
    """One command for each registered question, built from its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(QUESTIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        question = QUESTIONS.get(cmd_name)
        return None if question is None else _command(question)


@click.group(cls=_Questions, name="ask")
def command() -> None:
    """Ask a question of the published graph."""


def _command(question: Question) -> click.Command:
    return click.Command(
        name=question.name,
        help=question.title,
        params=[*_parameters(question), *_common()],
        callback=_callback(question),
    )


def _callback(question: Question) -> Callable[..., None]:
    def ask(**values: Any) -> None:
        _ask(click.get_current_context(), question, values)

    return ask


def _parameters(question: Question) -> list[click.Parameter]:
    hints = typing.get_type_hints(question.params)
    return [
        _option(name, hints[name], words)
        for name, words in words_of(typing.cast("Any", question.params)).items()
    ]


def _option(name: str, hint: Any, words: Words) -> click.Option:
    is_many = typing.get_origin(hint) is tuple
    is_optional = typing.get_origin(hint) in {types.UnionType, typing.Union}
    return click.Option(
        [f"--{name.replace('_', '-')}", name],
        help=words.help,
        multiple=is_many,
        required=not (is_optional or _has_default(words)),
        metavar="DATE" if hint == date | None else "TEXT",
    )


def _has_default(words: Words) -> bool:
    return words.is_optional


def _common() -> list[click.Parameter]:
    return [
        click.Option(["--purpose"], help="Why: a code such as resignation-received, or a sentence; logged."),
        click.Option(["--json", "form"], flag_value="json", help="Print the answer as JSON."),
        click.Option(["--csv", "form"], flag_value="csv", help="Print the rows as CSV."),
        click.Option(["--evidence"], is_flag=True, help="Show the ties, days and channels behind every row."),
    ]


def _ask(ctx: click.Context, question: Question, values: dict[str, Any]) -> None:
    workspace = workspace_of(ctx)
    purpose, form, wants_evidence = (values.pop(name) for name in ("purpose", "form", "evidence"))
    store = open_store(
        workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
    )
    try:
        snapshot = _snapshot(workspace, store.version().epoch)
        with store.view() as view:
            scope = local_scope(workspace, view, purpose=purpose, preset=question.preset)
            given = _given(view, question, values)
            answer = question.run(snapshot, scope, load(question.params, given))
            content = document(question, answer, snapshot=snapshot, view=view)
            if wants_evidence:
                content = with_evidence(content, answer, snapshot=snapshot, view=view)
    finally:
        store.close()
    _log(workspace, scope, f"question.{question.name}.read", given, content)
    _print(question, content, form)


def _snapshot(workspace: Workspace, epoch: str) -> Snapshot:
    try:
        return Snapshot.open(workspace.snapshots, epoch=epoch)
    except NotReadyError as error:
        message = f"{error} Nothing can be answered before `graphsvc ingest` has published."
        raise NotReadyError(message) from error


def _given(view: View, question: Question, values: dict[str, Any]) -> dict[str, Any]:
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
    workspace: Workspace, scope: Scope, action: str, given: dict[str, Any], content: dict[str, Any]
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


def _print(question: Question, content: dict[str, Any], form: str | None) -> None:
    if form == "json":
        click.get_binary_stream("stdout").write(to_json(content))
    elif form == "csv":
        click.echo(to_csv(content), nl=False)
    else:
        show_answer(question, content)
