"""`graphsvc demo`: a fictional firm from export files, loaded as anybody's are, first answers, and served."""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from api.cli.asking import Ask, answered
from api.cli.ingest import show
from api.cli.terminal import console, progress, show_answer
from graphsvc.errors import ConfigurationError
from graphsvc.questions import QUESTIONS
from graphsvc.workspace import FILE_NAME, Workspace, open_workspace
from ingest.demo import DemoPlan, write_demo
from ingest.job import Order, ingest

_ROWS = 8


@click.command(name="demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("harbour-vale"))
@click.option("--no-serve", is_flag=True, help="Only build and answer.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8080,
    show_default=True,
    help="Port of this machine to serve on; the next free one where it is taken.",
)
def command(folder: Path, *, no_serve: bool, port: int) -> None:
    """Write the exports of a fictional firm into FOLDER, ingest them, answer, and serve them here."""
    _refuse_strange(folder)
    plan = _written(folder)
    workspace = open_workspace(folder, environment=os.environ)
    with progress(is_quiet=False) as told:
        report = ingest(workspace, Order(now=datetime.now(UTC), progress=told))
    show(report, as_json=False)
    for name, values in _first(plan):
        _show(workspace, name, values)
    _farewell(folder, plan)
    if not no_serve:
        _serve(workspace, port)


def _serve(workspace: Workspace, port: int) -> None:
    """Serves on this machine until stopped; the link is the last line."""
    from api.cli.serve import Place, free_port, run

    found = free_port(port)
    if found != port:
        click.echo(f"Port {port} is taken by another program: serving on {found}.")
    click.echo("Serving until you press Ctrl-C.")
    run(workspace, Place(port=found))


def _refuse_strange(folder: Path) -> None:
    """Refuses a folder that holds somebody's own workspace."""
    if (folder / FILE_NAME).exists() and not open_workspace(folder).is_demo:
        message = f"{folder} is a workspace of its own: give another folder, such as 'graphsvc demo my-demo'"
        raise ConfigurationError(message)


def _written(folder: Path) -> DemoPlan:
    """Writes the export files; a demo that was moved to another store stays there."""
    settings = folder / FILE_NAME
    kept = settings.read_text(encoding="utf-8") if settings.exists() else None
    folder.mkdir(parents=True, exist_ok=True)
    plan = write_demo(folder)
    if kept is not None:
        settings.write_text(kept, encoding="utf-8")
    return plan


def _first(plan: DemoPlan) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("portfolio", {}),
        ("single-points-of-failure", {}),
        ("bridge-people", {}),
        ("departure-impact", {"person": plan.leavers}),
    ]


def _show(workspace: Workspace, name: str, values: dict[str, Any]) -> None:
    content = answered(workspace, QUESTIONS[name], Ask(values=values))
    hidden = len(content["data"]) - _ROWS
    show_answer(QUESTIONS[name], {**content, "data": content["data"][:_ROWS]})
    if hidden > 0:
        console().print(f"  ... and {hidden} more: {_program()} -w {workspace.root} ask {name}")
    console().print()


def _farewell(folder: Path, plan: DemoPlan) -> None:
    first = plan.leavers[0]
    click.echo(f"Files, answers and settings lie in {folder}. Ask on, for example:")
    for line in (
        'ask coverage --client "Kestrel Bay Ports"',
        f"ask departure-impact --person {first} --evidence --json",
        f"ask leaver-suggestions --person {first}",
        "doctor",
        "serve",
    ):
        click.echo(f"  {_program()} -w {folder} {line}")


def _program() -> str:
    """Returns how this program is called from here: by its name, or by its path where that is not known."""
    return "graphsvc" if shutil.which("graphsvc") else sys.argv[0]
