"""Records of coverage: frozen, of plain values; instants in microseconds."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct

from engine.progress import Status

Document = dict[str, Any]


class JourneyPath(Struct, frozen=True):
    """A path through a design: its transitions from the entry on, by index; ``rule`` is the exit rule that ends it."""

    transitions: tuple[int, ...]
    rule: str | None = None


class JourneyPaths(Struct, frozen=True):
    """Paths in branch order; ``cut``: the design has more of them than were asked for."""

    paths: tuple[JourneyPath, ...]
    cut: bool


class Walk(Struct, frozen=True, kw_only=True):
    """Somebody made up, and the events with which they walk a path; the engine has run them.

    Whoever still waits at its end goes on by the clock until everybody has arrived; the walk tells that, too.
    ``steps`` are those that the attempt enters, as ``simulate`` tells them. ``owner`` as in ``Progress``.
    ``items`` are the items of checklists that are completed. ``about`` is what is special about somebody's clock.
    """

    path: JourneyPath
    owner: str
    steps: tuple[str, ...]
    transitions: tuple[int, ...]
    items: frozenset[str]
    status: Status
    started_at: int
    ended_at: int
    documents: tuple[Document, ...]
    about: str = ""

    @property
    def takes(self) -> int:
        """Return how long it takes on the virtual clock, in microseconds."""
        return self.ended_at - self.started_at


class OmittedPath(Struct, frozen=True):
    """A path that nobody could be made up for, the steps along it, and why, in a sentence.

    Somebody gets as far as the first ``reached`` of its transitions.
    """

    path: JourneyPath
    steps: tuple[str, ...]
    reason: str
    reached: int = 0


class CoverageGap(Struct, frozen=True):
    """A part of the design that nobody walks: a step, a transition (by index), an item, an exit rule; and why.

    One that was not ``tried`` lies on none of the paths that the bound left.
    """

    part: str | int
    reason: str
    tried: bool = True


class WalkedShare(NamedTuple):
    """``walked`` paths of the number ``of``."""

    walked: int
    of: int


class PartCoverage(Struct, frozen=True):
    """The number of parts of one kind, and those that nobody walks, in the order of the design."""

    of: int
    missing: tuple[CoverageGap, ...]

    @property
    def walked(self) -> int:
        return self.of - len(self.missing)


class Coverage(Struct, frozen=True, kw_only=True):
    """Made-up people, and what of the design they walk.

    ``cut``: the design has more paths than the ``bound``. ``until`` is the instant to simulate to, that of the
    newest document. ``documents`` are everybody's, in order of time.
    """

    walks: tuple[Walk, ...]
    left_out: tuple[OmittedPath, ...]
    bound: int
    cut: bool
    until: int
    documents: tuple[Document, ...]
    steps: PartCoverage
    transitions: PartCoverage
    items: PartCoverage
    rules: PartCoverage

    @property
    def is_complete(self) -> bool:
        """Tell whether everything that was tried, paths and parts of the design, is walked by somebody."""
        missing = (each for part in self.parts.values() for each in part.missing)
        return not self.left_out and not any(each.tried for each in missing)

    @property
    def paths(self) -> WalkedShare:
        """Return how many of the paths that were tried are walked to their ends, ends by exit rules among them."""
        begun = {
            JourneyPath(each.path.transitions[: each.reached])
            for each in self.left_out
            if each.path.rule is None
        }
        walked = len({walk.path for walk in self.walks} - begun)
        return WalkedShare(walked, walked + len(self.left_out))

    @property
    def parts(self) -> dict[str, PartCoverage]:
        """The parts of the design by what they are called."""
        return {
            "steps": self.steps,
            "transitions": self.transitions,
            "items": self.items,
            "exit_rules": self.rules,
        }
