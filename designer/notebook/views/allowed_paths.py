"""The paths that a design allows, and whether a path is one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from engine.journey import Journey
from engine.steps import Exit, is_recorded

Path = tuple[str, ...]
"""The recorded steps, in the order in which they are entered."""


class AllowedPaths(Struct, frozen=True):
    """Paths from the entry to an exit on which no transition is taken twice; ``cut``: there are more."""

    paths: tuple[Path, ...]
    cut: bool


def allowed_paths(journey: Journey, most: int) -> AllowedPaths:
    """The first ``most`` of the paths, in the order of the branches."""
    found: dict[Path, None] = {}
    for path in _onward(journey, journey.entry, (), frozenset()):
        if path not in found and len(found) == most:
            return AllowedPaths(tuple(found), cut=True)
        found[path] = None
    return AllowedPaths(tuple(found), cut=False)


def _onward(journey: Journey, step: str, path: Path, used: frozenset[int]) -> Iterator[Path]:
    here = (*path, step) if is_recorded(journey.steps[step]) else path
    if isinstance(journey.steps[step], Exit):
        yield here
    for index, transition in journey.out(step):
        if index not in used:
            yield from _onward(journey, transition.target, here, used | {index})


def off_the_design(journey: Journey, path: Sequence[str]) -> str | None:
    """The first step to which no transition of the design leads from the step before; None for a path that it
    allows.
    """
    if path and path[0] != journey.entry:
        return path[0]
    nexts: dict[str, set[str]] = {}
    for step, onward in pairwise(path):
        if step not in nexts:
            nexts[step] = _next_recorded(journey, step)
        if onward not in nexts[step]:
            return onward
    return None


def _next_recorded(journey: Journey, step: str) -> set[str]:
    """The recorded steps to which transitions lead without passing another recorded step."""
    found: set[str] = set()
    ahead = [transition.target for _, transition in journey.out(step)]
    while ahead:
        target = ahead.pop()
        if target not in found:
            found.add(target)
            if not is_recorded(journey.steps[target]):
                ahead += [transition.target for _, transition in journey.out(target)]
    return {each for each in found if is_recorded(journey.steps[each])}
