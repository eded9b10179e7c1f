"""The dry run that the screen shows: made in a thread whenever the journey or the events are others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import work
from textual.widgets import Static

from designer.app.screens.picturing import Picturing
from designer.app.threads import in_thread
from designer.app.troubles import TROUBLES
from designer.app.widgets.scrubber import Scrubber
from designer.console import finding_line
from designer.evidence import Evidence, Stop, Stopped
from designer.played import Played
from engine.finding import InvalidJourney
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate
from engine.walk import EndlessAttempt

if TYPE_CHECKING:
    from designer.app.opened import Opened

GROUP: Final = "simulate"


class Running(Picturing):
    """``played`` is the run that is shown; None while there is none."""

    TAB = "simulate"
    COUNTED = True

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.played: Played | None = None

    def renewed(self) -> None:
        if self._chart is not None:
            self.run_again()

    @work(exclusive=True, group=GROUP)
    async def run_again(self) -> None:
        """Run the events through the journey as it is now; of a journey that cannot run, say why."""
        journey, evidence = self.journey, self.opened.evidence
        self.draw()
        try:
            with self.opened.doing("simulating"):
                played = await in_thread(lambda stop: played_through(journey, evidence, stop))
        except InvalidJourney as error:
            wrong = "\n".join(f"  {finding_line(finding, journey)}" for finding in error.findings)
            self.show_instead(f"This design cannot run yet; key 1 leads back to it.\n\n{wrong}")
        except (*TROUBLES, EndlessAttempt) as trouble:
            self.show_instead(str(trouble))
        else:
            self.show_instead("" if evidence is not None else NOTHING)
            self.show_run(played)

    def show_instead(self, sentence: str) -> None:
        """What there is to say where a run would be."""
        self.query_one("#instead", Static).update(sentence)
        self.query_one("#instead").display = bool(sentence)

    def show_run(self, played: Played) -> None:
        """Another run, from wherever one is in time."""
        self.played = played
        self.query_one(Scrubber).show(played.busy)

    def action_stop(self) -> None:
        if not self.workers.cancel_group(self, GROUP):
            super().action_stop()

    def action_run_again(self) -> None:
        self.run_again()


NOTHING: Final = "No events are attached: L attaches some, x injects one by hand."


def played_through(journey: Journey, evidence: Evidence | None, stop: Stop) -> Played:
    """Run events through a journey. Raises InvalidJourney, StoreError, EndlessAttempt, Stopped."""
    plan = Plan(journey)
    if evidence is None:
        return Played.of(simulate(plan, ()), ())
    simulated = evidence.simulated(plan, stop=stop)
    if stop():
        raise Stopped
    played = Played.of(simulated, evidence.behind(simulated))
    played.playback.frame(0)
    return played
