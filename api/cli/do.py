"""`graphsvc do`: any action of the registry, kept and published before the command ends."""

import sys
import types
import typing
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import click

from api.access import LOCAL, local_scope, record
from api.answer import to_json
from api.cli.place import workspace_of
from api.deed import sight, with_keys, write
from api.files import to_csv
from graphsvc.action import Action, Desk, Outcome, day_number
from graphsvc.actions import ACTIONS
from graphsvc.publish import Terms, publish
from graphsvc.shape import Words, dump, load, words_of
from graphsvc.snapshot import Snapshot
from graphsvc.store.audit import Access
from graphsvc.store.beside import Beside
from graphsvc.store.clock import system_clock
from graphsvc.store.open import open_store
from graphsvc.store.port import Store
from graphsvc.workspace import Workspace, today


class _Actions(click.Group):
    """One command for each registered action, built from its fields."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Returns the names of the actions, ascending."""
        return sorted(ACTIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Returns the command of an action, None of an unknown one."""
        action = ACTIONS.get(cmd_name)
        return None if action is None else _command(action)


@click.group(cls=_Actions, name="do")
def command() -> None:
    """Record something: the same as a form of the pages."""


def performed(workspace: Workspace, action: Action, values: dict[str, Any]) -> Outcome:
    """Does an action as the local principal, keeps and publishes it; audited.

    Raises:
        GraphsvcError: the action refuses, or the store does.
    """
    given = load(action.params, values)
    store = open_store(workspace.store_url, sources=workspace.sources, secret=workspace.secret())
    with closing(store), closing(Beside.open(workspace)) as beside:
        outcome = _decided(store, beside, workspace, action, given)
        if outcome.changes_graph and not action.is_live:
            terms = Terms(today=day_number(_today(workspace)), currency=workspace.firm.currency)
            publish(store, workspace.snapshots, terms)
    for subject in outcome.subjects or ("",):
        access = Access(
            who=LOCAL,
            role="local",
            action=f"action.{action.name}",
            subject=subject,
            filters=outcome.filters,
            count=1,
        )
        record(workspace, access)
    return outcome


def _decided(store: Store, beside: Beside, workspace: Workspace, action: Action, given: Any) -> Outcome:
    with store.view() as view:
        snapshot = Snapshot.open(workspace.snapshots, epoch=store.version().epoch)
        scope = local_scope(workspace, view, purpose=None, preset=None)
        day = _today(workspace)
        desk = Desk(
            workspace=workspace,
            view=view,
            snapshot=snapshot,
            beside=beside,
            today=day,
            now=system_clock(),
            address=workspace.serve.address,
        )
        sees = sight(action, scope, snapshot)
        outcome = action.run(desk, scope, with_keys(view, given, sees=sees))
    if outcome.changes_graph:
        write(store, outcome, desk)
    if outcome.then:
        outcome.then()
    return outcome


def _today(workspace: Workspace) -> date:
    return today(workspace, now=datetime.now(UTC))


def _command(action: Action) -> click.Command:
    return click.Command(
        name=action.name, help=action.help, params=[*_fields(action), *_forms()], callback=_callback(action)
    )


def _callback(action: Action) -> Callable[..., None]:
    def do(*, as_json: bool, **values: Any) -> None:
        given = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value not in (None, ())
        }
        outcome = performed(workspace_of(click.get_current_context()), action, given)
        _print(outcome, as_json=as_json)

    return do


def _print(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        click.echo(to_json({**dump(outcome.done), "rows": list(outcome.table)}), nl=False)
    elif outcome.table:
        click.echo(outcome.done.says, err=True)
        sys.stdout.write(to_csv({"data": list(outcome.table)}))
    else:
        click.echo(f"{outcome.done.says} {outcome.done.key}".rstrip())


def _fields(action: Action) -> list[click.Parameter]:
    hints = typing.get_type_hints(action.params)
    words = words_of(typing.cast("Any", action.params))
    return [_option(name, hints[name], said) for name, said in words.items()]


def _option(name: str, hint: Any, words: Words) -> click.Option:
    members = typing.get_args(hint) if typing.get_origin(hint) in {types.UnionType, typing.Union} else (hint,)
    choices = typing.get_args(members[0]) if typing.get_origin(members[0]) is typing.Literal else ()
    if members[0] is bool:
        return click.Option([f"--{name.replace('_', '-')}", name], help=words.help, is_flag=True)
    return click.Option(
        [f"--{name.replace('_', '-')}", name],
        help=words.help,
        multiple=typing.get_origin(hint) is tuple,
        required=not words.is_optional,
        type=click.Choice(choices) if choices else None,
        metavar="DATE" if date in members else None,
    )


def _forms() -> list[click.Parameter]:
    return [click.Option(["--json", "as_json"], is_flag=True, help="Print what was done as JSON.")]
