"""Parts that the screens of an open design have in common: the tabs, the events, the way out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

from designer.app.actions import Action, bindings
from designer.app.compositor import Compositor
from designer.app.dialogs import Choice, Choose
from designer.app.tabs import TABS
from designer.app.widgets.heading import Heading
from designer.app.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign
    from designer.app.palette import PaletteEntry
    from designer.app.shell import Shell
    from designer.app.situation import Situation
    from designer.editing.selection import Place
    from designer.editing.session import Desk
    from engine.journey import Journey
    from store.workspace import Workspace

SHARED_ACTIONS: Final = (
    *(
        Action(
            f"tab('{each.name}')",
            str(number),
            f"{each.title}: {each.about}",
            "Screens",
            word=each.name,
        )
        for number, each in enumerate(TABS, start=1)
    ),
    Action("attach", "L", "Attach events: a statement log, or a file of them", "Events"),
    Action("stop", "ctrl+k", "Stop what is going on in the background", "Events"),
    Action("close", "q", "Close this design", "Design"),
)
"""A screen's ACTIONS begin with these; their keys are there already."""

REREAD: Final = Action("reread", "R", "Read the attached events again", "Events")
"""For screens that do not read them again by another action."""

OUT: Final = Action("out", "escape", "One back: to what is listed, then to the design", "Look")
"""For screens without a canvas."""

FILE: Final = "a file"
"""The answer for events that are to be looked for."""


class Part(Protocol):
    """An object that a screen owns. It has a method for each of its actions, named as the action is."""

    ACTIONS: ClassVar[Sequence[Action]]


class TabScreen(Screen[None]):
    """Named by ``TAB`` as in ``tabs.TABS``. ``follow_change`` is called when it comes to the front, if the journey or
    the events have changed since it was there last.
    """

    TAB: ClassVar[str]
    ACTIONS: ClassVar[tuple[Action, ...]] = SHARED_ACTIONS
    BINDINGS = bindings(SHARED_ACTIONS)

    def __init__(self, opened: OpenDesign) -> None:
        super().__init__()
        self._compositor = Compositor()
        self.opened: Final = opened
        self._known: object = None

    def offer(self, *parts: Part) -> None:
        """Let keys, clicks, the help and the palette reach the actions of ``parts``."""
        for part in parts:
            for action in part.ACTIONS:
                name = action.name.partition("(")[0]
                if not name.startswith("app."):
                    setattr(self, f"action_{name}", getattr(part, name))

    def on_mount(self) -> None:
        self.mount(TooSmall())

    @property
    def waypost(self) -> Shell:
        return self.opened.app

    @property
    def workspace(self) -> Workspace:
        return self.opened.workspace

    @property
    def desk(self) -> Desk:
        return self.opened.desk

    @property
    def journey(self) -> Journey:
        return self.desk.journey

    def converse(
        self,
        talk: Callable[[], Coroutine[None, None, None]],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> None:
        """Let the coroutine of ``talk`` go on by itself, as long as the screen is there; ``exclusive`` ends others
        of its ``group``.
        """
        self.waypost.converse(self, talk, group=group, exclusive=exclusive)

    def in_background(
        self, work: Callable[[], Coroutine[None, None, None]], *, group: str, exclusive: bool = False
    ) -> None:
        """Let a coroutine go on as long as the screen is there; ``exclusive`` stops what its ``group`` did before."""
        self.waypost.in_background(self, work, group=group, exclusive=exclusive)

    async def before_click(self) -> None:
        """Show what a click may be meant for, before it is given out."""

    # What follows from other screens

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        event.refresh_styles = self._known is not None  # the first time, it was styled just now
        self.catch_up()

    def catch_up(self) -> None:
        """Take notice of what has changed since."""
        self.draw_title()
        now = (self.desk.changes, self.opened.evidence)
        if now != self._known:
            self._known = now
            self.follow_change()

    def follow_change(self) -> None:
        """Follow: the journey or the events are others than when it was last asked."""

    def go_to(self, place: Place) -> None:
        """Show a place of the journey: on the design screen, unless there is a picture of it here."""
        self.opened.show("design")
        self.opened.screen("design").go_to(place)

    def find_person(self, name: str) -> None:
        """Show somebody: on the screen of the dry run."""
        self.opened.show("simulate")
        self.opened.screen("simulate").find_person(name)

    def entries(self) -> Iterator[PaletteEntry]:
        """Everything that can be found from here, beside what can be done."""
        from designer.app.screens.palette_entries import entries

        return entries(self.opened, self.go_to, self.find_person)

    def situation(self) -> Situation:
        """Return what a person is at here, for the tour."""
        from designer.app.situation import Situation  # seldom needed

        return Situation(tab=self.TAB, journey=self.journey, changes=self.desk.changes)

    async def settle(self) -> bool:
        """Have kept what is still being typed, before the design is closed; answer whether it could be."""
        return True

    # The first row

    def heading(self) -> Heading:
        """The first row, for the beginning of ``compose``."""
        return Heading(self.TAB)

    def draw_title(self, more: str = "") -> None:
        """Say what is open; ``more`` is what else there is to say here."""
        for heading in self.query(Heading):
            heading.say(self._title(more))

    def _title(self, more: str) -> Text:
        title = Text.assemble((f" {self.name_of_design()} ", "bold"))
        return title.append("  ".join(filter(None, [*self.facts(), more])), "dim")

    def name_of_design(self) -> str:
        """Return what the design is called in the first row."""
        return self.journey.name or self.journey.id

    def facts(self) -> list[str]:
        """Return what there is to know beside the name, the most important first."""
        facts = [self.version_fact(), self.events_fact()]
        return facts[::-1] if self.opened.busy else facts  # what goes on can be stopped, if one can read how

    def version_fact(self) -> str:
        """The version that was saved last, and whether it has been changed since."""
        version = self.desk.version
        state = f"version {version.number}" if version else "not saved yet"
        return state + (" + unsaved changes" if self.desk.unsaved else "")

    def events_fact(self) -> str:
        """The events that are attached, or what goes on in the background."""
        if self.opened.busy:
            return f"◯ {self.opened.busy}, Ctrl+K stops"
        return "" if self.opened.evidence is None else self.opened.evidence.title

    # Actions

    def action_tab(self, name: str) -> None:
        if name != self.TAB:
            self.opened.show(name)

    def step_out(self, home: Widget) -> None:
        """Go one back: to ``home``, the part of this screen that has the keys at first, then to the design."""
        if self.focused is home:
            self.opened.show("design")
        else:
            home.focus()

    def action_attach(self) -> None:
        self.converse(self._ask_for_events)

    async def _ask_for_events(self) -> None:
        """Choose among what was used before, or find a file."""
        from designer.app.screens.file import EVENTS, ChooseFile

        sources = self.opened.sources()
        choices = [*(Choice(str(each), each.name, str(each.parent)) for each in sources), *self._elsewhere()]
        chosen: str | None = FILE
        if len(choices) > 1:
            chosen = await self.waypost.ask(Choose("Look at it with which events?", choices))
        if chosen == FILE:
            chosen = await self.waypost.ask(ChooseFile("Which events?", EVENTS))
        if chosen is not None:
            self.attach(Path(chosen) if chosen else None)

    def attach(self, source: Path | None) -> None:
        """Look at the design with these events; None: with none."""
        self.opened.attach(source)

    def _elsewhere(self) -> list[Choice]:
        none = [Choice("", "none", "look at the design alone")] if self.opened.evidence is not None else []
        return [Choice(FILE, "another file…", "statements, one a line, or the folder of a log"), *none]

    def action_reread(self) -> None:
        if not self.opened.read_again():
            self.waypost.say("No events are attached: L attaches some.")

    def action_stop(self) -> None:
        if not self.stop():
            self.waypost.say("Nothing is going on in the background.")

    def stop(self) -> bool:
        """Stop what goes on in the background; answer whether anything did."""
        return self.opened.stop()

    def action_close(self) -> None:
        """Back to the start screen. The draft is kept; nothing needs to be asked unless it cannot be."""
        self.waypost.converse(self.app, self._close)

    async def _close(self) -> None:
        await self.opened.close()
