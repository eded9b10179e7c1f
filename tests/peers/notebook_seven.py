"""Notebook 7: editor and player in it, as in JupyterLab."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from lab import laboratory

from tests.peers.installation import packages_in_folder
from tests.peers.notebook_widgets import tried_in
from tests.peers.outcome import PeerOutcome

NAME: Final = "Notebook"
VERSION: Final = "7.6.5"


def run() -> PeerOutcome:
    """All that widgets in a notebook must do."""
    packages = packages_in_folder(f"notebook=={VERSION}")
    with (
        tempfile.TemporaryDirectory() as home,
        laboratory(Path(home), application="notebook", packages=packages) as server,
    ):
        return tried_in(server)
