"""The app in a browser: its page answers, runs the app, and lets no other page do so."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

import aiohttp
import pytest
from cli import Terminal
from page import chromium
from playwright.sync_api import Page

from store.workspace import Workspace

PATIENCE = 60.0
"""Seconds within which a process on a busy machine has started."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own."""
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    """Where ``waypost web`` answers, on the workspace."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "designer", "--workspace", str(workspace), "web", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        assert f"http://127.0.0.1:{port}" in said
        yield f"http://127.0.0.1:{port}"
        server.terminate()


async def page(address: str) -> str:
    """The page, once the server listens."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as browser:
        while True:
            try:
                async with browser.get(address) as answer:
                    assert answer.status == 200
                    return await answer.text()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


async def first_screen(address: str, origin: str) -> str:
    """What the app has written to its page by the time that the start screen is there."""
    written = b""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as browser:
        place = f"{address.replace('http', 'ws', 1)}/ws?width=100&height=30"
        async with browser.ws_connect(place, origin=origin) as terminal:
            while b"two-minute tour" not in written:
                written += await terminal.receive_bytes()
    return written.decode(errors="replace")


@pytest.mark.asyncio
async def test_the_page_answers_and_shows_the_app(address: str) -> None:
    html = await page(address)
    assert "<title>Waypost</title>" in html
    assert all(
        url.startswith((address, address.replace("http", "ws", 1)))
        for url in re.findall(r'"((?:http|ws)[^"]+)"', html)
    )
    assert "New from a template" in await first_screen(address, origin=address)


@pytest.mark.asyncio
async def test_another_page_cannot_type_into_the_app(address: str) -> None:
    await page(address)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await first_screen(address, origin="https://example.org")
    assert refused.value.status == 403


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = Terminal(tmp_path)("web", "--port", str(other.getsockname()[1]))
    assert said.code == 3
    assert "choose another with --port" in said.err


def test_without_the_extra_the_command_to_install_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "designer.app.web", raising=False)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    said = Terminal(tmp_path)("web")
    assert said.code == 2
    assert "pip install 'waypost[web]'" in said.err


def test_first_steps_in_a_browser_without_a_click(address: str, workspace: Path) -> None:
    """The page has the keyboard at once: a design is made, a step is added to it, a version is saved."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_function("document.activeElement?.classList.contains('xterm-helper-textarea')")
        type_keys(page, ["/", *"blank", "Enter"])
        type_keys(page, [*"Safety", "Enter"], until=lambda: "safety" in names(workspace))
        type_keys(page, ["End", "ArrowUp", "ArrowLeft", "a", *"waypoint", "Enter", *"Second", "Enter", "s"])
        wait_until(lambda: newest(workspace) == 2)
    with Workspace.open(workspace) as opened:
        assert "second" in opened.load("safety").document["steps"]  # type: ignore[operator]


def type_keys(page: Page, keys: Sequence[str], until: Callable[[], object] = lambda: True) -> None:
    """Press ``keys`` one after the other, and wait until what they do is done."""
    for key in keys:
        page.keyboard.press(key)
    wait_until(until)


def wait_until(is_so: Callable[[], object]) -> None:
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end
        sleep(0.05)


def names(workspace: Path) -> list[str]:
    with Workspace.open(workspace) as opened:
        return list(opened.names())


def newest(workspace: Path) -> int:
    with Workspace.open(workspace) as opened:
        return opened.load("safety").number
