"""A run to be watched: people move through the journey, forth and back in time, as fast as one likes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import traitlets

from designer.diagram.text_picture import people_counts
from designer.diagram.vector.graph_picture import picture
from designer.editing.exports import write
from designer.notebook import messages as wishes
from designer.notebook.canvas_widget import CanvasSelection, CanvasWidget, Shown, json_values
from designer.notebook.code.arguments import Design, Events, File, design_of
from designer.notebook.code.instants import Until
from designer.notebook.code.simulations import Simulated, simulate
from designer.notebook.document import NotebookDesign
from designer.notebook.journey_page import SPEED, SPEEDS, journey_page
from designer.notebook.messages import RefusedMessage, Wish
from designer.notebook.module import module
from designer.notebook.people_story import listed_people
from designer.notebook.scene import scene
from designer.reports.event_text import moment
from designer.simulation.replay import Replay
from engine.events import RejectedEvent
from engine.journey import Journey
from engine.owners import is_called
from engine.playback import CannotInject, Playback

if TYPE_CHECKING:
    from store.targets import Target

_SHORTEST, _LONGEST = 180, 900
"""Milliseconds that a token runs."""
_TOKENS: Final = 60
"""At once; of more moves, the last."""


class SimulationPlayer(CanvasWidget):
    """``index`` is how many moves have happened: assign it to go there, observe it to follow.

    Given a journey and events (as ``simulate`` takes them) or a dry run that is there already.
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

    _esm: ClassVar[str] = module("player.js")

    index = traitlets.Int(0).tag(sync=True)
    length = traitlets.Int(0, help="Moves in all.").tag(sync=True)
    playing = traitlets.Bool(False, help="The page lets the index grow.").tag(sync=True)
    speed = traitlets.Enum(SPEEDS, SPEED, help="Moves a second.").tag(sync=True)
    speeds = traitlets.List(list(SPEEDS)).tag(sync=True)
    clock = traitlets.Unicode().tag(sync=True)
    totals = traitlets.Dict().tag(sync=True)
    people = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        journey: Design,
        log: Events | Target | Simulated,
        *,
        until: Until = None,
        seed: int = 0,
        height: int = 360,
    ) -> None:
        run = log if isinstance(log, Simulated) else simulate(journey, log, until=until, seed=seed)
        self._played = Replay(run.playback, run.logs, run.simulated.voided, run.simulated.names)
        self._opened: Final = NotebookDesign(design_of(run), counted="people")
        self._owner: str | None = None
        self._search = ""
        super().__init__(height=height, length=len(run.playback))
        self._draw()

    @property
    def journey(self) -> Journey:
        return self._played.journey

    @property
    def playback(self) -> Playback:
        """The playback with whatever has been injected."""
        return self._played.playback

    def play(self) -> None:
        """Let the page play on from here."""
        self.playing = True

    def pause(self) -> None:
        """Stop where it is."""
        self.playing = False

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
        self._owner = owner
        self._follow()

    def inject(self, event: object) -> None:
        """One more event, as a document; the simulation goes to where it has done what it does.

        Raises RejectedEvent for what is no event, CannotInject for one that needs a new simulation.
        """
        self.pause()
        self._played, taken = self._played.injected(event)
        self.length = len(self.playback)
        at = self.playback.index_of(taken.id)
        self.index = self.index if at is None else at
        self._count()
        self._follow()
        self.revision += 1
        self.say("The event changes nothing here." if at is None else f"Injected {taken.id}.")

    def fulfil(self, wish: Wish) -> None:
        """Do what the page asks for. Raises RefusedMessage for an edit and for what is no event."""
        former = self.index
        match wish:
            case wishes.ForwardRequest():
                self.step()
            case wishes.BackRequest():
                self.back()
            case wishes.SearchRequest(text=text):
                self._search = text
                self._follow()
            case wishes.PersonRequest(owner=owner):
                self._owner = owner if owner in self.playback.histories else None
                self._follow()
            case wishes.InjectRequest(text=text):
                return self._inject_text(text)
            case _ if isinstance(wish, wishes.VIEW_REQUESTS):
                self._opened.fulfil(wish)
                self._draw()
            case _:
                raise RefusedMessage("A simulation is not edited; a JourneyEditor is for that.")
        self.revision += self.index != former
        return self.say(self._opened.said)

    def _inject_text(self, text: str) -> None:
        try:
            self.inject(json.loads(text))
        except (RejectedEvent, CannotInject, ValueError, RecursionError) as error:
            raise RefusedMessage(f"This cannot be injected: {error}") from None

    @traitlets.validate("index")
    def _within(self, proposal: Any) -> int:
        return min(max(int(proposal["value"]), 0), len(self.playback))

    @traitlets.observe("index")
    def _moved(self, change: Any) -> None:
        """Let those run who moved since; everything else follows when it comes to rest."""
        moves = self.playback.moves[change["old"] : self.index]
        runs = [move.transitions for move in moves if move.transitions]
        if runs:
            milliseconds = min(max(1000 // self.speed, _SHORTEST), _LONGEST)
            self.send({"tokens": runs[-_TOKENS:], "milliseconds": milliseconds})
        self._count()
        if not self.playing:
            self._follow()

    @traitlets.observe("playing")
    def _turned(self, _: Any) -> None:
        if not self.playing:
            self._follow()

    def _draw(self) -> None:
        opened = self._opened
        chosen = CanvasSelection(opened.steps, opened.place.transition, opened.place.item)
        self.show(Shown(scene(opened.journey, opened.chart, {}), chosen))
        self._count()
        self._follow()

    def _count(self) -> None:
        frame = self.playback.frame(self.index)
        with self.hold_sync():
            self.counts = {id: (each.entered, each.waiting) for id, each in frame.steps.items()}
            self.totals = frame.totals
            self.clock = "before the first move" if frame.clock is None else moment(frame.clock)

    def _follow(self) -> None:
        """Show who is there now, and the story of whoever is chosen."""
        step = self._opened.place.step
        self.people = json_values(listed_people(self._played, self.index, step, self._search, self._owner))

    def to_html(self, path: File) -> Path:
        """One file that plays the simulation anywhere, without network or kernel. Raises StoreError."""
        write(Path(path), journey_page(self.journey, self.playback))
        return Path(path)

    @property
    def svg(self) -> str:
        """The picture of how it stands at the end, for where no widget can run."""
        steps = self.playback.frame(len(self.playback)).steps
        counts = {id: {"entered": each.entered, "waiting": each.waiting} for id, each in steps.items()}
        return picture(self.journey, people_counts(counts))

    def __repr__(self) -> str:
        journey = self.journey
        return f"SimulationPlayer({(journey.name or journey.id)!r}: {len(self.playback):,} moves)"
