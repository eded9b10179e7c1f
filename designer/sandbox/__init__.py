"""A journey server to practise on: Learning Locker's and Segment's interfaces over HTTP, on a workspace.

with sandbox.running(workspace) as server:
    key = server.keys.learninglocker
    httpx.get(server.url + "/api/v2/journey", auth=(key.key, key.secret))
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from designer.sandbox.server import RunningServer, ServerSettings

__all__ = ["FOLDER", "running"]

FOLDER: Final = "sandbox"
"""The folder inside a workspace in which the server keeps everything: it is another system than the designer."""


def running(
    workspace: Path | str, settings: ServerSettings | None = None
) -> AbstractContextManager[RunningServer]:
    """Serve a workspace's folder on a thread of this process: its address (``url``) and ``keys``.

    The keys are made for this run, and nothing of them is kept. Raises StoreError, and Refused if the address is
    taken or the workspace is served already.
    """
    from designer.sandbox.server import running  # its libraries take a while to load

    return running(workspace, settings)
