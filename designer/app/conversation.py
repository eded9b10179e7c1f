"""Coroutines that begin at once: up to their first wait they run in the turn of whoever begins them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


def begin(talk: Coroutine[Any, Any, None]) -> Callable[[], Coroutine[Any, Any, None]] | None:
    """Run a coroutine up to where it first waits; answer what runs the rest of it, None if nothing is left."""
    try:
        waited_for = talk.send(None)
    except StopIteration:
        return None
    if isinstance(waited_for, asyncio.Future):
        waited_for._asyncio_future_blocking = False  # as a task does: others may wait for it, too

    async def rest() -> None:
        try:
            await _happens(waited_for)
        except asyncio.CancelledError as error:
            await _Rest(talk, error)
        else:
            await _Rest(talk, None)

    return rest


async def in_own_task(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a task of its own, and stop it with whoever waits for it.

    For ``work`` that asks servers: what it opens has to be closed in the same task, and a talk that began at once goes
    on in another one after its first wait.
    """
    task = asyncio.create_task(work)
    try:
        return await task
    except asyncio.CancelledError:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        raise


async def _happens(waited_for: object) -> None:
    """Wait for what a coroutine waits for, without taking its result: that is for the coroutine."""
    if isinstance(waited_for, asyncio.Future):
        await asyncio.wait({waited_for})
    else:
        await asyncio.sleep(0)


class _Rest:
    """A coroutine that has begun, and whose first wait is over; ``error`` is to be raised in it."""

    def __init__(self, talk: Coroutine[Any, Any, None], error: BaseException | None) -> None:
        self._talk, self._error = talk, error

    def __await__(self) -> Generator[Any, Any, None]:
        sent, error = None, self._error
        while True:
            try:
                waited_for = self._talk.send(sent) if error is None else self._talk.throw(error)
            except StopIteration:
                return
            try:
                sent, error = (yield waited_for), None
            except BaseException as raised:  # noqa: BLE001 — whatever comes is for the coroutine
                sent, error = None, raised
