"""Looking at where a design may go: findings and documents at once, servers when they are asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.widgets import Static

from designer.app.actions import Action
from designer.app.conversation import in_own_task
from designer.app.dialogs import Read
from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.publish.details import TITLES, PublishDestination, PublishFacts, lines, table
from designer.app.screens.publish.secret_entry import have_secrets
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.widgets.lines import Lines
from designer.app.widgets.sheet import Sheet
from designer.app.widgets.strip import Strip
from designer.editing.exports import export_text
from designer.errors import Refused
from designer.publish import PublishOptions, plan
from engine.dialects import TARGETS
from engine.journey import Journey, from_document
from engine.rules import checked
from store.targets import Target

if TYPE_CHECKING:
    from designer.publish import PublishPlan

DESTINATIONS: Final = (
    *(
        Action(f"look('{name}')", key, f"{title} of what is chosen", "Publish", word=name)
        for (name, title), key in zip(TITLES.items(), "fdcrh", strict=True)
    ),
    Action("turn(1)", "right", "The next part", "Publish", "Next part", "next_part"),
    Action("turn(-1)", "left", "The part before", "Publish", word="previous_part"),
    Action("ask", "a", "Ask the server what it has, and compare", "Publish", "Ask"),
    Action("read", "enter", "Read it in full", "Publish"),
    Action("in_flight", "i", "What this design does to people in flight", "Publish", "In flight"),
)


SERVER: Final = "server"
"""The group of workers that ask servers, or send to them."""


class Destinations:
    """``known`` is what is known of all destinations; ``part`` what is shown of the one that is chosen."""

    ACTIONS: ClassVar[Sequence[Action]] = DESTINATIONS

    def __init__(self, screen: TabScreen) -> None:
        self.sheet: Final = Sheet(id="sheet")
        self.strip: Final = Strip("")
        self.detail: Final = Static("", id="detail", markup=False)
        self.progress: Final = Static("", id="doing", markup=False)
        self.known = PublishFacts(journey=screen.journey, written={})
        self.servers: list[Target] = []
        self.part = "findings"
        self._screen = screen

    @property
    def chosen(self) -> PublishDestination | None:
        """Return where the design would go."""
        about, _, name = self.sheet.chosen.partition(" ")
        if about == "server":
            return next(
                (PublishDestination(each.kind, each) for each in self.servers if each.name == name), None
            )
        return PublishDestination(name) if about == "document" else None

    # Showing

    def write(self) -> None:
        """Write the design as it is now in every dialect; what servers said was about another one."""
        self._screen.in_background(self._write, exclusive=True, group="write")

    async def _write(self) -> None:
        journey = self._screen.journey
        try:
            texts = await asyncio.to_thread(lambda: {kind: export_text(journey, kind) for kind in TARGETS})
        except EXPECTED_ERRORS as error:
            self._screen.waypost.say(str(error), wrong=True)
            return
        self.known = PublishFacts(journey=journey, written=texts)
        self.draw()

    def draw(self) -> None:
        """Show what is known now."""
        with self._screen.waypost.report_errors():
            self.servers = [each for each in self._screen.workspace.targets.all() if each.keeps_journeys]
            history = self._screen.workspace.publications.history(self._screen.journey.id)
            self.known = replace(self.known, history=tuple(history))
        self.sheet.show(table(self.known, self.servers))
        self.tell()

    def tell(self) -> None:
        """Show the part of the destination that is chosen."""
        self.strip.show(TITLES, self.part)
        self.detail.update(Lines(self._lines()))

    def _lines(self) -> list[str]:
        return list(lines(self.part, self.chosen, self.known)) if self.chosen else []

    def doing(self, what: str) -> None:
        """Say what is waited for; nothing: that it is over."""
        self.progress.update(Lines([f"{what}  (Ctrl+K stops)"]))
        self.progress.display = bool(what)

    def look(self, part: str) -> None:
        """Show another part of what is chosen."""
        self.part = part
        self.tell()

    def turn(self, onward: int) -> None:
        """Show the next part, or the one before."""
        parts = list(TITLES)
        self.look(parts[(parts.index(self.part) + onward) % len(parts)])

    def read(self) -> None:
        """Read the part that is shown in full."""
        self._screen.converse(self._read)

    async def _read(self) -> None:
        if self.chosen is not None:
            title = f"{TITLES[self.part]}: {self.chosen.name}"
            await self._screen.waypost.ask(Read(title, "\n".join(self._lines())))

    def in_flight(self) -> None:
        """Read what going over to the design as it is does to people in flight."""
        self._screen.converse(self._in_flight)

    async def _in_flight(self) -> None:
        evidence = self._screen.opened.evidence
        if evidence is None:
            self._screen.waypost.say(
                "No events are attached: L attaches some, and those of people in flight are there."
            )
            return
        from designer.simulation.migrations import migration_lines  # and so all of differences

        with self._screen.waypost.report_errors():
            before, after = self._published_design(), self._screen.journey
            told = await in_thread(lambda _: migration_lines(before, after, evidence.events))
            await self._screen.waypost.ask(Read("People in flight", "\n".join(told)))

    def _published_design(self) -> Journey:
        """The design that people walk: the one published last, else the newest version."""
        workspace, name = self._screen.workspace, self._screen.desk.name
        history = workspace.publications.history(self._screen.journey.id)
        version = history[-1].version if history else None
        return checked(from_document(workspace.load(name, version).document))

    # Asking

    def ask(self) -> None:
        """Ask the server what it has, and compare."""
        self._screen.converse(self._ask, exclusive=True, group=SERVER)

    async def _ask(self) -> None:
        if (target := await self.server_at_hand()) is not None:
            if self.part not in ("changes", "requests"):
                self.look("changes")
            await self.plan_for(target)

    def stop(self) -> bool:
        """Stop waiting for a server; answer whether anything was."""
        stopped = bool(self._screen.workers.cancel_group(self._screen, SERVER))
        if stopped:
            self._screen.waypost.say(
                "Stopped. What was sent is noted, and publishing again goes on from there."
            )
        return stopped

    def server(self) -> Target | None:
        """The server that is chosen; says what to do where none is."""
        if self.chosen is None or self.chosen.target is None:
            self._screen.waypost.say("Choose a server first; n adds one.")
            return None
        return self.chosen.target

    async def server_at_hand(self) -> Target | None:
        """The server that is chosen, once its secrets are there: they are asked for before anything else."""
        target = self.server()
        with self._screen.waypost.report_errors():
            if target is not None and await have_secrets(self._screen.waypost, target):
                return target
        return None

    async def plan_for(self, target: Target, options: PublishOptions | None = None) -> PublishPlan | None:
        """Ask a server what it has, and what publishing the newest version would do; None if it cannot be asked."""
        try:
            self.doing(f"asking {target.name} …")
            found: PublishPlan | str = await in_own_task(
                plan(
                    self._screen.workspace,
                    self._screen.desk.name,
                    target.name,
                    options or PublishOptions(),
                    say=self.doing,
                )
            )
        except (Refused, *EXPECTED_ERRORS) as error:
            found = str(error)
        finally:
            self.doing("")
        self.known = replace(self.known, plans={**self.known.plans, target.name: found})
        self.draw()
        return None if isinstance(found, str) else found
