"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.cli.launcher import workspace_folder
from engine import instant
from store.sources.column_mapping import ColumnMapping, parse
from store.workspace import Workspace


def instant_of(value: str) -> int:
    """A time as it is typed, in microseconds since 1970."""
    try:
        return instant.parse(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def mapping_of(value: str) -> ColumnMapping:
    """Return what columns hold, as it is typed."""
    try:
        return parse(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


Design = Annotated[
    str, typer.Argument(help="A journey file in any dialect, or the name of a design in the workspace.")
]
Events = Annotated[
    list[str],
    typer.Argument(
        help="Events: files, folders or patterns. JSON, CSV, Parquet or Arrow, compressed or not; - for stdin."
    ),
]
Columns = Annotated[
    ColumnMapping | None,
    typer.Option(
        parser=mapping_of,
        metavar="ROLE=COLUMN,…",
        help="What the columns of tables hold: owner=user_id,event=name,time=ts. Also id, verb, object, document. "
        "Guessed where names are plain.",
    ),
]
Until = Annotated[
    int | None,
    typer.Option(
        parser=instant_of, metavar="TIME", help="Let the clock run until then; else to the newest event."
    ),
]
Seed = Annotated[int, typer.Option(help="What random splits are drawn with.")]
Join = Annotated[
    bool,
    typer.Option(
        "--join/--no-join",
        help="Whether alias and identify calls make one owner of a visitor and a user, or of two users.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]


def workspace_of(context: typer.Context) -> Workspace:
    """The workspace that ``--workspace`` or ``WAYPOST_WORKSPACE`` names, else ``./.waypost``."""
    return Workspace.open(folder_of(context))


def folder_of(context: typer.Context) -> Path:
    return workspace_folder(context.find_root().params.get("workspace"))
