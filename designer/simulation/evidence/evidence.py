"""Questions to events that were opened."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from designer.simulation.evidence.condition_trial import MatchCounts, Stop, never
from engine.steps import Condition

if TYPE_CHECKING:
    from engine.events import Event
    from engine.paths import PathInfo
    from engine.plan import Plan
    from engine.simulate import SimulationResult

MOST_HELD: Final = 50_000
"""Events; of a kilobyte each they take about 300 MB."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes of a file whose events are held if they are few; of a larger one they are taken into a log."""

MOST_NAMED: Final = 20
"""Rejected lines whose reasons are kept."""

Watch = Callable[[int], object]
"""Told now and then how many bytes of a file have been read."""


class Rejections(Struct, frozen=True):
    """Documents that were no events: how many, and of the first of them where each stood and why.

    ``notes`` are sentences about the files; ``impression`` says what they seem to be if nothing was understood.
    """

    count: int = 0
    first: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    impression: str = ""


class Evidence(ABC):
    """Events that were opened. What takes long asks ``stop`` now and then, and raises Stopped."""

    def __init__(self, source: Path, total: int, rejections: Rejections) -> None:
        self.source: Final = source
        self.rejected: Final = rejections
        self._total = total

    def __len__(self) -> int:
        """Return how many events count: each id once, none that was voided."""
        return self._total

    @property
    def title(self) -> str:
        """Return how many there are, and where they are from."""
        return f"{len(self):,} {'event' if len(self) == 1 else 'events'} of {self.source.name}"

    @property
    @abstractmethod
    def events(self) -> Iterable[Event]:
        """All events that were read, in no order. Raises StoreError."""

    @abstractmethod
    def count(self, condition: Condition, stop: Stop = never) -> MatchCounts:
        """Count the events that match ``condition``, of those that count, until ``stop`` says so. Raises
        ConditionError, StoreError, Stopped.
        """

    @abstractmethod
    def paths(self) -> tuple[PathInfo, ...]:
        """The paths of the documents, with types and examples, sorted. Raises StoreError."""

    @abstractmethod
    def values(self, path: str) -> tuple[object, ...]:
        """Return what stands at a path, the commonest first. Raises StoreError."""

    @abstractmethod
    def simulated(
        self, plan: Plan, *, until: int | None = None, seed: int = 0, stop: Stop = never
    ) -> SimulationResult:
        """Run the events through the journey of ``plan`` to the instant ``until`` with ``seed``, documents kept,
        until ``stop`` says so.

        Raises StoreError, Stopped.
        """

    @abstractmethod
    def behind(self, simulated: SimulationResult) -> Iterable[Event]:
        """The events to explain a dry run with: all there are, or, of a long log, those that matched."""
