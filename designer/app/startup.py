"""Running the app, whatever it is shown on."""

from __future__ import annotations

from pathlib import Path

from designer.app import garbage_collection


def run(folder: Path, design: str | None = None) -> None:
    """The app on the workspace in a folder until it is quit, at a design if one is named. Raises NoSuchDesign."""
    garbage_collection.collect_seldom()  # what is loaded now stays
    from designer.app.app import WaypostApp
    from store.workspace import Workspace

    with Workspace.open(folder) as workspace:
        if design is not None:
            workspace.load(design)
        WaypostApp(workspace, design).run()
