"""The versions of a design: listed, and taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, workspace_of
from designer.cli.console import emit, emit_json
from designer.errors import Refused
from engine.diff import diff
from engine.journey import from_document
from store.names import NoSuchDesign
from store.workspace import NoSuchVersion, StoredVersion, Workspace

app = typer.Typer()

DesignName = Annotated[str, typer.Argument(metavar="DESIGN", help="The name of a design in the workspace.")]


@app.command()
def versions(context: typer.Context, design: DesignName, as_json: AsJson = False) -> None:
    """All versions of a design, the newest first, each with what changed in it. DESIGN@N opens one in any command."""
    workspace = workspace_of(context)
    rows = [(version, _changes(before, version)) for before, version in _pairs(workspace, design)]
    if as_json:
        emit_json([_row(version, changes) for version, changes in rows])
        return
    for version, changes in rows:
        noted = f"  {version.note}" if version.note else ""
        emit(f"v{version.number}  {version.saved[:16].replace('T', ' ')}{noted}")
        for change in changes:
            emit(f"    {change}")


def _pairs(workspace: Workspace, design: str) -> list[tuple[StoredVersion | None, StoredVersion]]:
    """Each version with the one before it, the newest first."""
    try:
        found = workspace.versions(design)
    except NoSuchDesign as error:
        raise Refused(str(error)) from None
    return list(zip([None, *found[:-1]], found, strict=True))[::-1]


def _row(version: StoredVersion, changes: list[str]) -> dict[str, object]:
    return {"version": version.number, "saved": version.saved, "note": version.note, "changes": changes}


def _changes(before: StoredVersion | None, version: StoredVersion) -> list[str]:
    if before is None:
        return []
    told = diff(from_document(before.document), from_document(version.document))
    return [change.message for change in told.changes]


@app.command()
def restore(
    context: typer.Context,
    design: DesignName,
    version: Annotated[int, typer.Argument(help="The version whose content is to count again.")],
    as_json: AsJson = False,
) -> None:
    """Make an older version the newest one again; all versions in between stay. Prints the new version's number."""
    workspace = workspace_of(context)
    try:
        with workspace.transaction():
            old = workspace.load(design, version)
            saved = workspace.save(design, old.document, note=f"version {version} again")
    except (NoSuchDesign, NoSuchVersion) as error:
        raise Refused(str(error)) from None
    if as_json:
        emit_json({"name": saved.name, "version": saved.number, "from": version})
    else:
        emit(f"{saved.name} v{saved.number} is version {version} again")
