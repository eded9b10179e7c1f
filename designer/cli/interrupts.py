"""Being stopped in the middle of something: by Ctrl-C, or by the system with SIGTERM.

Nothing here is imported that takes long to load: a program may be stopped while it loads.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TYPE_CHECKING = False  # that of typing, which takes longer to load than all else here
if TYPE_CHECKING:
    from sys import UnraisableHookArgs


class Interrupted(Exception):
    """A stop in the middle of something; the text says what was kept and how to go on. ``code``: the exit code."""

    def __init__(self, sentence: str, code: int) -> None:
        self.code = code
        super().__init__(sentence)


class Terminated(KeyboardInterrupt):
    """SIGTERM: as Ctrl-C, from whoever is not at the keyboard."""


def _raise_terminated(number: int, frame: FrameType | None) -> None:
    raise Terminated


@contextmanager
def heed_sigterm() -> Iterator[None]:
    """Let SIGTERM raise Terminated in here, which whoever cleans up after Ctrl-C cleans up after. Neither is lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _raise_terminated)
    told, sys.unraisablehook = sys.unraisablehook, _send_again
    try:
        yield
    finally:
        sys.unraisablehook = told
        signal.signal(signal.SIGTERM, before)


def _send_again(lost: UnraisableHookArgs) -> None:
    """Python drops what a signal raises inside a finalizer or the callback of a weak reference; each import has one.

    So whoever asked the program to stop asks once more, when that is over.
    """
    if isinstance(lost.exc_value, KeyboardInterrupt):
        threading.Timer(_A_MOMENT, os.kill, (os.getpid(), _number(lost.exc_value))).start()
    else:
        sys.__unraisablehook__(lost)


def _number(stop: KeyboardInterrupt) -> int:
    return signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT


_A_MOMENT = 0.02
"""Seconds."""


@contextmanager
def explain_interrupt(kept: str) -> Iterator[None]:
    """Say what was kept and how to go on, should what is done in here be stopped. Raises Interrupted."""
    try:
        yield
    except KeyboardInterrupt as stop:
        told = "terminated" if isinstance(stop, Terminated) else "interrupted"
        raise Interrupted(f"{told}; {kept}", 128 + _number(stop)) from None
