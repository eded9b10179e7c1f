"""Two versions of the design side by side, over the same events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import work

from designer.app.actions import Action
from designer.app.dialogs import Choice, Choose
from designer.app.screens.progress.looking import VERSIONS, Looking
from designer.app.screens.progress.standings import simulated
from designer.app.threads import in_thread
from designer.app.troubles import TROUBLES
from designer.reports import versions
from designer.reports.report import ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Table
from designer.reports.versions import Versus
from engine.journey import from_document
from engine.walk import EndlessAttempt
from store.workspace import StoredVersion

if TYPE_CHECKING:
    from designer.app.opened import Opened

COMPARING: Final = (Action("compare", "b", "Compare with another version", "Progress", "Compare"),)

NOW: Final = "now"
"""What the design is called as it is on the screen."""


class Versions(Looking):
    """``versus`` is the comparison that was made last, of the present standing."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.versus: Versus | None = None
        self._not_compared = ""

    def told(self, standing: Standing | None, why_not: str = "") -> None:
        self.versus = None
        super().told(standing, why_not)

    def draw(self) -> None:
        super().draw()
        if self.name_of_view == VERSIONS and self.versus is None and self.standing is not None:
            self._compare_with(self._former())

    def table(self, asked: ReportRequest) -> Table:
        if self.name_of_view != VERSIONS or self.standing is None:
            return super().table(asked)
        return versions.table(self.versus, asked) if self.versus else Table((), (), self._not_compared)

    def detail(self, key: str) -> list[str]:
        if self.name_of_view != VERSIONS or self.versus is None or not key:
            return super().detail(key)
        return list(versions.detail(self.versus, key))

    @work
    async def action_compare(self) -> None:
        saved = self._saved()
        choices = [Choice(str(each.number), f"version {each.number}", each.saved) for each in reversed(saved)]
        chosen = await self.app.push_screen_wait(Choose("Compare it with which version?", choices))
        if chosen is not None:
            self.name_of_view = VERSIONS
            self.draw_views()
            self._compare_with(saved[int(chosen) - 1])

    def _saved(self) -> list[StoredVersion]:
        with self.waypost.report_errors():
            return self.workspace.versions(self.desk.name)
        return []

    def _former(self) -> StoredVersion | None:
        """What was saved last, if it differs from what is on the screen; else the version before."""
        saved = self._saved()
        number = len(saved) if self.desk.unsaved else len(saved) - 1
        return saved[number - 1] if number else None

    @work(exclusive=True, group="versus")
    async def _compare_with(self, version: StoredVersion | None) -> None:
        standing, evidence = self.standing, self.opened.evidence
        if version is None or standing is None or evidence is None:
            self._not_compared = "This is the only version: change something, then look again."
            if evidence is None:
                self._not_compared = "Two versions are compared over attached events: L attaches them."
            self._fill()
            return
        try:
            journey = from_document(version.document)
            former = await in_thread(lambda stop: simulated(journey, evidence, stop))
            self.versus = Versus(former, standing, (f"version {version.number}", NOW))
        except (*TROUBLES, EndlessAttempt) as trouble:
            self._not_compared = f"version {version.number} cannot be compared: {trouble}"
        self._fill()
