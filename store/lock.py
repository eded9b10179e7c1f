"""One writer at a time, across processes and threads.

The lock is the kernel's (``flock``), so it dies with its holder and can never go stale. The note in the file, who
took it last, is only there to be read to people.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from store import disk
from store.errors import WorkspaceLocked, outside

PATIENCE: Final = 5.0
"""Seconds to wait for another writer, who holds the lock for well under a millisecond as a rule."""

_SHORTEST, _LONGEST = 0.0002, 0.01  # seconds between two tries


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock in file ``path``, waiting up to ``patience`` seconds. Raises WorkspaceLocked, StoreError.

    The file is opened anew each time: a descriptor shared with a forked child would share the lock as well.
    """
    descriptor = _take(path, time.monotonic() + patience, patience)
    try:
        yield
    finally:
        os.close(descriptor)  # gives the lock back


@contextmanager
def exclusive(path: Path, patience: float, error: type[WorkspaceLocked], sentence: str) -> Iterator[None]:
    """Hold the lock in file ``path``, whose folder is made, for something that one process at a time may do.

    Raises ``error`` with the ``sentence`` and who holds it; StoreError.
    """
    with outside("create", path.parent):
        disk.make_folder(path.parent)
    try:
        descriptor = _take(path, time.monotonic() + patience, patience)
    except WorkspaceLocked as held:
        raise error(f"{sentence}: {held}") from None
    try:
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Tell whether anybody holds the lock at this moment. Takes no longer than looking. Raises StoreError."""
    with outside("read", path):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
    return False


def _take(path: Path, deadline: float, patience: float) -> int:
    pause = _SHORTEST
    while True:
        with outside("lock", path):
            if (descriptor := _try(path)) is not None:
                return descriptor
        if time.monotonic() >= deadline:
            raise WorkspaceLocked(
                f"{path.parent} is being written by {_holder(path)}; waited {patience:g} seconds. "
                "Let it finish or close it, then do this again."
            )
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST)


def _try(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _sign(descriptor)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _sign(descriptor: int) -> None:
    """Say who holds it, unless it says so already: another file to flush makes the fsync of a write much slower."""
    note = f"process {os.getpid()} on {socket.gethostname()}\n".encode()
    if os.pread(descriptor, len(note), 0) != note:
        os.pwrite(descriptor, note, 0)


def _holder(path: Path) -> str:
    with outside("read", path):
        note = path.read_text(errors="replace") if path.exists() else ""
    return note.partition("\n")[0] or "another process"
