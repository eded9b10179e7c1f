"""Calculation of the numbers: from the attached events, or a whole log of the workspace. Both are run in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from designer.app.actions import Action
from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.reports.standing import Standing
from designer.simulation.evidence import Stop, TrialStopped
from engine.plan import Plan
from engine.rules import checked
from engine.walk import EndlessAttempt
from store.log_folders import OWN, is_log

if TYPE_CHECKING:
    from designer.simulation.evidence import Evidence
    from engine.journey import Journey
    from store.workspace import Workspace

ATTACH: Final = "Attach events with L to see how people stand in this journey"


CALCULATION: Final = (Action("recalculate", "R", "Recalculate over the workspace's log", "Progress"),)

STANDING: Final = "standing"
"""The group of workers that run events through the design."""


class Calculation:
    """``standing`` is how people stand, None while that is not known; ``why_not`` says why then."""

    ACTIONS: ClassVar[Sequence[Action]] = CALCULATION

    def __init__(self, screen: TabScreen, changed: Callable[[], None]) -> None:
        """``changed`` is called when it is known how people stand, or not any more."""
        self.standing: Standing | None = None
        self.why_not = ""
        self._screen, self._changed = screen, changed

    def _set(self, standing: Standing | None, why_not: str = "") -> None:
        self.standing, self.why_not = standing, why_not
        self._changed()

    def stand(self) -> None:
        """Run the attached events through the design as it is now."""
        self._screen.in_background(self._run, exclusive=True, group=STANDING)

    async def _run(self) -> None:
        evidence = self._screen.opened.evidence
        if evidence is None:
            log = self._log()
            self._set(None, f"{ATTACH}{f', or press R for the log {log.name}' if log else ''}.")
            return
        self._set(None, f"running {len(evidence):,} events … Ctrl+K stops")
        await self._stand(lambda stop: simulated(self._screen.journey, evidence, stop))

    def recalculate(self) -> None:
        """Bring the workspace's progress up to date with a whole log. What was done stays if it is stopped."""
        self._screen.in_background(self._recalculate, exclusive=True, group=STANDING)

    async def _recalculate(self) -> None:
        if (log := self._log()) is None:
            self._screen.waypost.say(
                "The workspace has no statement log yet: `waypost log import FILE` makes it."
            )
            return
        self._set(None, f"recalculating over {log.name} … Ctrl+K stops")
        await self._stand(lambda stop: recalculated(self._screen.workspace, self._screen.journey, log, stop))

    async def _stand(self, work: Callable[[Stop], Standing]) -> None:
        try:
            self._set(await in_thread(work))
        except (*EXPECTED_ERRORS, EndlessAttempt) as error:
            self._set(None, f"{error}")

    def stop(self) -> bool:
        """Stop what runs; answer whether anything did."""
        stopped = bool(self._screen.workers.cancel_group(self._screen, STANDING))
        if stopped:
            self._set(None, "Stopped. L attaches events again, R recalculates over a log.")
        return stopped

    def _log(self) -> Path | None:
        """The log that the design was recalculated over last, else the workspace's own."""
        known = (
            Path(self._screen.workspace.runs.status(self._screen.journey.id).log),
            self._screen.workspace.folder / OWN,
        )
        return next((log for log in known if is_log(log)), None)


def recalculated(workspace: Workspace, journey: Journey, log: Path, stop: Stop) -> Standing:
    """Calculate how people stand in ``journey`` after a whole log, kept in the workspace, unless ``stop`` says so.

    Raises InvalidJourney, EndlessAttempt, StoreError, TrialStopped.
    """
    from store.recalculate import recalculate  # its library takes long to load, and few need it

    def watch(_: object) -> None:
        if stop():
            raise TrialStopped

    done = recalculate(workspace, Plan(checked(journey)), log, watch=watch)
    return Standing(done.simulated(), f"recalculated over {log.name}")


def simulated(journey: Journey, evidence: Evidence, stop: Stop) -> Standing:
    """Run the events of ``evidence`` through ``journey`` until ``stop`` says so.

    Raises InvalidJourney, EndlessAttempt, StoreError, TrialStopped.
    """
    found = evidence.simulated(Plan(checked(journey)), stop=stop)
    return Standing(found, f"{len(evidence):,} events of {evidence.source.name}")
