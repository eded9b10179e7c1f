"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from store.workspace import Workspace

Design = Annotated[
    str, typer.Argument(help="A journey file in any dialect, or the name of a design in the workspace.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]


def workspace_of(context: typer.Context) -> Workspace:
    """The workspace that ``--workspace`` or ``WAYPOST_WORKSPACE`` names, else ``./.waypost``."""
    return Workspace.open(folder_of(context))


def folder_of(context: typer.Context) -> Path:
    return Path(context.find_root().params.get("workspace") or ".waypost")
