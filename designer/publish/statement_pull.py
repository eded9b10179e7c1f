"""Statements of a server into a log: all of them, each once, from where the last pull ended.

A cursor lies beside the log and is moved once its statements are committed. Killed in between, the next pull asks for
the same page again, and what the log has to the letter adds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from designer.errors import Refused
from designer.publish.clients.answer_shapes import Document
from designer.publish.clients.learninglocker import LearningLocker
from designer.publish.connection import TargetConnection
from designer.publish.lrs_pull import LrsPull
from designer.publish.pull_cursor import cursor_file, read_cursor, take_in, total, write_cursor
from designer.publish.pull_query import PullQuery
from store.log import ImportTotals

PAGE: Final = 500
BATCH: Final = 20_000
"""Statements that are committed at once: what a kill costs."""

Watch = Callable[[int], object]
"""Told how many statements have been read."""


class PullCursor(Struct, frozen=True):
    """The cursor behind the last statement of a pull, and how many there were."""

    cursor: str | None = None
    statements: int = 0


async def pull_statements(
    server: TargetConnection,
    log: Path,
    query: PullQuery,
    watch: Watch,
    *,
    page: int = PAGE,
    batch: int = BATCH,
) -> ImportTotals:
    """Take what is new on ``server`` into a ``log``, which is made if there is none.

    ``query`` chooses statements, ``page`` of them are asked for at once, and ``batch`` committed; ``watch`` is told
    how many. Raises ServerFailure, StoreError, Refused.
    """
    match server.target.kind:
        case "learninglocker":
            return await _from_learninglocker(server, log, query, watch, page, batch)
        case "lrs":
            return await LrsPull(server, log, query, watch, page=page, batch=batch).run()
        case kind:
            raise Refused(
                f"{server.target.name} is of kind {kind} and has no statements; kinds learninglocker and lrs do"
            )


async def _from_learninglocker(
    server: TargetConnection, log: Path, query: PullQuery, watch: Watch, page: int, batch: int
) -> ImportTotals:
    file = cursor_file(log, server.target, query.mongo())
    cursor, done, nodes = read_cursor(file, PullCursor()), ImportTotals(), list[Document]()
    client = LearningLocker(server)
    async for found in client.pages("statement", filter=query.mongo(), first=page, after=cursor.cursor):
        nodes += found.nodes
        watch(done.read + len(nodes))
        if nodes and (len(nodes) >= batch or not found.more):
            done = total(done, await asyncio.to_thread(take_in, log, file, nodes))
            cursor = PullCursor(found.cursor or cursor.cursor, cursor.statements + len(nodes))
            write_cursor(file, cursor)
            nodes = []
    return done
