"""Panels around the canvas: outline, inspector, findings. They follow it when the keys rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.timer import Timer

from designer.app import garbage_collection
from designer.app.actions import Action
from designer.app.screens.design.checker import Checker
from designer.app.screens.graph_view import ROOMY, GraphView
from designer.app.screens.tab import TabScreen
from designer.app.widgets.findings_list import Findings
from designer.app.widgets.inspector import Inspector
from designer.app.widgets.outline import Outline
from designer.editing.selection import JOURNEY, place_of

PAUSE: Final = 0.1
"""Seconds without a key after which the panels follow the canvas."""

PANELS: Final = (
    Action("outline", "o", "Outline on and off", "Look"),
    Action("inspector", "i", "Inspector on and off", "Look"),
    Action("findings", "b", "Go to the findings below", "Look"),
    Action("next_finding(1)", "n", "Next finding", "Look", word="next_finding"),
    Action("next_finding(-1)", "N", "Previous finding", "Look", word="previous_finding"),
    Action("out", "escape", "One back: to the canvas, without marks, the whole journey", "Look"),
)


class Panels:
    """Panels, shown as the width of the terminal allows until a person says otherwise."""

    ACTIONS: ClassVar[Sequence[Action]] = PANELS

    def __init__(
        self,
        screen: TabScreen,
        view: GraphView,
        checker: Checker,
        *,
        followed: Callable[[], None],
        take_typed: Callable[[], None],
    ) -> None:
        """``followed`` is called when the panels have caught up with the canvas, ``take_typed`` before they go."""
        self.outline_list: Final = Outline(id="outline")
        self.form: Final = Inspector(id="inspector")
        self.findings_list: Final = Findings(id="findings")
        self._screen, self._view, self._checker = screen, view, checker
        self._followed, self._take_typed = followed, take_typed
        self._wants_outline: bool | None = None
        self._wants_form: bool | None = None
        self.finding = -1
        """The number of the finding that was gone to last."""
        self._timer: Timer | None = None

    def make_room(self) -> None:
        """Show what there is room for, and what was asked for."""
        roomy = self._screen.app.size.width >= ROOMY
        self.outline_list.display = roomy if self._wants_outline is None else self._wants_outline
        self.form.display = roomy if self._wants_form is None else self._wants_form

    # Following

    def follow(self) -> None:
        """Let everything around the canvas follow once that is painted and the keys rest for a moment."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._screen.call_after_refresh(self._wait_for_rest)

    def _wait_for_rest(self) -> None:
        if self._timer is None:
            self._timer = self._screen.set_timer(PAUSE, self._begin)

    def _begin(self) -> None:
        self._screen.in_background(self._follow_by_turns, group="follow")

    async def _follow_by_turns(self) -> None:
        """Draw one panel a picture, so that keys come between; they begin the next rest, and end this one."""
        rest = self._timer
        self._show_facts()
        if await self._still(rest):
            await self.show_form()
        if await self._still(rest):
            garbage_collection.collect()
        if await self._still(rest):
            self._followed()

    async def _still(self, rest: Timer | None) -> bool:
        """Wait until what was drawn can be seen; answer whether no key came since that ``rest`` began."""
        is_painted = asyncio.Event()
        self._screen.call_after_refresh(is_painted.set)
        await is_painted.wait()
        return self._timer is rest

    async def catch_up(self) -> None:
        """Draw all panels now."""
        self._show_facts()
        await self.show_form()
        self._followed()

    async def follow_choice(self) -> None:
        """Show the form of what is chosen if that is still to come."""
        if self.form.display and self.form.place != self._view.place:
            await self.show_form()

    def _show_facts(self) -> None:
        """Show in the first row, above the findings, on the map and in the outline what there is."""
        journey, checker = self._screen.journey, self._checker
        self._screen.draw_title()
        self.findings_list.border_title = checker.summary
        self._view.draw_map()
        marks = {id: mark for id, mark in checker.marks.items() if isinstance(id, str)}
        self.outline_list.show(journey, marks, checker.event_counts)
        self.outline_list.choose(journey, self._view.place)

    async def show_form(self) -> None:
        """Show the fields of what is chosen."""
        await self.form.show(self._screen.journey, self._view.place, self._screen.desk.typed)

    def show_findings(self) -> None:
        """Show other findings everywhere."""
        findings = self._checker.findings
        self.findings_list.show(self._screen.journey, findings)
        self.form.find(self._screen.journey, findings)
        self._view.canvas.mark(self._checker.marks)
        self._view.count_events(self._checker.step_counts)
        self._show_facts()
        garbage_collection.freeze()  # by now everything is loaded that editing takes

    # Actions

    def outline(self) -> None:
        """Show the outline and go there, or hide it."""
        self._wants_outline = not self.outline_list.display
        self.make_room()
        (self.outline_list if self.outline_list.display else self._view.canvas).focus()

    async def inspector(self) -> None:
        """Show the inspector and go there, or hide it."""
        if self.form.display:
            self._wants_form = False
            self.make_room()
            self._view.canvas.focus()
        else:
            await self.open_form()

    async def open_form(self) -> None:
        """Show the inspector, the cursor in the first field of what is chosen now, however quick the keys were."""
        if not self.form.display:
            self._wants_form = True
            self.make_room()
        await self.catch_up()
        self.form.edit()

    def findings(self) -> None:
        """Go to the findings."""
        self.findings_list.focus()

    def next_finding(self, onward: int) -> None:
        """Choose where the next finding is, or the one before."""
        findings = self._checker.findings
        if not findings:
            self._screen.waypost.say("There is nothing to find in this design.")
            return
        self.finding = (self.finding + onward) % len(findings)
        self.findings_list.highlight(findings[self.finding])
        self._view.choose(place_of(self._screen.journey, findings[self.finding]))

    def out(self) -> None:
        """Go from a panel to the canvas, closing it where it covers the canvas; then to the whole journey."""
        canvas = self._view.canvas
        if self._screen.focused is canvas:
            if canvas.paints.marked:
                canvas.unmark()
            else:
                self._view.choose(JOURNEY)
            return
        self._take_typed()
        if self._screen.has_class("-narrow"):
            self._wants_outline = self._wants_form = None
            self.make_room()
        canvas.focus()
