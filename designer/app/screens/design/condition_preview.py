"""Conditions tried on the attached events while they are typed. Typing never waits: what is stale is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from designer.app.actions import Action
from designer.app.screens.design.panels import Panels
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread

if TYPE_CHECKING:
    from designer.app.widgets.clause_rows import ClauseRows
    from designer.app.widgets.condition_row import ConditionRow
    from designer.simulation.evidence import Evidence

PAUSE: Final = 0.15
"""Seconds without a key after which a condition is tried."""

CONDITION: Final = (
    Action("add_row", "ctrl+o", "Add a row to the condition", "Condition"),
    Action("remove_row", "ctrl+r", "Remove this row from the condition", "Condition"),
    Action("flip_rows", "f3", "Ask for any row of the condition to hold, or for all", "Condition"),
    Action("turn_condition", "f2", "The condition as text, or in rows", "Condition"),
)


class ConditionPreview:
    """Counts of what the events say about the condition that is shown, and the actions on its rows."""

    ACTIONS: ClassVar[Sequence[Action]] = CONDITION

    def __init__(self, screen: TabScreen, panels: Panels) -> None:
        self._screen, self._panels = screen, panels
        self._last: object = None
        """The row, the condition and the events that its count is of."""

    def show(self) -> None:
        """Try the condition that is shown, if there is one."""
        if row := self._panels.form.condition:
            self.try_out(row)

    def catch_up(self) -> None:
        """Try the condition that is shown if it is another one than was tried last."""
        row = self._panels.form.condition
        if row and _trial(row, self._screen.opened.evidence) != self._last:
            self.try_out(row)

    def try_out(self, row: ConditionRow, pause: float = PAUSE) -> None:
        """Find out in a thread what may stand in a row and what matches it, after a ``pause`` in seconds.

        What usually stands there, where no events are known, is offered at once: before the next key.
        """
        if self._screen.opened.evidence is None and row.children:
            self._offer_usual(row)
        self._screen.in_background(partial(self._try, row, pause), exclusive=True, group="try")

    async def _try(self, row: ConditionRow, pause: float) -> None:
        await asyncio.sleep(pause)
        if not row.children:  # it is gone by now
            return
        evidence = self._screen.opened.evidence
        with self._screen.waypost.report_errors():
            if evidence is not None:
                await self._complete(row, evidence)
            await self._count(row, evidence)

    async def _complete(self, row: ConditionRow, evidence: Evidence) -> None:
        from designer.editing.conditions.cursor import OfferList  # not before there is a condition

        spot = row.spot
        if spot is None:
            row.offer(OfferList(), None)
        else:
            row.offer(await in_thread(lambda _: spot.offered(evidence)), spot)

    def _offer_usual(self, row: ConditionRow) -> None:
        """Offer what usually stands where the cursor is."""
        from designer.editing.conditions.cursor import OfferList  # not before there is a condition
        from designer.editing.conditions.standard_vocabulary import StandardVocabulary

        spot = row.spot
        row.offer(OfferList() if spot is None else spot.offered(StandardVocabulary()), spot)

    async def _count(self, row: ConditionRow, evidence: Evidence | None) -> None:
        """Count the events in ``evidence`` that match the condition in ``row``; None where it cannot be read."""
        trial = _trial(row, evidence)
        if trial == self._last:
            return
        if evidence is None or (condition := row.typed.condition) is None:
            row.tell(None)
        else:
            row.tell(await in_thread(lambda stop: evidence.count(condition, stop)))
        self._last = trial

    # Its rows

    async def add_row(self) -> None:
        """Add a row to the condition."""
        if rows := await self._rows():
            await rows.add()

    async def remove_row(self) -> None:
        """Remove the row with the cursor."""
        if rows := await self._rows():
            await rows.remove_current()

    async def flip_rows(self) -> None:
        """Ask for any row to hold instead of all, or for all instead of any."""
        if rows := await self._rows():
            rows.flip()

    async def turn_condition(self) -> None:
        """Show the condition as text instead of rows, or in rows instead of text."""
        if row := await self._condition():
            if reason := row.turn():
                self._screen.waypost.say(reason)
            self._panels.form.as_text = row.as_text

    async def _rows(self) -> ClauseRows | None:
        row = await self._condition()
        if row and row.rows is None:
            self._screen.waypost.say("The condition is shown as text; press F2 for its rows.")
        return row.rows if row else None

    async def _condition(self) -> ConditionRow | None:
        """The condition of what is chosen, shown."""
        if not self._panels.form.display:
            await self._panels.open_form()
        if (row := self._panels.form.condition) is None:
            self._screen.waypost.say(
                "Choose something with a condition first: a waypoint, an item, a branch."
            )
        return row


def _trial(row: ConditionRow, evidence: Evidence | None) -> object:
    """The key of a count of ``evidence`` for ``row``; 1 and true are the same to Python until they are written."""
    return row, repr(row.typed), evidence
