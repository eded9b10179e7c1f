"""Being stopped in the middle of something: by Ctrl-C, or by the system with SIGTERM.

Nothing here is imported that takes long to load: a program may be stopped while it loads.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Stopped(Exception):
    """What was being done is stopped; the text says what was kept and how to go on. ``code``: the exit code."""

    def __init__(self, sentence: str, code: int) -> None:
        self.code = code
        super().__init__(sentence)


class Terminated(KeyboardInterrupt):
    """SIGTERM: as Ctrl-C, from whoever is not at the keyboard."""


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


@contextmanager
def heeding_sigterm() -> Iterator[None]:
    """In here SIGTERM raises Terminated, which whoever cleans up after Ctrl-C cleans up after."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def if_stopped(kept: str) -> Iterator[None]:
    """Say what was kept and how to go on, should what is done in here be stopped. Raises Stopped."""
    try:
        yield
    except KeyboardInterrupt as stop:
        told, number = (
            ("terminated", signal.SIGTERM) if isinstance(stop, Terminated) else ("interrupted", signal.SIGINT)
        )
        raise Stopped(f"{told}; {kept}", 128 + number) from None
