"""`graphsvc template`: an empty canonical file with one example row."""

import click

from graphsvc.errors import UsageError
from ingest.mapping import bundled, template


@click.command(name="template")
@click.argument("name")
def command(name: str) -> None:
    """Write an empty canonical file, such as `employees`, to standard output."""
    try:
        click.echo(template(name), nl=False)
    except KeyError as error:
        known = ", ".join(bundled())
        raise UsageError(f"no file is called '{name}'; there are: {known}") from error
