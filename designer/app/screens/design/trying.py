"""Conditions tried on the attached events while they are typed. Typing never waits: what is stale is dropped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual import on, work

from designer.app.screens.design.keeping import Keeping
from designer.app.threads import in_thread
from designer.app.widgets.tried import ConditionRow
from designer.completion import offers
from designer.conditions import typed

if TYPE_CHECKING:
    from designer.evidence import Evidence

PAUSE: Final = 0.15
"""Seconds without a key after which a condition is tried."""


class Trying(Keeping):
    """What the events say about the condition that is shown."""

    _tried: object = None
    """The row, the text and the events that its count is of."""

    def renewed(self) -> None:
        super().renewed()
        for row in self.inspector.query(ConditionRow):
            self._try(row)

    async def _draw_rest(self) -> None:
        await super()._draw_rest()
        for row in self.inspector.query(ConditionRow):
            if (row, row.text, self.opened.evidence) != self._tried:
                self._try(row)

    @on(ConditionRow.Considered)
    def _considered(self, event: ConditionRow.Considered) -> None:
        self._try(event.row)

    @work(exclusive=True, group="try")
    async def _try(self, row: ConditionRow) -> None:
        await asyncio.sleep(PAUSE)
        if not row.children:  # it is gone by now
            return
        with self.waypost.saying_what_is_wrong():
            if (evidence := self.opened.evidence) is None:
                row.offer(())
                row.tell(None)
            else:
                await self._offer(row, evidence)
                await self._count(row, evidence)

    async def _offer(self, row: ConditionRow, evidence: Evidence) -> None:
        text, at = spot = row.spot
        if row.editor.has_focus:
            row.offer(await in_thread(lambda _: offers(text, at, evidence)), spot)

    async def _count(self, row: ConditionRow, evidence: Evidence) -> None:
        """How many match; of a text that cannot be read, nobody knows."""
        tried = (row, row.text, evidence)
        if tried == self._tried:
            return
        condition = typed(row.text).condition
        if condition is None:
            row.tell(None)
        else:
            row.tell(await in_thread(lambda stop: evidence.count(condition, stop)))
        self._tried = tried
