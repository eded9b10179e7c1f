"""The dry run that the screen shows: made in a thread whenever the journey or what is played is another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.widgets import Static

from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.graph_view import GraphView
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.widgets.lines import Lines
from designer.app.widgets.verdict_line import VerdictLine
from designer.reports.finding_text import finding_line
from designer.simulation.replay import Replay
from designer.simulation.sources.event_source import EventSource
from designer.simulation.sources.source import Judgement, Play, SourceRun
from engine.finding import InvalidJourney
from engine.walk import EndlessAttempt

SIMULATING: Final = "simulate"
CHOOSING: Final = "choose"
"""The groups of workers that can be stopped."""

NOTHING: Final = "No events are attached: L attaches some, c chooses others, x injects one by hand."


class DryRun:
    """``played`` is the run that is shown; None while there is none. ``judgement`` is there for a scenario."""

    def __init__(self, screen: TabScreen, view: GraphView, ran: Callable[[Replay], None]) -> None:
        """``ran`` is called with each run that is over, to show it."""
        self.verdict: Final = VerdictLine()
        self.instead: Final = Static("", id="instead", markup=False)
        self.played: Replay | None = None
        self.judgement: Judgement | None = None
        self.title = ""
        """What was run last."""
        self._screen, self._view, self._ran = screen, view, ran
        self._chosen: Play | None = None

    @property
    def play(self) -> Play:
        """Return what is run: the attached events, unless something else was chosen."""
        return self._chosen or EventSource(self._screen.opened.evidence)

    def perform(self, play: Play | None) -> None:
        """Run something else from now on; None: the attached events."""
        self._chosen, self.played = play, None
        self.run_again()

    def perform_attached(self) -> None:
        """Run the attached events from now on, if something else was run."""
        if self._chosen is not None:
            self.perform(None)

    def run_again(self) -> None:
        """Run it through the journey as it is now; of a journey that cannot run, say why."""
        self._screen.in_background(self._run, exclusive=True, group=SIMULATING)

    def read_again(self) -> None:
        """Read what is run again, as far as it comes from attached events, and run it."""
        if self._chosen is not None or not self._screen.opened.read_again():
            self.run_again()

    async def _run(self) -> None:
        journey, play = self._screen.journey, self.play
        self._view.draw()
        self.title = play.title
        try:
            with self._screen.opened.doing("simulating"):
                performed = await in_thread(lambda stop: play.through(journey, stop))
        except InvalidJourney as error:
            wrong = "\n".join(f"  {finding_line(finding, journey)}" for finding in error.findings)
            self.judge(None)
            self.show_instead(f"This design cannot run yet; key 1 leads back to it.\n\n{wrong}")
        except (*EXPECTED_ERRORS, EndlessAttempt) as error:
            self.judge(None)
            self.show_instead(str(error))
        else:
            self._show(performed, NOTHING if play == EventSource() else "")

    def _show(self, performed: SourceRun, instead: str) -> None:
        self.title = performed.title
        self._screen.draw_title()
        self.show_instead(instead)
        self.judge(performed.judgement)
        self._ran(performed.played)

    def judge(self, judgement: Judgement | None) -> None:
        """Show whether what was expected has come; None: nothing is expected of this run."""
        self.judgement = judgement
        self.verdict.show(judgement)

    def show_instead(self, sentence: str) -> None:
        """Show what there is to say where a run would be."""
        self.instead.update(Lines(sentence.splitlines()))
        self.instead.display = bool(sentence)

    def stop(self) -> bool:
        """Stop the run that is being made; answer whether one was."""
        workers, screen = self._screen.workers, self._screen
        stopped = [workers.cancel_group(screen, group) for group in (SIMULATING, CHOOSING)]
        return any(stopped)
