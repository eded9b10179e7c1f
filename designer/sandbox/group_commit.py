"""One request after the other, and one flush of the disk for many.

Requests of one queue take turns on one thread: so no two of them ever see half of what the other does. Those that came
while the disk was busy go together in one transaction, and none is answered before that is durable. Events are taken in
by a queue of their own, which waits for nothing else: journeys advance in the other, in the order of arrival.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, Final, TypeAlias, TypeVar

from designer.sandbox.faults import Fault
from designer.sandbox.state import ServerState
from store.errors import StoreError

Answer = TypeVar("Answer")
Act: TypeAlias = Callable[[ServerState], object]

MOST: Final = 256
"""Requests in one transaction. More would make the first of them wait for the last."""


class GroupCommit:
    """A queue of requests to a world, each batch within a ``transaction``; ``undo`` forgets what was left of one that
    failed. Start ``work`` as a task.
    """

    def __init__(
        self,
        world: ServerState,
        transaction: Callable[[], AbstractContextManager[None]],
        undo: Callable[[], None],
    ) -> None:
        self._world = world
        self._transaction = transaction
        self._undo = undo
        self._waiting: asyncio.Queue[tuple[Act, asyncio.Future[Any]]] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="waypost-turns")

    async def take(self, act: Callable[[ServerState], Answer]) -> Answer:
        """Return what the act answers, once what it changed is durable. An act that raises Fault must have changed
        nothing.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        await self._waiting.put((act, answer))
        return await answer

    async def work(self) -> None:
        """Serve the queue until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < MOST:
                batch.append(self._waiting.get_nowait())
            acts = [act for act, _ in batch]
            results = await loop.run_in_executor(self._thread, self._results, acts)
            for (_, answer), result in zip(batch, results, strict=True):
                _settle(answer, result)

    def close(self) -> None:
        self._thread.shutdown()

    @classmethod
    def of_events(cls, world: ServerState) -> GroupCommit:
        """A queue for what does nothing but take events in."""
        return cls(world, world.arrivals.transaction, world.arrivals.forget)

    @classmethod
    def of_all(cls, world: ServerState) -> GroupCommit:
        """A queue for all the rest: what sees all events that have arrived, and what journeys have made of them."""
        return cls(world, world.turn, world.load)

    def _results(self, acts: Sequence[Act]) -> list[object]:
        """Return what each act answers or raises. One that fails takes nothing of the others with it."""
        try:
            return self._together(acts)
        except Exception as error:  # noqa: BLE001  # it is raised where it is waited for
            with suppress(StoreError):  # should the disk fail again, the next turn meets it
                self._undo()
            return [error] if len(acts) == 1 else [self._results([act])[0] for act in acts]

    def _together(self, acts: Sequence[Act]) -> list[object]:
        with self._transaction():
            return [_try(act, self._world) for act in acts]


def _try(act: Act, world: ServerState) -> object:
    try:
        return act(world)
    except Fault as fault:
        return fault


def _settle(answer: asyncio.Future[Any], result: object) -> None:
    if answer.cancelled():  # nobody waits any more; what was done is done
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
