"""Options that commands about servers have in common: which design, which target, and waiting for an answer."""

from __future__ import annotations

import sys
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
from store.targets import NoSuchTarget, Target
from store.workspace import NoSuchVersion, Workspace

Answer = TypeVar("Answer")

DesignName = Annotated[
    str, typer.Argument(metavar="DESIGN", help="A design in the workspace; a file is imported first.")
]
To = Annotated[str | None, typer.Option(help="The target; not needed where the design knows only one.")]


@contextmanager
def open_target(
    context: typer.Context, design: str, target: str | None
) -> Iterator[tuple[Workspace, str, str]]:
    """The workspace, the design's name there, and the target that was meant."""
    with clearly():
        workspace = workspace_of(context)
        name = import_if_file(workspace, design)
        target = target or _only_target(workspace, name)
        ask_for_secrets(workspace.targets.get(target))
        yield workspace, name, target


def _only_target(workspace: Workspace, design: str) -> str:
    from designer.publish import targets_of

    known = targets_of(workspace, design) if design in workspace.names() else []
    known = known or [target.name for target in workspace.targets.all() if target.keeps_journeys]
    if len(known) == 1:
        return known[0]
    named = f"one of {', '.join(known)}" if known else "add one with `waypost target add`"
    raise Refused(f"which target? {named}")


_GO_ON = "Take it in first with `waypost import FILE --merge` or `--overwrite`, then publish the design by its name."


def import_if_file(workspace: Workspace, design: str) -> str:
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


def ask_for_secrets(target: Target) -> None:
    """Ask for the secrets of a target that are missing, where somebody is there; they are kept for this run alone."""
    from designer.publish.credentials import hold, missing_parts, variables

    missing = missing_parts(target) if sys.stdin.isatty() else []
    if not missing:
        return
    names = " and ".join(variables(target)[part] for part in missing)
    narrate(
        f"no {' and no '.join(missing)} for {target.name}: what you give is kept for this run alone. To keep it, set "
        f"{names}, or use `waypost target secrets {target.name}`"
    )
    hold(target, {part: read_secret(part) for part in missing})


def read_secret(part: str) -> str:
    """A secret as it is typed, unseen, or a line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(part, hide_input=True, err=True))
    return sys.stdin.readline().removesuffix("\n").removesuffix("\r")


@contextmanager
def clearly() -> Iterator[None]:
    """Names that are not there are the person's to correct."""
    try:
        yield
    except (NoSuchDesign, NoSuchVersion, NoSuchTarget, BadName) as error:
        raise Refused(str(error)) from None


def wait_for(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    import asyncio  # it takes a while to load, and not every command about servers asks one

    return asyncio.run(coroutine)
