"""The progress screen: its widgets, its keys, where they stand."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from designer.app.actions import bindings
from designer.app.screens.progress.looking import LOOKING
from designer.app.screens.progress.versions import COMPARING, Versions
from designer.app.screens.tab import SHARED
from designer.app.widgets.foot import Foot
from designer.app.widgets.sheet import Sheet
from designer.app.widgets.strip import Strip

_KEYS = [action for action in (*LOOKING, *COMPARING) if action.keys != "enter"]
"""Enter belongs to the row that is chosen."""


class ProgressScreen(Versions):
    """Everybody in one line and one bar; a view; what there is to say about the row that is chosen."""

    ACTIONS = (*LOOKING, *COMPARING, *SHARED)
    BINDINGS = bindings(_KEYS)

    def compose(self) -> ComposeResult:
        yield self.heading()
        yield Static("", id="totals")
        yield Static("", id="everybody")
        yield Strip("")
        with Container(id="body"):
            yield Sheet(id="sheet")
            with VerticalScroll(id="beside", can_focus=False):
                yield Static("", id="detail", markup=False)
        yield Foot()

    def on_mount(self) -> None:
        self.sheet.rows.focus()
        self.draw()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < 110, "-narrow")
        self.set_class(self.app.size.height < 32, "-low")
        self.draw_totals()
