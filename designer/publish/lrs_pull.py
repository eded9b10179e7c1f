"""Statements of any LRS into a log, the newest first, down to what a look before has seen.

An LRS answers the newest stored first (xAPI, 4.2.1). So a look ends where it meets what was stored before the last
look began; but only where the LRS has shown, in a look that went through everything, that it orders by ``stored``.
Some order by ``timestamp``, and a statement that comes late would never be found. Of these, every look goes through
everything, and what is in the log already adds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from designer.publish.clients.answer_shapes import Document
from designer.publish.clients.xapi import Lrs, StatementPage, negotiated
from designer.publish.connection import TargetConnection
from designer.publish.pull_cursor import cursor_file, read_cursor, take_in, total, write_cursor
from designer.publish.pull_query import PullQuery
from designer.publish.server_failures import RequestRejected
from engine import instant
from store.log import ImportTotals

OVERLAP: Final = 10_000_000
"""Microseconds that a look goes back behind the newest statement where an LRS does not say what it is consistent to."""

CACHE_SIZE: Final = 1_000_000
"""Ids that one pull remembers, so that what overlapping requests return twice is taken in once."""


class LrsCursor(Struct, frozen=True, kw_only=True):
    """The place where a pull stands. Instants are those of ``stored``, in microseconds.

    ``floor``: everything stored before it is in the log; None before the first whole look. ``by_stored``: the LRS has
    shown that it orders by it. The rest is of the look under way: ``more`` leads to its next page, ``top`` will be the
    floor after it, ``last`` is the oldest so far, ``ordered`` says that no statement was stored after the one before
    it, and ``proven`` that this cannot be the order of timestamps.
    """

    floor: int | None = None
    by_stored: bool = False
    more: str = ""
    top: int | None = None
    last: int | None = None
    last_timestamp: int | None = None
    ordered: bool = True
    proven: bool = False

    def anew(self) -> LrsCursor:
        """Before another look."""
        return LrsCursor(floor=self.floor, by_stored=self.by_stored)


class LrsPull:
    """A pull from an LRS, which may look again and again. Raises ServerFailure, StoreError."""

    def __init__(
        self,
        server: TargetConnection,
        log: Path,
        query: PullQuery,
        watch: Callable[[int], object],
        *,
        page: int,
        batch: int,
    ) -> None:
        self._server = server
        self._log = log
        self._query = query
        self._watch = watch
        self._batch = batch
        self._parameters = query.xapi() | {"limit": str(page)}
        self._file = cursor_file(log, server.target, query.xapi() | _span(query))
        self._cursor = read_cursor(self._file, LrsCursor())
        self._lrs: Lrs | None = None
        self._known: set[str] = set()
        self._new: list[Document] = []

    async def run(self) -> ImportTotals:
        """Look once: everything that is there and not in the log yet; and on with a look that was broken off."""
        self._lrs = self._lrs or await negotiated(self._server)
        done = ImportTotals()
        was_broken_off = bool(self._cursor.more)
        async for page in self._pages(self._lrs):
            self._note(page)
            ends = not page.more or self._meets_the_floor()
            self._watch(done.read + len(self._new))
            if ends or len(self._new) >= self._batch:
                done = total(done, await self._commit())
            if ends:
                break
        self._finish()
        return total(done, await self.run()) if was_broken_off else done

    async def _pages(self, lrs: Lrs) -> AsyncIterator[StatementPage]:
        """Yield pages of ``lrs`` from where the look was broken off; from the newest, if the LRS does not know that
        place any more.
        """
        if self._cursor.more:
            try:
                async for page in lrs.pages(self._parameters, more=self._cursor.more):
                    yield page
                return
            except RequestRejected as error:
                if error.status in (401, 403):
                    raise
                self._cursor, self._new = self._cursor.anew(), []
        async for page in lrs.pages(self._parameters):
            yield page

    def _note(self, page: StatementPage) -> None:
        """Take a page in: what is new of it, and what its order says."""
        cursor = self._cursor
        if cursor.top is None:
            cursor = replace(cursor, top=_top(page), proven=page.consistent_through is not None)
        for statement in page.statements:
            stored, timestamp = _instant(statement, "stored"), _instant(statement, "timestamp")
            cursor = _advance(cursor, stored, timestamp)
            id = str(statement.get("id", ""))
            if id not in self._known and self._query.in_span(stored):
                self._new.append(statement)
                self._known |= {id} if id else set()
        if len(self._known) > CACHE_SIZE:
            self._known.clear()
        self._cursor = replace(cursor, more=page.more)

    def _meets_the_floor(self) -> bool:
        floors = [each for each in (self._cursor.floor, self._query.since) if each is not None]
        cursor = self._cursor
        return bool(
            floors
            and cursor.by_stored
            and cursor.ordered
            and cursor.last is not None
            and cursor.last < max(floors)
        )

    async def _commit(self) -> ImportTotals:
        statements, self._new = self._new, []
        done = ImportTotals()
        if statements:
            done = await asyncio.to_thread(take_in, self._log, self._file, statements)
        await asyncio.to_thread(write_cursor, self._file, self._cursor)
        return done

    def _finish(self) -> None:
        """A look has gone through: the next one may end where this one began."""
        cursor = self._cursor
        whole = not cursor.more
        by_stored = cursor.ordered and (cursor.by_stored or (whole and cursor.proven))
        floor = cursor.top if cursor.top is not None else cursor.floor
        after = LrsCursor(floor=floor, by_stored=by_stored)
        if after != self._cursor:
            self._cursor = after
            write_cursor(self._file, after)


def _span(query: PullQuery) -> dict[str, str]:
    span = {"since": query.since, "until": query.until}
    return {key: str(value) for key, value in span.items() if value is not None}


def _top(page: StatementPage) -> int | None:
    """The floor after a look that begins with this page: everything that was stored before it can be seen now."""
    stored = [
        each for each in (_instant(statement, "stored") for statement in page.statements) if each is not None
    ]
    if page.consistent_through is not None:
        return min([page.consistent_through, *([max(stored)] if stored else [])])
    return max(stored) - OVERLAP if stored else None


def _advance(cursor: LrsCursor, stored: int | None, timestamp: int | None) -> LrsCursor:
    """The ``cursor`` behind one more statement, ``stored`` and dated ``timestamp``."""
    if stored is None:
        return replace(cursor, ordered=False)
    falls = cursor.last is None or stored <= cursor.last
    rises = timestamp is not None and cursor.last_timestamp is not None and timestamp > cursor.last_timestamp
    return replace(
        cursor,
        last=stored,
        last_timestamp=timestamp,
        ordered=cursor.ordered and falls,
        proven=cursor.proven or (falls and rises and stored != cursor.last),
    )


def _instant(statement: Document, key: str) -> int | None:
    try:
        return instant.parse(str(statement.get(key, "")))
    except ValueError:
        return None
