"""A simulation to be watched: people run through the journey, forth and back in time, as fast as one likes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets
import traitlets

from designer.diagram.text_picture import people_counts
from designer.diagram.vector.graph_picture import picture
from designer.editing.exports import write
from designer.editing.selection import Place, title_at
from designer.notebook.canvas_widget import BESIDE, WIDE, Canvas, CanvasSelection, Shown
from designer.notebook.code.arguments import Design, Events, File, design_of
from designer.notebook.code.instants import Until
from designer.notebook.code.simulations import Simulated, simulate
from designer.notebook.document import NotebookDesign
from designer.notebook.journey_page import journey_page
from designer.notebook.messages import (
    BranchRequest,
    ChooseRequest,
    OpenRequest,
    RefusedMessage,
    TurnRequest,
    WalkRequest,
    Wish,
)
from designer.notebook.offline_picture import OfflinePicture
from designer.notebook.people_browser import PeopleBrowser
from designer.notebook.playback_controls import Transport
from designer.notebook.scene import scene
from designer.reports.explanation import lines
from designer.simulation.replay import Played
from engine.events import RejectedEvent
from engine.instant import milliseconds_text
from engine.journey import Journey
from engine.owners import is_called, names
from engine.playback import CannotInject, Playback

_LOOKING: Final = (ChooseRequest, WalkRequest, BranchRequest, TurnRequest, OpenRequest)
_SHORTEST, _LONGEST = 180, 900
"""Milliseconds that a token runs."""
_TOKENS: Final = 60
"""At once; of more moves, the last."""
_SAID: Final = {
    "entered": "entered",
    "running": "running",
    "completed": "completed",
    "exited": "left by an exit rule",
    "gave_up": "gave up",
}
_FORM: Final = {
    "display": "block",
    "flex": "1 1 310px",
    "min_width": "0",
    "padding": "0 0 0 10px",
    "overflow": "hidden auto",
}


class SimulationPlayer(widgets.VBox):  # type: ignore[misc]
    """``index`` is how many moves have happened; setting it goes there. The ``log``: files, documents, a dry run.

    Raises InvalidJourney for a design that means nothing yet.

    >>> from designer.notebook import Journey, SimulationPlayer, verb
    >>> READ = "http://example.org/read"
    >>> anna = {"actor": {"mbox": "mailto:anna@example.org"}, "verb": {"id": READ}}
    >>> journey = Journey.new("Read").waypoint("read", verb(READ)).exit("done")
    >>> player = SimulationPlayer(journey, [{**anna, "timestamp": "2026-01-01T12:00:00Z"}])
    >>> player.step()
    >>> player.index, player.playback.frame(player.index).totals["completed"]
    (1, 1)
    """

    index = traitlets.Int(0)
    speed = traitlets.Int(5, help="Moves a second.")

    def __init__(
        self,
        journey: Design,
        log: Events | Simulated,
        *,
        until: Until = None,
        seed: int = 0,
        height: int = 360,
    ) -> None:
        run = log if isinstance(log, Simulated) else simulate(journey, log, until=until, seed=seed)
        self._played = Played(run.playback, run.logs, run.simulated.voided, run.simulated.names)
        self._opened: Final = NotebookDesign(design_of(run), counted="people")
        self.canvas: Final = Canvas(self._ask, height=height)
        self.people: Final = PeopleBrowser(self._follow, self._inject_text)
        self.transport: Final = Transport(len(self.playback), self.back, self.step)
        self._clock: Final = widgets.HTML()
        watching = widgets.VBox([self.canvas, self.transport, self._clock], layout=WIDE)
        self.people.layout = {**_FORM, "max_height": f"{height + 130}px"}
        super().__init__([widgets.HBox([watching, self.people], layout=BESIDE)])
        self.add_class("waypost-widget")
        widgets.link((self, "index"), (self.transport, "index"))
        widgets.link((self, "speed"), (self.transport, "speed"))
        self.transport.play.observe(lambda _: self._follow(), "playing")
        self._draw()
        self._follow()

    @property
    def journey(self) -> Journey:
        return self._played.journey

    @property
    def playback(self) -> Playback:
        """The playback with whatever has been injected."""
        return self._played.playback

    def play(self) -> None:
        """Let the page play on from here."""
        self.transport.play.playing = True

    def pause(self) -> None:
        """Stop where it is."""
        self.transport.play.playing = False

    def step(self) -> None:
        """Go on to the next moment at which somebody moves."""
        self.index = self.playback.next_instant(self.index)

    def back(self) -> None:
        """Back to before the last moment at which somebody moved."""
        self.index = self.playback.previous_instant(self.index)

    def choose(self, called: str) -> None:
        """Choose a person by an address, a name, an id. Raises KeyError if nobody here is called that."""
        owner = next((each for each in self.playback.histories if is_called(each, called)), None)
        if owner is None:
            raise KeyError(f"nobody here is called {called!r}")
        self.people.choose(owner, next(names(owner)))

    def inject(self, event: object) -> None:
        """One more event, as a document; the simulation goes to where it has done what it does.

        Raises RejectedEvent for what is no event, CannotInject for one that needs a new simulation.
        """
        self.pause()
        self._played, taken = self._played.injected(event)
        self.transport.lengthen(len(self.playback))
        at = self.playback.index_of(taken.id)
        self.canvas.say("The event changes nothing here." if at is None else f"Injected {taken.id}.")
        self.index = self.index if at is None else at
        self._count()
        self._follow()

    def _inject_text(self, text: str) -> None:
        try:
            self.inject(json.loads(text))
        except (RejectedEvent, CannotInject, ValueError, RecursionError) as error:
            self.canvas.say(f"This cannot be injected: {error}", wrong=True)

    def _ask(self, wish: Wish) -> None:
        if not isinstance(wish, _LOOKING):
            raise RefusedMessage("A simulation is not edited; a JourneyEditor is for that.")
        self._opened.fulfil(wish)
        self._draw()
        self._follow()
        self.canvas.say(self._opened.said)

    @traitlets.validate("index")
    def _within(self, proposal: Any) -> int:
        return min(max(int(proposal["value"]), 0), len(self.playback))

    @traitlets.observe("index")
    def _moved(self, change: Any) -> None:
        """Let those run who moved since; everything else follows when it comes to rest."""
        moves = self.playback.moves[change["old"] : self.index]
        runs = [move.transitions for move in moves if move.transitions]
        if runs:
            milliseconds = min(max(self.transport.interval, _SHORTEST), _LONGEST)
            self.canvas.send({"tokens": runs[-_TOKENS:], "milliseconds": milliseconds})
        self._count()
        if not self.transport.play.playing:
            self._follow()

    def _draw(self) -> None:
        opened = self._opened
        chosen = CanvasSelection(opened.steps, opened.place.transition, opened.place.item)
        self.canvas.show(Shown(scene(opened.journey, opened.chart, {}), chosen))
        self._count()

    def _count(self) -> None:
        frame = self.playback.frame(self.index)
        self.canvas.counts = {id: (each.entered, each.waiting) for id, each in frame.steps.items()}
        totals = " · ".join(f"<b>{frame.totals[each]:,}</b> {said}" for each, said in _SAID.items())
        clock = "before the first move" if frame.clock is None else milliseconds_text(frame.clock)
        self._clock.value = (
            f'<div style="display: flex; flex-wrap: wrap; gap: 0 18px; font-variant-numeric: tabular-nums">'
            f"<span><b>{clock}</b></span><span>move {self.index:,} of {len(self.playback):,}</span>"
            f"<span>{totals}</span></div>"
        )

    def _follow(self) -> None:
        """Show who is there now, and the story of whoever is chosen."""
        step = self._opened.place.step
        where = "Everybody" if step is None else f"At {title_at(self.journey, Place(step=step))}"
        people = self._played.people(self.index, step, self.people.called.value)
        self.people.list({each.owner: each.name for each in people}, f"<b>{where}</b>")
        owner = self.people.owner
        story = None if owner is None else self._played.story(owner, self.index)
        self.people.tell(story, lines(self.journey, story.explained) if story else ())

    def to_html(self, path: File) -> Path:
        """One file that plays the simulation anywhere, without network or kernel. Raises StoreError."""
        write(Path(path), journey_page(self.journey, self.playback))
        return Path(path)

    def _ipython_display_(self) -> None:
        """Show it, and keep the picture of its end in the notebook's file."""
        OfflinePicture(self.canvas).display(self._end(), self._repr_mimebundle_())

    def _end(self) -> str:
        """The picture of how it stands at the end."""
        steps = self.playback.frame(len(self.playback)).steps
        counts = {id: {"entered": each.entered, "waiting": each.waiting} for id, each in steps.items()}
        return picture(self.journey, people_counts(counts))

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        """Beside the widget, how it stands at the end, for where no widget can run."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "text/plain": repr(self), "image/svg+xml": self._end()}

    def __repr__(self) -> str:
        journey = self.journey
        return f"SimulationPlayer({(journey.name or journey.id)!r}: {len(self.playback):,} moves)"
