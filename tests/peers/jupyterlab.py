"""JupyterLab: editor and player in it, more thoroughly than the tests do it."""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

from lab import laboratory

from tests.peers.notebook_widgets import tried_in
from tests.peers.outcome import PeerOutcome

NAME: Final = "JupyterLab"
VERSION: Final = version("jupyterlab")


def run() -> PeerOutcome:
    """All that widgets in a notebook must do."""
    with tempfile.TemporaryDirectory() as home, laboratory(Path(home)) as server:
        return tried_in(server)
