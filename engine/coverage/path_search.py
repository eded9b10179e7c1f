"""The paths of a design: from the entry to an exit, or to where nobody gets any further.

A way back is taken at most once in a path, so there is an end to them. A random split that is passed again leads the
way it led before: the draw is the same (semantics §4). Only ways that lead to an end are gone, so listing N paths
takes the time of N paths, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from math import prod
from typing import Final

from msgspec import Struct

from engine.coverage.coverage import JourneyPath, JourneyPaths
from engine.coverage.path_graph import PathGraph, Ways
from engine.journey import Journey

RAREST: Final = 1 / 5_000
"""The share of people who take a path, below which it is too rare to look for one of them."""


def paths(journey: Journey, bound: int) -> JourneyPaths:
    """The paths of ``journey`` in branch order, at most ``bound`` of them.

    Of more, a few that take every transition are among them, and none that is too rare for anybody to draw it.
    """
    graph = PathGraph(journey)
    listed = list(islice(_all(graph), bound + 1))
    if len(listed) <= bound:
        return JourneyPaths(tuple(map(JourneyPath, listed)), cut=False)
    found = dict.fromkeys(each for each in (*_covering(graph), *listed) if share(journey, each) >= RAREST)
    return JourneyPaths(tuple(map(JourneyPath, sorted(islice(found, bound)))), cut=True)


def through(journey: Journey, way: int) -> JourneyPath | None:
    """The shortest path through ``journey`` that takes the transition ``way``; None if there is none, or it is too
    rare.
    """
    graph = PathGraph(journey)
    found = _through(graph, way) if way in graph.ways else None
    return None if found is None or share(journey, found) < RAREST else JourneyPath(found)


def drawn(journey: Journey, draws: Mapping[str, int], wanted: Collection[int]) -> JourneyPath | None:
    """The path through ``journey`` with most of the ``wanted`` transitions where random splits lead as ``draws``;
    None if none does.
    """
    others = {way for way, each in enumerate(journey.transitions) if draws.get(each.source, way) != way}
    ways = _richest(PathGraph(journey, others), wanted)
    return None if set(wanted).isdisjoint(ways) else JourneyPath(ways)


def share(journey: Journey, ways: Ways) -> float:
    """The share of people for whom the random splits draw these ways, between 0 and 1."""
    return prod((journey.transitions[way].percent or 100) / 100 for way in set(ways))


class _Prefix(Struct, frozen=True):
    """The path so far: the step, the ways back it has used up, the branch of each random split."""

    ways: Ways
    at: str
    used: frozenset[int] = frozenset()
    drawn: dict[str, int] = {}


def _all(graph: PathGraph) -> Iterator[Ways]:
    """All paths in branch order, depth first."""
    ahead = [_Prefix((), graph.journey.entry)]
    while ahead:
        prefix = ahead.pop()
        further = list(_further(graph, prefix))
        if not further:
            yield prefix.ways
        ahead += reversed(further)


def _further(graph: PathGraph, prefix: _Prefix) -> Iterator[_Prefix]:
    """The ways of ``graph`` that lead on from ``prefix`` to an end."""
    at = prefix.at
    for way in (prefix.drawn[at],) if at in prefix.drawn else graph.out(at):
        if way in prefix.used:
            continue
        used = prefix.used | {way} if way in graph.back else prefix.used
        if graph.target(way) in graph.far(used):
            drawn = {**prefix.drawn, at: way} if graph.is_drawn(at) else prefix.drawn
            yield _Prefix((*prefix.ways, way), graph.target(way), used, drawn)


def _covering(graph: PathGraph) -> Iterator[Ways]:
    """Paths that take every transition; each takes as many new ones as it can without going back."""
    wanted = set(graph.ways)
    while not wanted.isdisjoint(ways := _richest(graph, wanted)):
        wanted.difference_update(ways)
        yield ways
    for way in graph.ways:
        if way in wanted and (found := _through(graph, way)):
            wanted.difference_update(found)
            yield found


def _richest(graph: PathGraph, wanted: Collection[int]) -> Ways:
    """The path that takes most of the wanted ways before it goes back anywhere; the first of several."""
    worth: dict[str, int] = {}
    best: dict[str, int] = {}
    for step in reversed(graph.steps):
        ways = {
            way: (way in wanted) + worth[graph.target(way)]
            for way in graph.out(step)
            if way not in graph.back
        }
        worth[step] = max(ways.values(), default=0)
        if ways:
            best[step] = max(ways, key=ways.__getitem__)
    ways_, at = [], graph.journey.entry
    while at in best:
        ways_.append(best[at])
        at = graph.target(best[at])
    path = (*ways_, *graph.onward(at))
    return path if _is_drawn_alike(graph, path) else ()


def _through(graph: PathGraph, way: int) -> Ways | None:
    """The shortest path that takes a way, if there is one for which the draws can be."""
    path = (*graph.onto(graph.source(way)), way, *graph.onward(graph.target(way)))
    return path if _is_drawn_alike(graph, path) else None


def _is_drawn_alike(graph: PathGraph, ways: Ways) -> bool:
    """Tell whether each random split of ``graph`` leads one way only on ``ways``."""
    drawn = {way for way in ways if graph.is_drawn(graph.source(way))}
    return len({graph.source(way) for way in drawn}) == len(drawn)
