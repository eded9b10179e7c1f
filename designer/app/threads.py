"""Long work in threads that stop when nobody waits for them any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[Callable[[], bool]], T]) -> T:
    """Return what ``work`` answers. It is given a function to ask now and then whether whoever waited was cancelled."""
    gone = Event()
    try:
        return await asyncio.to_thread(work, gone.is_set)
    finally:
        gone.set()
