"""Two versions of the design side by side, over the same events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from designer.app.dialogs import Choice, Choose
from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.progress.calculation import Calculation, simulated
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.reports import versions
from designer.reports.report import ReportRequest
from designer.reports.table import Table
from designer.reports.versions import Versus
from engine.journey import from_document
from engine.walk import EndlessAttempt
from store.workspace import StoredVersion

NOW: Final = "now"
"""What the design is called as it is on the screen."""


class VersionComparison:
    """``versus`` is the comparison that was made last, of the present standing."""

    def __init__(self, screen: TabScreen, calculation: Calculation, changed: Callable[[], None]) -> None:
        """``changed`` is called when there is another comparison, or a reason why there is none."""
        self.versus: Versus | None = None
        self._why_not = ""
        self._screen, self._calculation, self._changed = screen, calculation, changed

    def forget(self) -> None:
        """Forget the comparison: people stand otherwise by now."""
        self.versus = None

    def make(self) -> None:
        """Compare with the version before, if nothing is compared yet."""
        if self.versus is None and self._calculation.standing is not None:
            self.compare_with(self._former())

    def table(self, asked: ReportRequest) -> Table:
        """The two versions side by side, or why they are not."""
        return versions.table(self.versus, asked) if self.versus else Table((), (), self._why_not)

    def detail(self, key: str) -> list[str]:
        """Return what there is to say about a row."""
        return list(versions.detail(self.versus, key)) if self.versus else []

    async def ask_for_version(self) -> StoredVersion | None:
        """Ask which version is meant."""
        saved = self._saved_versions()
        choices = [Choice(str(each.number), f"version {each.number}", each.saved) for each in reversed(saved)]
        chosen = await self._screen.waypost.ask(Choose("Compare it with which version?", choices))
        return None if chosen is None else saved[int(chosen) - 1]

    def _saved_versions(self) -> list[StoredVersion]:
        with self._screen.waypost.report_errors():
            return self._screen.workspace.versions(self._screen.desk.name)
        return []

    def _former(self) -> StoredVersion | None:
        """Return what was saved last, if it differs from what is on the screen; else the version before."""
        saved = self._saved_versions()
        number = len(saved) if self._screen.desk.unsaved else len(saved) - 1
        return saved[number - 1] if number else None

    def compare_with(self, version: StoredVersion | None) -> None:
        """Run the attached events through another version, and hold the two against each other."""
        self._screen.in_background(partial(self._compare_with, version), exclusive=True, group="versus")

    async def _compare_with(self, version: StoredVersion | None) -> None:
        standing, evidence = self._calculation.standing, self._screen.opened.evidence
        if version is None or standing is None or evidence is None:
            self._why_not = "This is the only version: change something, then look again."
            if evidence is None:
                self._why_not = "Two versions are compared over attached events: L attaches them."
            self._changed()
            return
        try:
            journey = from_document(version.document)
            former = await in_thread(lambda stop: simulated(journey, evidence, stop))
            self.versus = Versus(former, standing, (f"version {version.number}", NOW))
        except (*EXPECTED_ERRORS, EndlessAttempt) as error:
            self._why_not = f"version {version.number} cannot be compared: {error}"
        self._changed()
