"""An open design on a screen: what is chosen, edits and what follows from them, the draft that is always kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.timer import Timer

from designer.app import garbage
from designer.app.screens.picturing import Picturing
from designer.app.troubles import TROUBLES
from designer.app.widgets.brush import Mark
from designer.app.widgets.findings import GLYPHS, Findings, counted
from designer.app.widgets.inspector import Inspector
from designer.app.widgets.outline import Outline
from designer.diagram.drawing import Owner
from designer.editing.forms import filled
from designer.editing.selection import Place, change
from engine.edit import Edit, InvalidEdit
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey

if TYPE_CHECKING:
    from designer.app.opened import Opened

BREATH: Final = 0.1
"""Seconds without a key after which outline, inspector and findings follow the canvas."""


class OpenDesign(Picturing):
    """What all parts of the design screen stand on. Widgets never edit: they ask here."""

    TAB = "design"

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.findings: list[Finding] = []
        self._is_checked = False
        self._to_keep = False
        self._is_kept = True
        self._keeping = asyncio.Lock()
        self._following: Timer | None = None

    @property
    def inspector(self) -> Inspector:
        return self.query_one(Inspector)

    def on_unmount(self) -> None:
        garbage.take_back()

    # Editing

    def edit(self, edit: Edit, about: str = "", then: Place | None = None) -> bool:
        """Make an edit and show what came of it; say what is wrong with it otherwise. Whether it was made."""
        with self.waypost.report_errors():
            self.desk.apply(edit, about)
            self.turned(then)
            return True
        return False

    def turned(self, then: Place | None = None) -> None:
        """The journey is another one: show it, and once that is painted keep it and check it."""
        self.draw(then)
        self.call_after_refresh(self.keep)
        self.call_after_refresh(self.check)

    def renewed(self) -> None:
        if self._chart is not None and self._drawn_at != self.desk.changes:
            self.turned()  # another screen changed the journey

    def draw(self, chosen: Place | None = None, *, anew: bool = False) -> None:
        super().draw(chosen, anew=anew)
        self._follow()

    def _follow(self) -> None:
        """Let everything around the canvas follow once that is painted and the keys rest for a moment."""
        if self._following is not None:
            self._following.stop()
            self._following = None
        self.call_after_refresh(self._breathe)

    def _breathe(self) -> None:
        if self._following is None:
            self._following = self.set_timer(BREATH, self._draw_rest)

    async def _draw_rest(self) -> None:
        """One thing after the other; keys that were pressed meanwhile come between."""
        self.draw_title()
        self.draw_map()
        await asyncio.sleep(0)
        outline = self.query_one(Outline)
        outline.show(self.journey, {id: mark for id, mark in self._marks().items() if isinstance(id, str)})
        outline.choose(self.journey, self.place)
        await asyncio.sleep(0)
        await self.inspector.show(self.journey, self.place)
        await asyncio.sleep(0)
        garbage.look()

    def draw_title(self, more: str = "") -> None:
        super().draw_title(more or (counted(self.findings) if self._is_checked else "checking …"))

    # Choosing

    @on(Outline.Chosen)
    @on(Findings.Chosen)
    def _chosen_beside(self, event: Outline.Chosen | Findings.Chosen) -> None:
        self.choose(event.place)

    def choose(self, place: Place) -> None:
        super().choose(place)
        self._follow()

    # Filling in

    @on(Inspector.Changed)
    def _filled(self, event: Inspector.Changed) -> None:
        """A field of the form: keys typed one after the other into the same field are one change."""
        row = event.row
        try:
            fields = filled(self.journey, event.place, event.field, event.value)
            edit = change(self.journey, event.place, fields)
            self.desk.apply(edit, about=f"{event.place} {event.field.key}")
        except InvalidEdit as error:
            row.complain(str(error).removeprefix(f"$.{event.field.key[0]}: "))
        except InvalidJourney as error:
            row.complain(error.findings[0].message)
        else:
            row.complain("")
            self.turned(self._renamed(event.place, event.field.key, event.value))

    def take_typed(self) -> None:
        """Take what is still being typed."""
        for changed in self.inspector.pending():
            self._filled(changed)

    def _renamed(self, place: Place, key: tuple[str, ...], value: str | bool) -> Place | None:
        """An exit rule is found by its id, which may just have changed."""
        if place.rule is not None and key == ("id",) and self.place == place:
            return Place(rule=str(value))
        return None

    # Keeping

    @work(group="keep")
    async def keep(self) -> None:
        """Write the draft in a thread; what changed meanwhile is written next."""
        self._to_keep = True
        async with self._keeping:
            if self._to_keep:
                self._to_keep = self._is_kept = False
                with self.waypost.report_errors():
                    await asyncio.to_thread(self.desk.kept().write, self.workspace)
                    self._is_kept = True

    async def settle(self) -> bool:
        """Take what is still being typed, and keep everything, before the screen goes; whether it could be kept."""
        self.take_typed()
        if not self.desk.unsaved:
            return True
        await self.keep().wait()
        return self._is_kept

    # Checking

    @work(exclusive=True, group="check")
    async def check(self) -> None:
        """Find what is wrong in a thread, once the keys rest for a moment."""
        await asyncio.sleep(BREATH)
        journey = self.journey
        try:
            found = await asyncio.to_thread(all_findings, journey)
        except TROUBLES as trouble:
            found = [Finding(code="cannot-check", message=str(trouble))]
        if journey is self.journey and self.query(Findings):  # the screen may be gone by now
            self._found(found)

    def _found(self, findings: list[Finding]) -> None:
        self.findings, self._is_checked = findings, True
        self.query_one(Findings).show(self.journey, findings)
        self.inspector.find(self.journey, findings)
        self.canvas.mark(self._marks())
        self._follow()
        garbage.set_aside()  # by now everything is loaded that editing takes

    def _marks(self) -> dict[Owner, Mark]:
        """The worst finding of each step and transition."""
        return dict(_marks(sorted(self.findings, key=_gravity, reverse=True)))


def all_findings(journey: Journey) -> list[Finding]:
    """Everything there is to say about a design."""
    from engine.check import check  # with networkx: it takes long to load, and the design is shown without

    return check(journey)


def _gravity(finding: Finding) -> int:
    return list(GLYPHS).index(finding.severity)


def _marks(findings: Iterable[Finding]) -> Iterable[tuple[Owner, Mark]]:
    for finding in findings:
        mark = (GLYPHS[finding.severity], finding.severity)
        if finding.transition is not None:
            yield finding.transition, mark
        elif finding.step is not None:
            yield finding.step, mark
