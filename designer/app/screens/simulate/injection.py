"""One more event: made up for a person or for a condition, or written by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label

from designer.app.actions import Action
from designer.app.dialogs import Choice, Choose, Dialog
from designer.app.screens.simulate.dry_run import DryRun
from designer.app.screens.simulate.people_panel import PeoplePanel
from designer.app.screens.simulate.timeline import Timeline
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.widgets.condition_text import LongText
from designer.simulation.replay import Replay
from designer.simulation.sample_events import Witness, for_anybody, for_owner
from engine.events import Event, RejectedEvent
from engine.playback import CannotInject

INJECTION: Final = (Action("inject", "x", "Inject an event: one made up, or your own", "Events", "Inject"),)


class WriteEvent(Dialog[object]):
    """Answers a document, as JSON has it."""

    BINDINGS = [Binding("ctrl+s", "inject", "Inject", priority=True)]  # noqa: RUF012

    def __init__(self, what_for: str, text: str) -> None:
        super().__init__()
        self._what_for = what_for
        self._text = LongText(text).add_class("long")
        self._fault = Label("", classes="wrong", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._what_for, classes="question", markup=False)
            yield self._text
            yield self._fault
            with Horizontal(classes="answers"):
                yield Button("Inject (Ctrl+S)", variant="primary", id="inject", compact=True)
                yield Button("Leave (Esc)", id="leave", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "inject":
            self.action_inject()
        else:
            self.action_leave()

    def action_inject(self) -> None:
        try:
            self.dismiss(json.loads(self._text.text))
        except (ValueError, RecursionError) as error:
            self._fault.update(f"This is not JSON: {error}")


class Injection:
    """The run goes on with the longer history, at the moment when the event had done what it does."""

    ACTIONS: ClassVar[Sequence[Action]] = INJECTION

    def __init__(self, screen: TabScreen, run: DryRun, timeline: Timeline, people: PeoplePanel) -> None:
        self._screen, self._run, self._timeline, self._people = screen, run, timeline, people

    def inject(self) -> None:
        """Ask for an event, show it to be changed, and let it happen."""
        self._screen.converse(self._inject)

    async def _inject(self) -> None:
        played = self._run.played
        if played is None:
            self._screen.waypost.say(
                "There is no run to inject into; see what is wrong with the design.", wrong=True
            )
            return
        self._timeline.pause()
        with self._screen.waypost.report_errors():
            with self._screen.waypost.keyboard.held():
                made = await in_thread(lambda _: self._sample_events(played))
            choices = [Choice(str(at), each.what_for, f"of {each.whose}") for at, each in enumerate(made)]
            choices.append(Choice("", "another", "write it by hand"))
            chosen = await self._screen.waypost.ask(Choose("Inject which event?", choices))
            if chosen is not None:
                await self._write(made[int(chosen or 0)] if made else None, played)

    def _sample_events(self, played: Replay) -> list[Witness]:
        """Made-up events for whoever is chosen in ``played`` first, then for somebody new."""
        owner = self._people.listing.owner if self._people.listing.display else None
        theirs = for_owner(played, owner, self._timeline.index) if owner is not None else ()
        return [*theirs, *for_anybody(played.journey, max(self._timeline.clock, 0) + 1_000_000)]

    async def _write(self, made: Witness | None, played: Replay) -> None:
        """Show the event ``made`` for ``played``, to be changed before it happens."""
        text = json.dumps(made.document if made else {}, indent=2, ensure_ascii=False)
        title = f"{made.what_for}: an event of {made.whose}" if made else "An event"
        document = await self._screen.waypost.ask(WriteEvent(title, text))
        if document is None:
            return
        try:
            longer, event = await in_thread(lambda _: played.injected(document))
        except (RejectedEvent, CannotInject) as error:
            self._screen.waypost.say(f"This cannot be injected: {error}", wrong=True)
        else:
            self._show_injected(longer, event)

    def _show_injected(self, longer: Replay, event: Event) -> None:
        self._run.judge(None)  # a scenario expects nothing of a run with more in it
        self._timeline.show_run(longer)
        index = longer.playback.index_of(event.id)
        if index is None:
            self._screen.waypost.say("The event changes nothing here.")
        else:
            self._timeline.go_to(longer.playback.previous_instant(index))
            self._timeline.run_to(index)
            self._timeline.let_run()
