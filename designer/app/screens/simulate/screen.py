"""The simulate screen: its widgets, its keys, where they stand."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from designer.app.actions import Action, bindings
from designer.app.screens.picturing import PICTURING
from designer.app.screens.simulate.choosing import CHOOSING, Choosing
from designer.app.screens.simulate.injecting import INJECTING
from designer.app.screens.simulate.outbox import Outbox
from designer.app.screens.simulate.travelling import TRAVELLING
from designer.app.screens.simulate.watching import WATCHING
from designer.app.screens.tab import SHARED
from designer.app.widgets.clock import Clock
from designer.app.widgets.foot import Foot
from designer.app.widgets.judged import Judged
from designer.app.widgets.minimap import Minimap
from designer.app.widgets.people import People
from designer.app.widgets.scrubber import Scrubber
from designer.app.widgets.watched import WatchedCanvas

SENDING: Final = (Action("outbox", "o", "The outbox: every callback that would be sent", "Events", "Outbox"),)


class SimulateScreen(Choosing):
    """The picture with counts, the clock, the people."""

    CANVAS = WatchedCanvas
    ACTIONS = (*TRAVELLING, *CHOOSING, *INJECTING, *SENDING, *WATCHING, *PICTURING, *SHARED)
    BINDINGS = bindings((*TRAVELLING, *CHOOSING, *INJECTING, *SENDING, *WATCHING, *PICTURING))

    def compose(self) -> ComposeResult:
        yield self.heading()
        with Horizontal(id="body"):
            with Vertical(id="watched"):
                yield Static("", id="instead", markup=False)
                with Container(id="picture"):
                    yield self.canvas
                    yield Minimap(id="minimap")
            yield People(id="people")
        yield Judged()
        yield Scrubber(id="scrubber")
        yield Clock()
        yield Foot()

    def on_mount(self) -> None:
        self.show_instead("")
        self.make_room()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.first_draw()
        self.run_again()

    def action_outbox(self) -> None:
        if self.played is None or not (effects := self.played.playback.frame(self.index).effects):
            self.waypost.say("Nothing would have been sent until now.")
            return
        self.pause()
        self.app.push_screen(Outbox(self.played, effects))
