"""A real JupyterLab on this machine: its own server, its own folder, a browser that nothing else is let through to.

with laboratory(tmp_path) as lab, lab.notebook("editor = …", "editor") as sitting:
    sitting.page.click("[data-step=quiz] .box")
    sitting.sees("editor.place.step", "quiz")
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, Literal
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from jupyter_client.blocking.client import BlockingKernelClient
from page import PATIENCE, chromium
from playwright.sync_api import Page, Request

ALONE: Final = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Nothing has an address but this machine."""

SECONDS: Final = PATIENCE / 1000


Application = Literal["lab", "notebook"]
"""JupyterLab, or Notebook 7 on the same server."""


class Lab:
    """A server; ``asked_elsewhere`` are the addresses beyond this machine that the browser was kept from."""

    def __init__(self, folder: Path, address: str, token: str, application: Application = "lab") -> None:
        self.folder, self.address, self.token, self.application = folder, address, token, application
        self.asked_elsewhere: list[str] = []

    @contextmanager
    def notebook(self, *cells: str, width: int = 1500) -> Iterator[Sitting]:
        """A notebook of these cells in the browser, run from top to bottom."""
        name = f"test-{secrets.token_hex(4)}"
        (self.folder / f"{name}.ipynb").write_text(json.dumps(notebook(*cells)), "utf-8")
        with chromium(ALONE) as browser:
            context = browser.new_context(viewport={"width": width, "height": 1000})
            context.on("request", self._note)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            opened = {"lab": f"lab/workspaces/{name}/tree", "notebook": "notebooks"}[self.application]
            page.goto(f"{self.address}/{opened}/{name}.ipynb?token={self.token}")
            page.wait_for_selector(".jp-Notebook .jp-Cell")
            if self.application == "lab":
                page.wait_for_selector("text=/Python 3.*Idle/")
            else:
                self._wait_for_kernel()
            page.click(".lm-MenuBar-itemLabel >> text='Run'")
            page.click(".lm-Menu-itemLabel >> text='Run All Cells'")
            page.wait_for_selector(f".jp-InputPrompt >> text='[{len(cells)}]:'")
            kernel = connected(self.folder)
            try:
                yield Sitting(page, kernel)
            finally:
                kernel.stop_channels()
                context.close()

    def _wait_for_kernel(self) -> None:
        """Wait until a page is connected to the one kernel, and it is idle: Notebook 7 drops cells that run earlier."""
        until = monotonic() + SECONDS
        while monotonic() < until:
            with urlopen(f"{self.address}/api/kernels?token={self.token}", timeout=SECONDS) as answered:
                kernels = json.load(answered)
            if kernels and all(each["execution_state"] == "idle" and each["connections"] for each in kernels):
                return
            sleep(0.1)
        raise AssertionError("no kernel is ready")

    def _note(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.asked_elsewhere.append(request.url)


class Sitting:
    """Somebody at a notebook: ``page`` is what they see, ``python`` asks the kernel behind it."""

    def __init__(self, page: Page, kernel: BlockingKernelClient) -> None:
        self.page, self.kernel = page, kernel

    def python(self, expression: str) -> Any:
        """What an expression is in the kernel, through JSON."""
        wanted = {"said": f"__import__('json').dumps({expression})"}
        reply = self.kernel.execute("", silent=True, user_expressions=wanted, reply=True, timeout=SECONDS)
        said = reply["content"]["user_expressions"]["said"]
        assert said["status"] == "ok", said
        return json.loads(_unquoted(said["data"]["text/plain"]))

    def does(self, code: str) -> None:
        """Run code in the kernel, as a cell would."""
        reply = self.kernel.execute(code, reply=True, timeout=SECONDS)
        assert reply["content"]["status"] == "ok", reply["content"]

    def sees(self, expression: str, wanted: object) -> None:
        """Wait until it is so in Python."""
        until = monotonic() + SECONDS
        while (found := self.python(expression)) != wanted:
            assert monotonic() < until, f"{expression} is {found!r}, not {wanted!r}"
            sleep(0.05)


def _unquoted(text: str) -> str:
    import ast

    said: str = ast.literal_eval(text)
    return said


def notebook(*cells: str) -> dict[str, Any]:
    """A notebook document."""
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "source": source,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def connected(folder: Path) -> BlockingKernelClient:
    """A second client of the kernel that was started last."""
    file = max((folder / "runtime").glob("kernel-*.json"), key=lambda each: each.stat().st_mtime_ns)
    client = BlockingKernelClient(connection_file=str(file))
    client.load_connection_file()
    client.start_channels()
    return client


@contextmanager
def laboratory(
    folder: Path,
    theme: str = "JupyterLab Light",
    *,
    application: Application = "lab",
    packages: Path | None = None,
) -> Iterator[Lab]:
    """JupyterLab on a free port of 127.0.0.1, with a token; nothing of the person's own settings is read.

    ``packages`` is a folder of further packages, in which Notebook 7 is where that is the ``application``.
    """
    port, token = free_port(), secrets.token_hex(16)
    homes = {
        "HOME": "home",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {**os.environ, **{name: str(folder / home) for name, home in homes.items()}}
    environment["PYTHONPATH"] = os.pathsep.join(
        map(str, filter(None, [Path(__file__).parent.parent, packages]))
    )
    if packages:
        environment["JUPYTER_PATH"] = str(packages / "share" / "jupyter")
    _settle(folder / "settings", theme)
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.open_browser=False",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--allow-root",  # containers
    ]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", {"lab": "jupyterlab", "notebook": "notebook"}[application], *options],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api", server, folder / "server.log")
        yield Lab(folder, address, token, application)
    finally:
        server.terminate()
        server.wait(SECONDS)


def _settle(settings: Path, theme: str) -> None:
    """The theme; and no to the question whether newcomers want news."""
    kept = settings / "@jupyterlab" / "apputils-extension"
    kept.mkdir(parents=True)
    (kept / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}', "utf-8")
    (kept / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}), "utf-8")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until ``server`` answers at an ``address``; what it wrote to its ``log`` is in the error if it does not."""
    until = monotonic() + SECONDS
    while server.poll() is None and monotonic() < until:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            sleep(0.1)
    raise AssertionError(f"{address} does not answer:\n{log.read_text('utf-8', 'replace')[-2000:]}")
