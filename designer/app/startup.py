"""Running the app, whatever it is shown on."""

from __future__ import annotations

from pathlib import Path

from designer.app import garbage_collection
from designer.errors import ExitCode, Refused


def run(folder: Path, design: str | None = None) -> None:
    """Show the app on the workspace in a folder until it is quit, at a design if one is named.

    Raises NoSuchDesign, and Refused where the app ends by a fault of its own.
    """
    garbage_collection.collect_seldom(garbage_collection.BEGINNING)
    from designer.app.app import WaypostApp
    from designer.app.key_parser import read_keys_apart
    from store.workspace import Workspace

    with Workspace.open(folder) as workspace:
        if design is not None:
            workspace.load(design)
        app = WaypostApp(workspace, design)
        read_keys_apart(app.driver_class)
        app.run()
    if app.failure:
        raise Refused(app.failure, ExitCode.OUTSIDE)
