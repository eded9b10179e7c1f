"""The publish screen: its widgets, its keys, where they stand."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Static

from designer.app.actions import Action, bindings
from designer.app.screens.export import export
from designer.app.screens.publish.looking import LOOKING
from designer.app.screens.publish.sending import SENDING
from designer.app.screens.publish.servers import SERVERS, Servers
from designer.app.screens.tab import SHARED
from designer.app.widgets.foot import Foot
from designer.app.widgets.sheet import Sheet
from designer.app.widgets.strip import Strip

EXPORTING = (Action("export", "e", "Write it to a file as this server wants it", "Publish", "Export"),)
_KEYS = [action for action in (*LOOKING, *SENDING, *EXPORTING, *SERVERS) if action.keys != "enter"]
"""Enter belongs to the row that is chosen."""


class PublishScreen(Servers):
    """Servers and documents; what there is to say about the one that is chosen."""

    ACTIONS = (*LOOKING, *SENDING, *EXPORTING, *SERVERS, *SHARED)
    BINDINGS = bindings(_KEYS)

    def compose(self) -> ComposeResult:
        yield self.heading()
        with Container(id="body"):
            yield Sheet(id="sheet")
            with Vertical(id="beside"):
                yield Static("", id="doing", markup=False)
                yield Strip("")
                with VerticalScroll(can_focus=False):
                    yield Static("", id="detail", markup=False)
        yield Foot()

    def on_mount(self) -> None:
        self.sheet.rows.focus()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < 110, "-narrow")
        self.set_class(self.app.size.height < 32, "-low")

    @work
    async def action_export(self) -> None:
        if self.chosen is not None:
            await export(self, self.chosen.kind)
