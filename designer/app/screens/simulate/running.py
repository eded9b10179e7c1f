"""The dry run that the screen shows: made in a thread whenever the journey or what is played is another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text
from textual import work
from textual.widgets import Static

from designer.app.screens.picturing import Picturing
from designer.app.threads import in_thread
from designer.app.troubles import TROUBLES
from designer.app.widgets.heading import Heading
from designer.app.widgets.judged import Judged
from designer.app.widgets.lines import Lines
from designer.app.widgets.scrubber import Scrubber
from designer.reports.finding_text import finding_line
from designer.simulation.replay import Played
from designer.simulation.sources.event_source import EventSource
from designer.simulation.sources.source import Judgement, Performed, Play
from engine.finding import InvalidJourney
from engine.walk import EndlessAttempt

if TYPE_CHECKING:
    from designer.app.opened import Opened

SIMULATING: Final = "simulate"
CHOOSING: Final = "choose"
"""The groups of workers that can be stopped."""

SHORTEST: Final = 8
"""Columns that are left to the name of the design."""


class Running(Picturing):
    """``played`` is the run that is shown; None while there is none. ``judgement`` is there for a scenario."""

    TAB = "simulate"
    COUNTED = True

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.played: Played | None = None
        self.judgement: Judgement | None = None
        self._chosen: Play | None = None
        self._performed = ""

    @property
    def play(self) -> Play:
        """What is run: the attached events, unless something else was chosen."""
        return self._chosen or EventSource(self.opened.evidence)

    def perform(self, play: Play | None) -> None:
        """Run something else from now on; None: the attached events."""
        self._chosen, self.played = play, None
        self.run_again()

    def attach(self, source: Path | None) -> None:
        super().attach(source)
        if self._chosen is not None:
            self.perform(None)

    def renewed(self) -> None:
        if self._chart is not None:
            self.run_again()

    @work(exclusive=True, group=SIMULATING)
    async def run_again(self) -> None:
        """Run it through the journey as it is now; of a journey that cannot run, say why."""
        journey, play = self.journey, self.play
        self.draw()
        self._performed = play.title
        try:
            with self.opened.doing("simulating"):
                performed = await in_thread(lambda stop: play.through(journey, stop))
        except InvalidJourney as error:
            wrong = "\n".join(f"  {finding_line(finding, journey)}" for finding in error.findings)
            self.judge(None)
            self.show_instead(f"This design cannot run yet; key 1 leads back to it.\n\n{wrong}")
        except (*TROUBLES, EndlessAttempt) as trouble:
            self.judge(None)
            self.show_instead(str(trouble))
        else:
            self._show(performed, NOTHING if play == EventSource() else "")

    def _show(self, performed: Performed, instead: str) -> None:
        self._performed = performed.title
        self.draw_title()
        self.show_instead(instead)
        self.judge(performed.judgement)
        self.show_run(performed.played)

    def judge(self, judgement: Judgement | None) -> None:
        """Show whether what was expected has come; None: nothing is expected of this run."""
        self.judgement = judgement
        self.query_one(Judged).show(judgement)

    def show_instead(self, sentence: str) -> None:
        """What there is to say where a run would be."""
        self.query_one("#instead", Static).update(Lines(sentence.splitlines()))
        self.query_one("#instead").display = bool(sentence)

    def show_run(self, played: Played) -> None:
        """Another run, from wherever one is in time."""
        self.played = played
        self.query_one(Scrubber).show(played.busy)

    def action_stop(self) -> None:
        stopped = [self.workers.cancel_group(self, group) for group in (SIMULATING, CHOOSING)]
        if not any(stopped):
            super().action_stop()

    def action_run_again(self) -> None:
        self.run_again()

    # The first row: what is played comes first, and the name of the design takes what is left

    def _facts(self) -> list[str]:
        return [self._events()] if self.has_class("-narrow") else [self._events(), self._state()]

    def _events(self) -> str:
        return super()._events() if self.opened.busy else self._performed

    def _name_of_design(self) -> str:
        name = Text(super()._name_of_design())
        for heading in self.query(Heading):
            room = heading.room - cell_len(self._events()) - 4
            name.truncate(max(room, SHORTEST), overflow="ellipsis")
        return name.plain

    def make_room(self) -> None:
        super().make_room()
        self.draw_title()


NOTHING: Final = "No events are attached: L attaches some, c chooses others, x injects one by hand."
