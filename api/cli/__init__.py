"""The command line: a thin door over the library; data on stdout, progress and errors on stderr.

Commands are imported when they are called, so that help and completion answer at once.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from types import MappingProxyType

import click

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "ask": "Ask a question of the published graph.",
        "audit": "Verify the audit chain, or print its head.",
        "demo": "Build a fictional firm from export files, show the first answers and serve it.",
        "do": "Record something: a departure, a consent, a tie.",
        "doctor": "Check configuration, store, snapshot and feeds.",
        "erase": "Remove a person everywhere, for good.",
        "export": "Write the whole graph as gzipped JSON lines.",
        "import": "Load an export into an empty store.",
        "ingest": "Read the feeds and publish what changed.",
        "login": "Print a fresh one-use sign-in link.",
        "move": "Move the graph to another store.",
        "publish": "Build the snapshot of what the store holds, if it is behind.",
        "retention": "Remove what was kept long enough, or say what would be removed.",
        "serve": "Serve the pages and the API on this machine.",
        "template": "Write an empty canonical file with one example row.",
        "token": "Create, list and revoke tokens for scripts.",
        "user": "Add users, list them, end their access.",
        "worker": "Do the long work that pages and actions order.",
    }
)
"""Commands and what they do, in a line each."""


class LazyGroup(click.Group):
    """Group whose commands are modules of this folder, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Returns the command names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Returns the command of a name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"api.cli.{cmd_name}{'_' * iskeyword(cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="graphsvc")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="GRAPHSVC_WORKSPACE",
    default=Path(),
    help="Folder of graphsvc.toml; GRAPHSVC_WORKSPACE, else the current folder.",
)
@click.pass_context
def root(ctx: click.Context, workspace: Path) -> None:
    """Which relationships does the firm own, which does one person own, and what do we do about it?"""
    ctx.obj = workspace


def main() -> None:
    """Runs the command line and exits with the designed code."""
    from graphsvc.errors import GraphsvcError

    try:
        code = root(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except GraphsvcError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
