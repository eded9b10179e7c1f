"""The designs of a workspace, a line each. Scripts ask for it often, so nothing that takes long to load is imported."""

from __future__ import annotations

from designer.cli.console import emit, emit_json, narrate
from store.workspace import Workspace


def print_designs(workspace: Workspace, as_json: bool) -> None:
    """Print the designs of a ``workspace``, ``as_json`` or for people."""
    rows = workspace.designs()
    if as_json:
        emit_json(
            [
                {"name": r.name, "id": r.id, "title": r.title, "versions": r.versions, "updated": r.updated}
                for r in rows
            ]
        )
        return
    width = min(max((len(row.name) for row in rows), default=0), 48)
    for row in rows:
        title = " ".join(row.title.splitlines())
        emit(f"{row.name:{width}}  {row.updated[:16].replace('T', ' ')}  v{row.versions}  {title}")
    if not rows:
        narrate("no designs yet: waypost new --template onboarding, or waypost import FILE")
