"""The design screen: its widgets, its keys, where they stand."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical

from designer.app.actions import bindings
from designer.app.screens.design.editing import EDITING
from designer.app.screens.design.keeping import KEEPING
from designer.app.screens.design.looking import LOOKING
from designer.app.screens.design.trying import CONDITION, Trying
from designer.app.screens.tab import SHARED
from designer.app.widgets.findings import Findings
from designer.app.widgets.foot import Foot
from designer.app.widgets.inspector import Inspector
from designer.app.widgets.minimap import Minimap
from designer.app.widgets.outline import Outline


class DesignScreen(Trying):
    """Outline, canvas, inspector and findings of one open design."""

    ACTIONS = (*EDITING, *CONDITION, *LOOKING, *KEEPING, *SHARED)
    BINDINGS = bindings((*EDITING, *CONDITION, *LOOKING, *KEEPING))

    def compose(self) -> ComposeResult:
        yield self.heading()
        with Horizontal(id="body"):
            yield Outline(id="outline")
            with Vertical(id="middle"):
                with Container(id="picture"):
                    yield self.canvas
                    yield Minimap(id="minimap")
                yield Findings(id="findings")
            yield Inspector(id="inspector")
        yield Foot()

    def on_mount(self) -> None:
        """Draw before anything is laid out: the first picture of the screen has the journey in it."""
        self.first_draw()
        self.canvas.action_home()
        self.call_after_refresh(self.check)
