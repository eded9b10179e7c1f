"""The publish screen: its widgets, its parts, and what its widgets ask of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll

from designer.app.actions import Action, bindings
from designer.app.screens.export import export
from designer.app.screens.publish.destinations import Destinations
from designer.app.screens.publish.servers import Servers
from designer.app.screens.publish.transfer import Transfer
from designer.app.screens.tab import OUT, REREAD, SHARED_ACTIONS, TabScreen
from designer.app.widgets.foot import Foot
from designer.app.widgets.sheet import Sheet

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign

EXPORT: Final = (Action("export", "e", "Write it to a file as this server wants it", "Publish", "Export"),)

_OWN: Final = (*Destinations.ACTIONS, *Transfer.ACTIONS, *EXPORT, *Servers.ACTIONS, REREAD, OUT)
_KEYS: Final = [action for action in _OWN if action.keys != "enter"]
"""Enter belongs to the row that is chosen."""


class PublishScreen(TabScreen):
    """Servers and documents; what there is to say about the one that is chosen."""

    TAB = "publish"
    ACTIONS = (*_OWN, *SHARED_ACTIONS)
    BINDINGS = bindings(_KEYS)

    def __init__(self, opened: OpenDesign) -> None:
        super().__init__(opened)
        self.destinations: Final = Destinations(self)
        self.transfer: Final = Transfer(self, self.destinations)
        self.servers: Final = Servers(self, self.destinations)
        self.offer(self.destinations, self.transfer, self.servers)

    def compose(self) -> ComposeResult:
        yield self.heading()
        with Container(id="body"):
            yield self.destinations.sheet
            with Vertical(id="beside"):
                yield self.destinations.progress
                yield self.destinations.strip
                with VerticalScroll(can_focus=False):
                    yield self.destinations.detail
        yield Foot()

    def on_mount(self) -> None:
        self.destinations.sheet.rows.focus()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < 110, "-narrow")
        self.set_class(self.app.size.height < 32, "-low")

    def follow_change(self) -> None:
        self.destinations.write()

    def action_out(self) -> None:
        self.step_out(self.destinations.sheet.rows)

    def stop(self) -> bool:
        return self.destinations.stop() or super().stop()

    @on(Sheet.Chosen)
    def _chosen(self) -> None:
        self.destinations.tell()

    @on(Sheet.Opened)
    def _opened(self) -> None:
        self.destinations.read()

    def action_export(self) -> None:
        if self.destinations.chosen is not None:
            self.converse(partial(export, self, self.destinations.chosen.kind))
