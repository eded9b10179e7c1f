"""Callbacks to real addresses, where whoever runs the server has asked for it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from designer.delivery import DeliveryPolicy, GuardedTransport, deliver
from store.errors import StoreError
from store.outbox import Outbox

RETRY: Final = 5.0
"""Seconds between two looks for what is due to be tried again."""

_LOOK: Final = 0.1
_log: Final = logging.getLogger(__name__)


async def deliveries(outbox: Outbox, news: Callable[[], int], transport: GuardedTransport) -> None:
    """Deliver what is in the outbox and what gets there, until cancelled; then close ``transport``. ``news`` moves
    when something has.
    """
    seen, looked = -1, 0.0
    async with transport:
        while True:
            if news() != seen or time.monotonic() - looked > RETRY:
                seen, looked = news(), time.monotonic()
                try:
                    # One try each: what failed is due again later, and does not hold up what is new.
                    await deliver(outbox, transport, due=True, patience=DeliveryPolicy(tries=1))
                except StoreError as error:
                    _log.warning("callbacks are put off: %s", error)
            await asyncio.sleep(_LOOK)
