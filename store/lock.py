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
        if _still_there(descriptor, path):
            os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".ljust(80).encode(), 0)
            return descriptor
    except BlockingIOError:
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _still_there(descriptor: int, path: Path) -> bool:
    """Whether the file is still the one by that name: people delete lock files, and a new one locks anew."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    with outside("read", path):
        note = path.read_text(errors="replace") if path.exists() else ""
    return note.partition("\n")[0] or "another process"
