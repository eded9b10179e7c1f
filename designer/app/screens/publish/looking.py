"""Looking at where a design may go: findings and documents at once, servers when they are asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on, work
from textual.widgets import Static

from designer.app.actions import Action
from designer.app.dialogs import Read
from designer.app.screens.publish.parts import TITLES, Destination, Known, lines, table
from designer.app.screens.tab import TabScreen
from designer.app.troubles import TROUBLES
from designer.app.widgets.lines import Lines
from designer.app.widgets.sheet import Sheet
from designer.app.widgets.strip import Strip
from designer.editing.exports import written
from designer.errors import Refused
from designer.publish import plan
from engine.dialects import TARGETS
from store.targets import Target

if TYPE_CHECKING:
    from designer.app.opened import Opened
    from designer.publish import PublishPlan

LOOKING: Final = (
    *(
        Action(f"look('{name}')", key, f"{title} of what is chosen", "Publish")
        for (name, title), key in zip(TITLES.items(), "fdcrh", strict=True)
    ),
    Action("turn(1)", "right", "The next part", "Publish", "Next part"),
    Action("turn(-1)", "left", "The part before", "Publish"),
    Action("ask", "a", "Ask the server what it has, and compare", "Publish", "Ask"),
    Action("read", "enter", "Read it in full", "Publish"),
)


SERVER: Final = "server"
"""The group of workers that ask servers, or send to them."""


class Looking(TabScreen):
    """``known`` is what is known of all destinations; ``part`` what is shown of the one that is chosen."""

    TAB = "publish"

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.known = Known(journey=self.journey, written={})
        self.servers: list[Target] = []
        self.part = "findings"

    @property
    def sheet(self) -> Sheet:
        return self.query_one(Sheet)

    @property
    def chosen(self) -> Destination | None:
        """Where the design would go."""
        about, _, name = self.sheet.chosen.partition(" ")
        if about == "server":
            return next((Destination(each.kind, each) for each in self.servers if each.name == name), None)
        return Destination(name) if about == "document" else None

    # Showing

    def renewed(self) -> None:
        self.write()

    @work(exclusive=True, group="write")
    async def write(self) -> None:
        """Write the design as it is now in every dialect; what servers said was about another one."""
        journey = self.journey
        try:
            texts = await asyncio.to_thread(lambda: {kind: written(journey, kind) for kind in TARGETS})
        except TROUBLES as trouble:
            self.waypost.say(str(trouble), wrong=True)
            return
        self.known = Known(journey=journey, written=texts)
        self.draw()

    def draw(self) -> None:
        """Show what is known now."""
        with self.waypost.report_errors():
            self.servers = self.workspace.targets.all()
            history = self.workspace.publications.history(self.journey.id)
            self.known = replace(self.known, history=tuple(history))
        self.sheet.show(table(self.known, self.servers))
        self.tell()

    @on(Sheet.Chosen)
    def tell(self) -> None:
        """Show the part of the destination that is chosen."""
        self.query_one(Strip).show(TITLES, self.part)
        self.query_one("#detail", Static).update(Lines(self._lines()))

    def _lines(self) -> list[str]:
        return list(lines(self.part, self.chosen, self.known)) if self.chosen else []

    def doing(self, what: str) -> None:
        """Say what is waited for; nothing: that it is over."""
        doing = self.query_one("#doing", Static)
        doing.update(Lines([f"{what}  (Ctrl+k stops)"]))
        doing.display = bool(what)

    def action_look(self, part: str) -> None:
        self.part = part
        self.tell()

    def action_turn(self, onward: int) -> None:
        parts = list(TITLES)
        self.action_look(parts[(parts.index(self.part) + onward) % len(parts)])

    @on(Sheet.Opened)
    @work
    async def action_read(self) -> None:
        if self.chosen is not None:
            title = f"{TITLES[self.part]}: {self.chosen.name}"
            await self.app.push_screen_wait(Read(title, "\n".join(self._lines())))

    # Asking

    @work(exclusive=True, group=SERVER)
    async def action_ask(self) -> None:
        if (target := self.server()) is not None:
            if self.part not in ("changes", "requests"):
                self.action_look("changes")
            await self.planned(target)

    def action_stop(self) -> None:
        if self.workers.cancel_group(self, SERVER):
            self.waypost.say("Stopped. What was sent is noted, and publishing again goes on from there.")
        else:
            super().action_stop()

    def server(self) -> Target | None:
        """The server that is chosen; says what to do where none is."""
        if self.chosen is None or self.chosen.target is None:
            self.waypost.say("Choose a server first; n adds one.")
            return None
        return self.chosen.target

    async def planned(self, target: Target) -> PublishPlan | None:
        """Ask a server what it has, and what publishing the newest version would do; None if it cannot be asked."""
        try:
            self.doing(f"asking {target.name} …")
            found: PublishPlan | str = await plan(self.workspace, self.desk.name, target.name, say=self.doing)
        except (Refused, *TROUBLES) as trouble:
            found = str(trouble)
        finally:
            self.doing("")
        self.known = replace(self.known, plans={**self.known.plans, target.name: found})
        self.draw()
        return None if isinstance(found, str) else found
