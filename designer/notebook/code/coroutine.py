"""Coroutines where a loop runs already, as in a notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def run_coroutine(answer: Coroutine[object, object, Answer]) -> Answer:
    """Return what a coroutine answers. It runs on a thread of its own, since a notebook's own loop is running
    already.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, answer).result()
