"""`graphsvc ask`: any question of the registry, as a table, JSON or CSV."""

import types
import typing
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from api.answer import to_json
from api.cli.asking import Ask, answered
from api.cli.place import workspace_of
from api.cli.terminal import show_answer
from api.files import to_csv
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.shape import Words, words_of


class _Questions(click.Group):
    """One command for each registered question, built from its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Returns the names of the questions, ascending."""
        return sorted(QUESTIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Returns the command of a question, None of an unknown one."""
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
    def ask(*, purpose: str | None, form: str | None, evidence: bool, **values: Any) -> None:
        workspace = workspace_of(click.get_current_context())
        wanted = Ask(values=values, purpose=purpose, wants_evidence=evidence)
        _print(question, answered(workspace, question, wanted), form)

    return ask


def _parameters(question: Question) -> list[click.Parameter]:
    hints = typing.get_type_hints(question.params)
    words = words_of(typing.cast("Any", question.params))
    return [_option(name, hints[name], said) for name, said in words.items()]


def _option(name: str, hint: Any, words: Words) -> click.Option:
    is_optional = typing.get_origin(hint) in {types.UnionType, typing.Union}
    return click.Option(
        [f"--{name.replace('_', '-')}", name],
        help=words.help,
        multiple=typing.get_origin(hint) is tuple,
        required=not (is_optional or words.is_optional),
        metavar="DATE" if hint == date | None else "TEXT",
    )


def _common() -> list[click.Parameter]:
    return [
        click.Option(["--purpose"], help="Why: a code such as resignation-received, or a sentence; logged."),
        click.Option(["--json", "form"], flag_value="json", help="Print the answer as JSON."),
        click.Option(["--csv", "form"], flag_value="csv", help="Print the rows as CSV."),
        click.Option(["--evidence"], is_flag=True, help="Show the ties, days and channels behind every row."),
    ]


def _print(question: Question, content: dict[str, Any], form: str | None) -> None:
    if form == "json":
        click.echo(to_json(content), nl=False)
    elif form == "csv":
        click.echo(to_csv(content), nl=False)
    else:
        show_answer(question, content)
