"""The progress screen: its widgets, its parts, and what its widgets ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from designer.app.actions import bindings
from designer.app.screens.progress.calculation import Calculation
from designer.app.screens.progress.report_view import ReportView
from designer.app.screens.tab import OUT, SHARED_ACTIONS, TabScreen
from designer.app.widgets.foot import Foot
from designer.app.widgets.sheet import Sheet
from designer.reports.number_text import moment

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign

_OWN: Final = (*ReportView.ACTIONS, *Calculation.ACTIONS, OUT)
_KEYS: Final = [action for action in _OWN if action.keys != "enter"]
"""Enter belongs to the row that is chosen."""


class ProgressScreen(TabScreen):
    """Everybody in one line and one bar; a view; what there is to say about the row that is chosen."""

    TAB = "progress"
    ACTIONS = (*_OWN, *SHARED_ACTIONS)
    BINDINGS = bindings(_KEYS)

    def __init__(self, opened: OpenDesign) -> None:
        super().__init__(opened)
        self.calculation: Final = Calculation(self, self._show)
        self.report: Final = ReportView(self, self.calculation)
        self.offer(self.calculation, self.report)

    def compose(self) -> ComposeResult:
        yield self.heading()
        yield self.report.totals
        yield self.report.everybody
        yield self.report.strip
        with Container(id="body"):
            yield self.report.sheet
            with VerticalScroll(id="beside", can_focus=False):
                yield self.report.details
        yield Foot()

    def on_mount(self) -> None:
        self.report.sheet.rows.focus()
        self.report.draw()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < 110, "-narrow")
        self.set_class(self.app.size.height < 32, "-low")
        self.report.draw_totals()

    def follow_change(self) -> None:
        self.calculation.stand()

    def action_out(self) -> None:
        self.step_out(self.report.sheet.rows)

    def stop(self) -> bool:
        return self.calculation.stop() or super().stop()

    def draw_title(self, more: str = "") -> None:
        standing = self.calculation.standing
        super().draw_title(f"as of {moment(standing.until)}" if standing else more)

    def _show(self) -> None:
        self.draw_title()
        self.report.show()

    # What widgets ask

    @on(Sheet.Chosen)
    def _chosen(self, event: Sheet.Chosen) -> None:
        self.report.tell(event.key)

    @on(Sheet.Opened)
    def _opened(self) -> None:
        self.report.read()
