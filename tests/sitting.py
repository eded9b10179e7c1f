"""A person at the app: presses keys, clicks, and looks at what there is then.

async with sitting(tmp_path, QUIZ) as person:
    await person.press("right", "enter")
    await person.sees(lambda: person.design.place.step == "quiz")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import process_time

from textual import events
from textual.pilot import Pilot

from designer.app.app import WaypostApp
from designer.app.open_design import OpenDesign
from designer.app.screens.design import DesignScreen
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.field_row import FieldRow
from engine.journey import Journey, to_document
from store.workspace import Workspace

PATIENCE = 30.0
"""Seconds of processor time after which something that is waited for does not happen any more, however busy the
machine is."""


class Sitting:
    def __init__(self, app: WaypostApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.workspace = app.workspace

    @property
    def opened(self) -> OpenDesign:
        """The design that is open."""
        assert self.app.opened is not None
        return self.app.opened

    @property
    def design(self) -> DesignScreen:
        """The design screen of the design that is open, wherever one looks at the moment."""
        screen = self.opened.screen("design")
        assert isinstance(screen, DesignScreen)
        return screen

    @property
    def journey(self) -> Journey:
        return self.opened.desk.journey

    @property
    def onward(self) -> str:
        """The key that walks along the picture."""
        return "right" if self.design.view.direction == "right" else "down"

    @property
    def canvas(self) -> GraphCanvas:
        return self.design.view.canvas

    @property
    def dialog(self) -> str:
        """The name of the dialog on top, or of the screen."""
        return type(self.app.screen).__name__

    @property
    def said(self) -> list[str]:
        """The sentences that have come at the edge of the screen, however long they stayed."""
        return [notice.sentence for notice in self.app.notices]

    async def press(self, *keys: str) -> None:
        """Keys by name; a key that opens or closes a dialog is waited for."""
        for key in keys:
            await self.pilot.press(key)
            await self._rests()
        await self.pilot.pause()

    async def types(self, text: str) -> None:
        """A text, key by key, faster than anybody can."""
        for letter in text:
            self.app.post_message(events.Key(letter, letter))
        await self._rests()

    async def _rests(self) -> None:
        """Wait until all keys have been given out, and what they led to is done."""
        await self.pilot.pause()
        await self.sees(lambda: self.app.keyboard.is_idle or not self.app.is_running)

    async def clicks(self, text: str) -> None:
        """Click on the first place where the screen shows a text."""
        await self.shows(text)
        rows = self.screen().splitlines()
        await self.pilot.click(offset=next((row.index(text), y) for y, row in enumerate(rows) if text in row))
        await self.pilot.pause()

    async def sees(self, something: Callable[[], object]) -> None:
        """Wait until it is so; fails if it never is."""
        end = process_time() + PATIENCE
        while not something():
            if process_time() > end:
                raise TimeoutError
            await self.pilot.pause(0.01)

    async def shows(self, *texts: str) -> None:
        """Wait until the screen shows all of these."""
        try:
            await self.sees(lambda: all(text in self.screen() for text in texts))
        except TimeoutError:
            raise AssertionError(f"{texts} never came:\n{self.screen()}") from None

    async def hides(self, text: str) -> None:
        """Wait until the screen does not show this any more."""
        try:
            await self.sees(lambda: text not in self.screen())
        except TimeoutError:
            raise AssertionError(f"{text} stayed:\n{self.screen()}") from None

    async def asked(self, dialog: str) -> None:
        """Wait for a dialog."""
        await self.sees(lambda: self.dialog == dialog)
        await self.pilot.pause()

    async def chooses(self, text: str) -> None:
        """Narrow a list down to something and take it."""
        await self.asked("Choose")
        await self.types(text)
        await self.press("enter")

    async def finds(self, text: str) -> None:
        """Find something in the palette and take it."""
        await self.asked("Palette")
        await self.types(text)
        await self.press("enter")

    async def enters(self, text: str) -> None:
        """Type a text where a dialog asks for one."""
        await self.asked("Enter")
        await self.types(text)
        await self.press("enter")
        await self.pilot.pause()

    async def field(self, label: str) -> FieldRow:
        """The field of that name in the form of what is chosen, once it is there."""

        def found() -> list[FieldRow]:
            rows = self.design.panels.form.rows
            return [row for row in rows if (row.place, row.field.label) == (self.design.place, label)]

        await self.sees(found)
        return found()[0]

    async def hears(self, *keys: str) -> str:
        """Press keys, and wait for the sentence that answers them."""
        before = self.app.notices[-1] if self.app.notices else None
        await self.press(*keys)
        await self.sees(lambda: self.app.notices and self.app.notices[-1] is not before)
        return self.said[-1]

    def picture(self) -> str:
        """What the canvas shows, as text."""
        rows = self.canvas.render_lines(self.canvas.size.region)
        return "\n".join(row.text.rstrip() for row in rows).strip("\n")

    def screen(self) -> str:
        """The whole screen as text."""
        width, height = self.app.size
        rows = self.app.screen._compositor.render_strips()
        return "\n".join(row.text[:width].rstrip() for row in rows[:height])


@asynccontextmanager
async def sitting(
    folder: Path, journey: Journey | None = None, size: tuple[int, int] = (170, 34), patience: float = 5.0
) -> AsyncIterator[Sitting]:
    """The app on a workspace in a folder; with a journey, its design ``test`` is open.

    ``patience``: seconds that the store waits for another writer.
    """
    with Workspace.open(folder, patience=patience) as workspace:
        if journey is not None:
            workspace.save("test", to_document(journey))
        app = WaypostApp(workspace, None if journey is None else "test")
        async with app.run_test(size=size) as pilot:
            person = Sitting(app, pilot)
            if journey is not None:
                await person.sees(lambda: isinstance(app.screen, DesignScreen) and person.canvas.size)
            await pilot.pause()
            yield person
