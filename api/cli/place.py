"""Where a command works: the workspace that -w, the environment or the current folder names."""

import os
from pathlib import Path

import click

from graphsvc.workspace import Workspace, open_workspace


def workspace_of(ctx: click.Context) -> Workspace:
    """Returns the workspace a command was called for.

    Raises:
        ConfigurationError: the folder has no usable `graphsvc.toml`.
    """
    root: Path = ctx.find_root().obj
    return open_workspace(root, environment=os.environ)
