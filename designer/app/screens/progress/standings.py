"""Where the numbers come from: the attached events, or a whole log of the workspace. Both are run in a thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import work

from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.troubles import TROUBLES
from designer.reports.standing import Standing
from designer.simulation.evidence import Stop, TrialStopped
from engine.plan import Plan
from engine.rules import checked
from engine.walk import EndlessAttempt
from store.log_folders import OWN, is_log

if TYPE_CHECKING:
    from designer.app.opened import Opened
    from designer.simulation.evidence import Evidence
    from engine.journey import Journey
    from store.workspace import Workspace

ATTACH: Final = "Attach events with L to see how people stand in this journey"


STANDING: Final = "standing"
"""The group of workers that run events through the design."""


class Standings(TabScreen):
    """``standing`` is how people stand, None while that is not known; ``why_not`` says why then."""

    TAB = "progress"

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.standing: Standing | None = None
        self.why_not = ""

    def told(self, standing: Standing | None, why_not: str = "") -> None:
        """It is known how people stand, or not."""
        self.standing, self.why_not = standing, why_not

    def renewed(self) -> None:
        self.stand()

    @work(exclusive=True, group=STANDING)
    async def stand(self) -> None:
        """Run the attached events through the design as it is now."""
        evidence = self.opened.evidence
        if evidence is None:
            log = self._log()
            self.told(None, f"{ATTACH}{f', or press R for the log {log.name}' if log else ''}.")
            return
        self.told(None, f"running {len(evidence):,} events … Ctrl+k stops")
        await self._stand(lambda stop: simulated(self.journey, evidence, stop))

    @work(exclusive=True, group=STANDING)
    async def action_recalculate(self) -> None:
        """Bring the workspace's progress up to date with a whole log. What was done stays if it is stopped."""
        if (log := self._log()) is None:
            self.waypost.say("The workspace has no statement log yet: `waypost log import FILE` makes it.")
            return
        self.told(None, f"recalculating over {log.name} … Ctrl+k stops")
        await self._stand(lambda stop: recalculated(self.workspace, self.journey, log, stop))

    async def _stand(self, work: Callable[[Stop], Standing]) -> None:
        try:
            self.told(await in_thread(work))
        except (*TROUBLES, EndlessAttempt) as trouble:
            self.told(None, f"{trouble}")

    def action_stop(self) -> None:
        if self.workers.cancel_group(self, STANDING):
            self.told(None, "Stopped. L attaches events again, R recalculates over a log.")
        else:
            super().action_stop()

    def _log(self) -> Path | None:
        """The log that the design was recalculated over last, else the workspace's own."""
        known = (Path(self.workspace.runs.status(self.journey.id).log), self.workspace.folder / OWN)
        return next((log for log in known if is_log(log)), None)


def recalculated(workspace: Workspace, journey: Journey, log: Path, stop: Stop) -> Standing:
    """How people stand after a whole log, kept in the workspace.

    Raises InvalidJourney, EndlessAttempt, StoreError, TrialStopped.
    """
    from store.recalculate import recalculate  # its library takes long to load, and few need it

    def watch(_: object) -> None:
        if stop():
            raise TrialStopped

    done = recalculate(workspace, Plan(checked(journey)), log, watch=watch)
    return Standing(done.simulated(), f"recalculated over {log.name}")


def simulated(journey: Journey, evidence: Evidence, stop: Stop) -> Standing:
    """How people stand after events. Raises InvalidJourney, EndlessAttempt, StoreError, TrialStopped."""
    found = evidence.simulated(Plan(checked(journey)), stop=stop)
    return Standing(found, f"{len(evidence):,} events of {evidence.source.name}")
