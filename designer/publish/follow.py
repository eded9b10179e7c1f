"""A server's statements followed live: looked for again and again, into a log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from designer.publish.connection import TargetConnection
from designer.publish.lrs_pull import LrsPull
from designer.publish.pull_query import PullQuery
from designer.publish.server_failures import RequestRejected, ServerFailure
from designer.publish.statement_pull import BATCH, PAGE, pull_statements
from store.log import ImportTotals

LONGEST: Final = 60.0
"""Seconds between two looks at a server that fails."""

Look = Callable[[], Awaitable[ImportTotals]]


async def follow(
    server: TargetConnection,
    log: Path,
    query: PullQuery,
    *,
    every: float,
    news: Callable[[ImportTotals], object],
    say: Callable[[str], object],
    page: int = PAGE,
) -> None:
    """Look for statements of ``query`` on ``server`` ``every`` so many seconds until cancelled; ``news`` is told
    whenever ``log`` got some.

    ``page`` statements are asked for at once. A server that fails is asked again, less and less often, which ``say``
    is told. Raises RequestRejected where it turns us away for good, StoreError, and whatever ``news`` raises.
    """
    look, pause = _look(server, log, query, page), every
    while True:
        try:
            found = await look()
        except RequestRejected:
            raise
        except ServerFailure as error:
            pause = min(LONGEST, max(pause, every) * 2)
            say(f"{error}; looking again in {pause:g} s")
        else:
            pause = every
            if found.added or found.rejected:
                news(found)
        await asyncio.sleep(pause)


def _look(server: TargetConnection, log: Path, query: PullQuery, page: int) -> Look:
    """Look once for statements of ``query`` on ``server``, ``page`` at once, into ``log``. An LRS's look remembers
    what it has seen.
    """
    if server.target.kind == "lrs":
        return LrsPull(server, log, query, _ignore, page=page, batch=BATCH).run
    return lambda: pull_statements(server, log, query, _ignore, page=page)


def _ignore(read: int) -> None:
    pass
