"""The app in a browser: its page answers, runs the app, and lets no other page do so."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from cli import Terminal

PATIENCE = 60.0
"""Seconds within which a process on a busy machine has started."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where ``waypost web`` answers, on a workspace of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("workspace")
    command = [sys.executable, "-m", "designer", "--workspace", str(folder), "web", "--port", str(port)]
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
