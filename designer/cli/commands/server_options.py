"""What commands about servers have in common: which design, which target, and waiting for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from designer.cli.commands.options import workspace_of
from designer.cli.console import narrate, narrate_findings
from designer.editing.design_argument import is_file, name_for, read_file
from designer.editing.divergence import save_document
from designer.errors import Refused
from store.names import BadName, NoSuchDesign
from store.targets import NoSuchTarget
from store.workspace import NoSuchVersion, Workspace

Answer = TypeVar("Answer")

DesignName = Annotated[
    str, typer.Argument(metavar="DESIGN", help="A design in the workspace; a file is imported first.")
]
To = Annotated[str | None, typer.Option(help="The target; not needed where the design knows only one.")]


@contextmanager
def asked(context: typer.Context, design: str, target: str | None) -> Iterator[tuple[Workspace, str, str]]:
    """The workspace, the design's name there, and the target that was meant."""
    with clearly():
        workspace = workspace_of(context)
        name = kept(workspace, design)
        yield workspace, name, target or _only_target(workspace, name)


def _only_target(workspace: Workspace, design: str) -> str:
    from designer.publish import published_to

    known = published_to(workspace, design) if design in workspace.names() else []
    known = known or [target.name for target in workspace.targets.all()]
    if len(known) == 1:
        return known[0]
    named = f"one of {', '.join(known)}" if known else "add one with `waypost target add`"
    raise Refused(f"which target? {named}")


_GO_ON = "Take it in first with `waypost import FILE --merge` or `--overwrite`, then publish the design by its name."


def kept(workspace: Workspace, design: str) -> str:
    """The design's name in the workspace. A file is imported, as publishing needs its versions."""
    path = Path(design)
    if design in workspace.names() or not is_file(path):
        return design
    imported = read_file(path)
    narrate_findings(imported.findings, imported.journey)
    name = name_for(workspace, imported.journey)
    saved = save_document(workspace, name, imported.journey, note=f"from {path.name}", go_on=_GO_ON)
    narrate(f"{path} is kept as {name} v{saved.number}")
    return name


@contextmanager
def clearly() -> Iterator[None]:
    """Names that are not there are the person's to correct."""
    try:
        yield
    except (NoSuchDesign, NoSuchVersion, NoSuchTarget, BadName) as error:
        raise Refused(str(error)) from None


def waited(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run(coroutine)
