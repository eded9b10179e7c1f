"""The simulate screen: its widgets, its parts, and what its widgets ask of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical

from designer.app.actions import Action, bindings
from designer.app.screens.graph_view import GraphView
from designer.app.screens.simulate.dry_run import DryRun
from designer.app.screens.simulate.injection import Injection
from designer.app.screens.simulate.outbox import Outbox
from designer.app.screens.simulate.people_panel import PeoplePanel
from designer.app.screens.simulate.source_choice import SourceChoice
from designer.app.screens.simulate.timeline import Timeline
from designer.app.screens.tab import SHARED_ACTIONS, TabScreen
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.foot import Foot
from designer.app.widgets.heading import Heading
from designer.app.widgets.minimap import Minimap
from designer.app.widgets.people_list import People
from designer.app.widgets.run_canvas import RunCanvas
from designer.app.widgets.scrubber import Scrubber
from designer.app.widgets.verdict_line import VerdictLine
from designer.editing.selection import Place
from designer.simulation.replay import Replay

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign
    from designer.app.situation import Situation

EFFECTS: Final = (Action("outbox", "o", "The outbox: every callback that would be sent", "Events", "Outbox"),)

_OWN: Final = (
    *Timeline.ACTIONS,
    *SourceChoice.ACTIONS,
    *Injection.ACTIONS,
    *EFFECTS,
    *PeoplePanel.ACTIONS,
    *GraphView.ACTIONS,
)

SHORTEST: Final = 8
"""Columns that are left to the name of the design."""


class SimulateScreen(TabScreen):
    """The picture with counts, the clock, the people."""

    TAB = "simulate"
    ACTIONS = (*_OWN, *SHARED_ACTIONS)
    BINDINGS = bindings(_OWN)
    AUTO_FOCUS = "GraphCanvas"

    def __init__(self, opened: OpenDesign) -> None:
        super().__init__(opened)
        self.view: Final = GraphView(self, RunCanvas(id="canvas"), counted="people", chosen=self._list_people)
        self.run: Final = DryRun(self, self.view, self._show_run)
        self.timeline: Final = Timeline(self, self.view, self.run, self._follow)
        self.people: Final = PeoplePanel(self, self.view, self.run, self.timeline)
        self.injection: Final = Injection(self, self.run, self.timeline, self.people)
        self.source: Final = SourceChoice(self, self.run)
        self.offer(self.timeline, self.source, self.injection, self.people, self.view)

    def compose(self) -> ComposeResult:
        yield self.heading()
        with Horizontal(id="body"):
            with Vertical(id="watched"):
                yield self.run.instead
                with Container(id="picture"):
                    yield self.view.canvas
                    yield self.view.minimap
            yield self.people.listing
        yield self.run.verdict
        yield self.timeline.scrubber
        yield self.timeline.clock_bar
        yield Foot()

    def on_mount(self) -> None:
        self.run.show_instead("")
        self._make_room()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.view.first_draw()
        self.run.run_again()

    def on_resize(self) -> None:
        self._make_room()

    def _make_room(self) -> None:
        self.view.make_room()
        self.draw_title()
        self.people.make_room()

    def on_screen_suspend(self) -> None:
        self.timeline.pause()

    # What others ask

    @property
    def place(self) -> Place:
        """Return what is chosen."""
        return self.view.place

    def attach(self, source: Path | None) -> None:
        super().attach(source)
        self.run.perform_attached()

    def go_to(self, place: Place) -> None:
        if place.step is None:
            super().go_to(place)
        else:
            self.view.go_to(Place(step=place.step))

    def find_person(self, name: str) -> None:
        """List the people called so, whoever is meant first."""
        if self not in self.app.screen_stack:
            self.opened.show(self.TAB)
        self.call_after_refresh(self.people.search, name)

    def situation(self) -> Situation:
        return replace(super().situation(), is_under_way=self.timeline.is_under_way)

    def follow_change(self) -> None:
        if self.view.chart is not None:
            self.run.run_again()

    def stop(self) -> bool:
        return self.run.stop() or super().stop()

    # The first row: what is played comes first, and the name of the design takes what is left

    def facts(self) -> list[str]:
        facts = [self.events_fact()]
        return facts if self.has_class("-narrow") else [*facts, self.version_fact()]

    def events_fact(self) -> str:
        return super().events_fact() if self.opened.busy else self.run.title

    def name_of_design(self) -> str:
        name = Text(super().name_of_design())
        for heading in self.query(Heading):
            room = heading.room - cell_len(self.events_fact()) - 4
            name.truncate(max(room, SHORTEST), overflow="ellipsis")
        return name.plain

    # What one part asks of another that is made later

    def _show_run(self, played: Replay) -> None:
        self.timeline.show_run(played)

    def _follow(self) -> None:
        self.people.follow()

    def _list_people(self) -> None:
        self.people.list_people()

    # What widgets ask

    @on(GraphCanvas.Chosen)
    def _chosen_in_picture(self) -> None:
        self.view.choose(self.view.place)

    @on(GraphCanvas.Opened)
    def _opened_in_picture(self) -> None:
        self.people.show_who_is_here()

    @on(GraphCanvas.Looked)
    def _looked(self) -> None:
        self.view.follow_map()

    @on(Minimap.Wanted)
    def _wanted_in_map(self, event: Minimap.Wanted) -> None:
        self.view.canvas.look_at(event.x, event.y)

    @on(Scrubber.Wanted)
    def _wanted_in_time(self, event: Scrubber.Wanted) -> None:
        self.timeline.go_to_share(event.share)

    @on(VerdictLine.Opened)
    def _opened_verdict(self) -> None:
        self.source.expected()

    @on(People.Asked)
    def _searched(self) -> None:
        self.people.list_people()

    @on(People.Chosen)
    def _chosen_person(self, event: People.Chosen) -> None:
        if event.opened:
            self.people.read()
        else:
            self.people.tell()

    def action_outbox(self) -> None:
        played = self.run.played
        if played is None or not (effects := played.playback.frame(self.timeline.index).effects):
            self.waypost.say("Nothing would have been sent until now.")
            return
        self.timeline.pause()
        self.app.push_screen(Outbox(played, effects))
