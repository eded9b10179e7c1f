"""Looking at a design: zoom, direction, panels, jumping."""

from __future__ import annotations

from typing import Final

from textual import on

from designer.app.actions import Action
from designer.app.screens.design.opened import OpenDesign
from designer.app.screens.picturing import PICTURING, ROOMY
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.findings import Findings
from designer.app.widgets.outline import Outline
from designer.editing.selection import JOURNEY, place_of

LOOKING: Final = (
    *PICTURING,
    Action("outline", "o", "Outline on and off", "Look"),
    Action("inspector", "i", "Inspector on and off", "Look"),
    Action("findings", "f", "Go to the findings", "Look"),
    Action("next_finding(1)", "n", "Next finding", "Look"),
    Action("next_finding(-1)", "N", "Previous finding", "Look"),
    Action("out", "escape", "Back to the canvas; once more: choose the whole journey", "Look"),
)


class Looking(OpenDesign):
    """Whether panels are shown is up to the width of the terminal, until a person says otherwise."""

    _outline: bool | None = None
    _inspector: bool | None = None
    _finding = -1

    def make_room(self) -> None:
        super().make_room()
        roomy = self.app.size.width >= ROOMY
        self.query_one(Outline).display = roomy if self._outline is None else self._outline
        self.inspector.display = roomy if self._inspector is None else self._inspector

    def action_outline(self) -> None:
        outline = self.query_one(Outline)
        self._outline = not outline.display
        self.make_room()
        (outline if outline.display else self.canvas).focus()

    async def action_inspector(self) -> None:
        if self.inspector.display:
            self._inspector = False
            self.make_room()
            self.canvas.focus()
        else:
            await self.open_inspector()

    @on(GraphCanvas.Opened)
    async def open_inspector(self) -> None:
        """Show the inspector, the cursor in the first field of what is chosen now, however quick the keys were."""
        if not self.inspector.display:
            self._inspector = True
            self.make_room()
        await self._draw_rest()
        self.inspector.edit()

    def action_findings(self) -> None:
        self.query_one(Findings).focus()

    def action_next_finding(self, onward: int) -> None:
        if not self.findings:
            self.waypost.say("There is nothing to find in this design.")
            return
        self._finding = (self._finding + onward) % len(self.findings)
        self.query_one(Findings).highlighted = self._finding
        self.choose(place_of(self.journey, self.findings[self._finding]))

    def action_out(self) -> None:
        """From a panel to the canvas, closing it where it covers the canvas; then to the whole journey."""
        if self.focused is self.canvas:
            self.canvas.unmark()
            self.choose(JOURNEY)
            return
        self.take_typed()
        if self.has_class("-narrow"):
            self._outline = self._inspector = None
            self.make_room()
        self.canvas.focus()
