"""``deliver``: everything in the outbox that is still to be sent, several at a time; each try is kept before and after.

At least once: killed at any moment, the next run sends again what was not known to have arrived, with the same key.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Final

import httpx
from msgspec import Struct

from designer.delivery.delivery_requests import CallbackRecipient, Recipients
from designer.delivery.exchange import TIMEOUT, DeliveryResult, send_all
from engine import instant
from store.clock import now
from store.outbox import MAX_TRIP_COUNT, Outbox, OutboxEntry

AT_ONCE: Final = 8
"""Entries that are under way at the same time."""

_LONGEST: Final = 86_400.0  # seconds: nobody's Retry-After puts a callback off for longer


class DeliveryPolicy(Struct, frozen=True, kw_only=True):
    """The patience of a run with one callback: tries, their length, and the pauses in between (seconds).

    The first wait is ``first``, each next one twice as long up to ``longest``; by chance, up to half of it is left out.
    A wait longer than ``most`` is left to a later run.
    """

    tries: int = 3
    timeout: float = TIMEOUT
    first: float = 1.0
    longest: float = 3600.0
    most: float = 30.0

    def wait(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row."""
        full = min(self.longest, self.first * 2.0 ** min(failures - 1, 62))
        return full * random.uniform(0.5, 1)


PATIENT: Final = DeliveryPolicy()
CALLBACKS: Final[Recipients] = {"callback": CallbackRecipient()}


async def deliver(
    outbox: Outbox,
    transport: httpx.AsyncBaseTransport,
    *,
    journey: str | None = None,
    due: bool = False,
    recipients: Recipients = CALLBACKS,
    max_trips: int = MAX_TRIP_COUNT,
    patience: DeliveryPolicy = PATIENT,
    watch: Callable[[OutboxEntry], object] = lambda entry: None,
) -> list[OutboxEntry]:
    """Send what is in ``outbox`` for a ``journey`` (its id), or for all; the entries that were tried, as they are
    then.

    ``transport`` is a ``Guarded`` one, which is the caller's to close. With ``due``, only what is due by now is sent.
    What has none of the ``recipients`` stays where it is, and so does what failed ``max_trips`` times. ``patience``
    says how often and how long to try. ``watch`` is shown an entry after each try. Raises StoreError,
    AlreadyDelivering.
    """
    entries = await asyncio.to_thread(outbox.entries, journey)
    chosen = [
        entry
        for entry in entries
        if entry.open and entry.effect.type in recipients and not (due and _waits(entry))
    ]
    if not chosen:
        return []
    with outbox.delivering():
        return await _Dispatch(outbox, transport, recipients, max_trips, patience, watch).all(chosen)


def _waits(entry: OutboxEntry) -> bool:
    return entry.next_try is not None and entry.next_try > instant.text(now())


class _Dispatch:
    """One run: what it sends by, and how patient it is."""

    def __init__(
        self,
        outbox: Outbox,
        transport: httpx.AsyncBaseTransport,
        recipients: Recipients,
        max_trips: int,
        patience: DeliveryPolicy,
        watch: Callable[[OutboxEntry], object],
    ) -> None:
        self._outbox = outbox
        self._transport = transport
        self._recipients = recipients
        self._max_trips = max_trips
        self._patience = patience
        self._watch = watch
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def all(self, entries: list[OutboxEntry]) -> list[OutboxEntry]:
        """Those that were tried. What fails for one (a full disk) ends the run."""
        tasks = [asyncio.create_task(self._deliver(entry.id, entry.effect.type)) for entry in entries]
        try:
            done = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return [entry for entry in done if entry is not None]

    async def _deliver(self, id: str, type: str) -> OutboxEntry | None:
        """Try until it is delivered, hopeless for now, or the patience is at its end."""
        tried, target = None, self._recipients[type].name
        for left in reversed(range(self._patience.tries)):
            async with self._turn:
                begun = await asyncio.to_thread(self._outbox.begin, id, target)
                if begun is None:
                    break
                answer, wait = await self._try(begun)
                tried = await asyncio.to_thread(self._end, id, answer, wait)
            self._watch(tried)
            if not (answer.soon and left and wait <= self._patience.most):
                break
            await asyncio.sleep(wait)
        return tried

    async def _try(self, entry: OutboxEntry) -> tuple[DeliveryResult, float]:
        """Return what came of one try, and how long to wait before the next, should there be one."""
        body = await asyncio.to_thread(self._outbox.body, entry.id)
        requests = self._recipients[entry.effect.type].requests(entry, body)
        answer = await send_all(self._transport, requests, self._patience.timeout)
        return answer, self._wait(entry, answer)

    def _wait(self, entry: OutboxEntry, answer: DeliveryResult) -> float:
        """The seconds to wait with ``entry``: what ``answer`` asked for, but never sooner than our own patience
        says.
        """
        return max(self._patience.wait(entry.failures + 1), min(answer.wait or 0.0, _LONGEST))

    def _end(self, id: str, answer: DeliveryResult, wait: float) -> OutboxEntry:
        if answer.refused:
            return self._outbox.refuse(id, answer.error, wait, most=self._max_trips)
        if answer.error or answer.status is None:
            return self._outbox.fail(id, answer.status, answer.error, wait, most=self._max_trips)
        return self._outbox.succeed(id, answer.status)
