"""The interface of all sources, and the result of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from designer.simulation.evidence import Stop, TrialStopped
from designer.simulation.replay import Replay
from engine.events import Event
from engine.journey import Journey
from engine.simulate import SimulationResult


class Judgement(Struct, frozen=True):
    """The standing of a run to what its scenario expects of so many ``people``.

    ``wrong`` has a sentence for each expectation that does not hold, ``why`` all there is to know of them, in lines.
    """

    people: int
    wrong: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class SourceRun(Struct, frozen=True):
    """A run to be gone through, what it is of, and, of a scenario, whether what it expects has come."""

    played: Replay
    title: str
    judgement: Judgement | None = None


class Play(Protocol):
    """Something to run through any journey, again whenever the journey is another. Nothing of it is stored."""

    @property
    def title(self) -> str:
        """Return what it is called before it is run."""

    def through(self, journey: Journey, stop: Stop) -> SourceRun:
        """Run it through ``journey`` until ``stop`` says so.

        Raises InvalidJourney, ConditionError, StoreError, EndlessAttempt, TrialStopped.
        """


def to_play(simulated: SimulationResult, events: Iterable[Event], stop: Stop) -> Replay:
    """The run, its first picture computed. ``simulated`` must have kept the documents of these events."""
    if stop():
        raise TrialStopped
    played = Replay.of(simulated, events)
    played.playback.frame(0)
    return played
