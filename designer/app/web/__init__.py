"""The terminal app in a browser of this machine: each visit runs the app in a process of its own.

There is no login, so it listens on 127.0.0.1 alone, and answers nobody but its own page: another page that is open in
the same browser could otherwise type into the app.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Final

from aiohttp import web
from textual_serve.server import Server

HOST: Final = "127.0.0.1"


class AppServer(Server):
    """Serves the app on the workspace in a folder, at ``address``."""

    def __init__(self, folder: Path, port: int) -> None:
        command = shlex.join([sys.executable, "-m", "designer.app", str(folder.absolute())])
        page = Path(__file__).parent
        super().__init__(command, host=HOST, port=port, title="Waypost", templates_path=page)

    @property
    def address(self) -> str:
        return self.public_url

    def initialize_logging(self) -> None:
        """Nothing is logged: what the app has to say it says on its screen."""

    async def on_startup(self, app: web.Application) -> None:
        """The command says where it is."""

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Only our own page may open the app, by a name of this machine (RFC 6455 §10.2)."""
        asked = f"http://{request.host}"
        if asked not in (self.address, f"http://localhost:{self.port}") or asked != request.headers.get(
            "Origin"
        ):
            raise web.HTTPForbidden(text=f"Open {self.address} itself.")
        return await super().handle_websocket(request)
