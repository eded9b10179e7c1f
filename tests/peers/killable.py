"""Processes that are killed at random moments and started again, and statements that arrive meanwhile."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx

SEED: Final = 20261201
BATCH: Final = 50
PATIENCE: Final = 180.0


class Killable:
    """A command that runs until it is killed. What it says is in ``out``."""

    def __init__(self, command: Sequence[str], out: Path, secrets: Mapping[str, str], folder: Path) -> None:
        self._command = list(command)
        self._out = out
        self._env = os.environ | dict(secrets)
        self._folder = folder
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._out.open("ab") as out:
            return subprocess.Popen(self._command, env=self._env, stdout=out, stderr=out, cwd=self._folder)

    def restart(self) -> None:
        """Kill it with SIGKILL, and start it again."""
        self.end()
        self._process = self._start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def until(holds: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Wait for what must become so; whether it did."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def send(url: str, auth: tuple[str, str], statements: list[dict[str, Any]]) -> None:
    """Store statements, again and again until they are acknowledged: their ids make it harmless. May raise
    TimeoutError.
    """

    def is_stored() -> bool:
        try:
            answer = httpx.post(
                f"{url}/statements",
                json=statements,
                auth=auth,
                headers={"X-Experience-API-Version": "1.0.3"},
                timeout=60,
            )
        except httpx.TransportError:
            return False
        return answer.status_code in (200, 204)

    if not until(is_stored):
        raise TimeoutError(f"{url} takes no statements")


def send_and_kill(
    send_batch: Callable[[int], object], sides: Sequence[Killable], batches: int, kills: int
) -> None:
    """Send so many batches, and kill the ``sides`` in turn ``kills`` times meanwhile, at random moments."""
    chance = random.Random(SEED)
    due = sorted(chance.sample(range(1, batches), kills))
    for number in range(batches):
        send_batch(number)
        time.sleep(chance.uniform(0, 0.05))
        if number in due:
            sides[due.index(number) % len(sides)].restart()
            time.sleep(chance.uniform(0, 3))
