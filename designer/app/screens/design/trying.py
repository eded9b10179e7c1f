"""Conditions tried on the attached events while they are typed. Typing never waits: what is stale is dropped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual import work

from designer.app.actions import Action
from designer.app.screens.design.keeping import Keeping
from designer.app.threads import in_thread

if TYPE_CHECKING:
    from designer.app.widgets.clause_rows import ClauseRows
    from designer.app.widgets.tried import ConditionRow
    from designer.simulation.evidence import Evidence

PAUSE: Final = 0.15
"""Seconds without a key after which a condition is tried."""

CONDITION: Final = (
    Action("add_row", "ctrl+o", "Add a row to the condition", "Condition"),
    Action("remove_row", "ctrl+r", "Remove this row from the condition", "Condition"),
    Action("flip_rows", "f3", "Ask for any row of the condition to hold, or for all", "Condition"),
    Action("turn_condition", "f2", "The condition as text, or in rows", "Condition"),
)


class Trying(Keeping):
    """What the events say about the condition that is shown."""

    _tried: object = None
    """The row, the condition and the events that its count is of."""

    def renewed(self) -> None:
        super().renewed()
        if row := self.inspector.condition:
            self._try(row)

    async def _draw_rest(self) -> None:
        await super()._draw_rest()
        if (row := self.inspector.condition) and _trial(row, self.opened.evidence) != self._tried:
            self._try(row)

    def on_offering_row_considered(self, event: ConditionRow.Considered) -> None:
        self._try(event.row, 0 if event.at_once else PAUSE)

    @work(exclusive=True, group="try")
    async def _try(self, row: ConditionRow, pause: float = PAUSE) -> None:
        await asyncio.sleep(pause)
        if not row.children:  # it is gone by now
            return
        evidence = self.opened.evidence
        with self.waypost.report_errors():
            await self._offer(row, evidence)
            await self._count(row, evidence)

    async def _offer(self, row: ConditionRow, evidence: Evidence | None) -> None:
        from designer.editing.conditions.cursor import Offered, Unknown  # not before there is a condition

        spot = row.spot
        if spot is None:
            row.offer(Offered(), None)
        elif evidence is None:
            row.offer(spot.offered(Unknown()), spot)
        else:
            row.offer(await in_thread(lambda _: spot.offered(evidence)), spot)

    async def _count(self, row: ConditionRow, evidence: Evidence | None) -> None:
        """How many match; of what cannot be read, nobody knows."""
        trial = _trial(row, evidence)
        if trial == self._tried:
            return
        if evidence is None or (condition := row.typed.condition) is None:
            row.tell(None)
        else:
            row.tell(await in_thread(lambda stop: evidence.count(condition, stop)))
        self._tried = trial

    # Its rows

    async def action_add_row(self) -> None:
        if rows := await self._rows():
            await rows.add()

    async def action_remove_row(self) -> None:
        if rows := await self._rows():
            await rows.remove_current()

    async def action_flip_rows(self) -> None:
        if rows := await self._rows():
            rows.flip()

    async def action_turn_condition(self) -> None:
        if row := await self._condition():
            if reason := row.turn():
                self.waypost.say(reason)
            self.inspector.as_text = row.as_text

    async def _rows(self) -> ClauseRows | None:
        row = await self._condition()
        if row and row.rows is None:
            self.waypost.say("The condition is shown as text; press F2 for its rows.")
        return row.rows if row else None

    async def _condition(self) -> ConditionRow | None:
        """The condition of what is chosen, shown."""
        if not self.inspector.display:
            await self.open_inspector()
        if (row := self.inspector.condition) is None:
            self.waypost.say("Choose something with a condition first: a waypoint, an item, a branch.")
        return row


def _trial(row: ConditionRow, evidence: Evidence | None) -> object:
    """What a count is of; 1 and true are the same to Python until they are written."""
    return row, repr(row.typed), evidence
