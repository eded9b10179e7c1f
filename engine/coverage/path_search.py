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
from engine.coverage.path_graph import PathGraph, TransitionPath
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
    found = dict.fromkeys(
        each for each in (*_covering_paths(graph), *listed) if share(journey, each) >= RAREST
    )
    return JourneyPaths(tuple(map(JourneyPath, sorted(islice(found, bound)))), cut=True)


def through(journey: Journey, transition: int) -> JourneyPath | None:
    """The shortest path through ``journey`` that takes ``transition``; None if there is none, or it is too
    rare.
    """
    graph = PathGraph(journey)
    found = _through(graph, transition) if transition in graph.transitions else None
    return None if found is None or share(journey, found) < RAREST else JourneyPath(found)


def path_with_draws(
    journey: Journey, draws: Mapping[str, int], wanted: Collection[int]
) -> JourneyPath | None:
    """The path through ``journey`` with most of the ``wanted`` transitions where random splits lead as ``draws``;
    None if none does.
    """
    others = {
        transition
        for transition, each in enumerate(journey.transitions)
        if draws.get(each.source, transition) != transition
    }
    transitions = _richest(PathGraph(journey, others), wanted)
    return None if set(wanted).isdisjoint(transitions) else JourneyPath(transitions)


def share(journey: Journey, transitions: TransitionPath) -> float:
    """The share of people for whom the random splits draw these transitions, between 0 and 1."""
    return prod((journey.transitions[transition].percent or 100) / 100 for transition in set(transitions))


class _Prefix(Struct, frozen=True):
    """The path so far: the step, the transitions back it has used up, the branch of each random split."""

    transitions: TransitionPath
    at: str
    used: frozenset[int] = frozenset()
    drawn: dict[str, int] = {}


def _all(graph: PathGraph) -> Iterator[TransitionPath]:
    """All paths in branch order, depth first."""
    ahead = [_Prefix((), graph.journey.entry)]
    while ahead:
        prefix = ahead.pop()
        further = list(_further(graph, prefix))
        if not further:
            yield prefix.transitions
        ahead += reversed(further)


def _further(graph: PathGraph, prefix: _Prefix) -> Iterator[_Prefix]:
    """The transitions of ``graph`` that lead on from ``prefix`` to an end."""
    at = prefix.at
    for transition in (prefix.drawn[at],) if at in prefix.drawn else graph.out(at):
        if transition in prefix.used:
            continue
        used = prefix.used | {transition} if transition in graph.back else prefix.used
        if graph.target(transition) in graph.far(used):
            drawn = {**prefix.drawn, at: transition} if graph.is_drawn(at) else prefix.drawn
            yield _Prefix((*prefix.transitions, transition), graph.target(transition), used, drawn)


def _covering_paths(graph: PathGraph) -> Iterator[TransitionPath]:
    """Paths that take every transition; each takes as many new ones as it can without going back."""
    wanted = set(graph.transitions)
    while not wanted.isdisjoint(transitions := _richest(graph, wanted)):
        wanted.difference_update(transitions)
        yield transitions
    for transition in graph.transitions:
        if transition in wanted and (found := _through(graph, transition)):
            wanted.difference_update(found)
            yield found


def _richest(graph: PathGraph, wanted: Collection[int]) -> TransitionPath:
    """The path that takes most of the wanted transitions before it goes back anywhere; the first of several."""
    worth: dict[str, int] = {}
    best: dict[str, int] = {}
    for step in reversed(graph.steps):
        transitions = {
            transition: (transition in wanted) + worth[graph.target(transition)]
            for transition in graph.out(step)
            if transition not in graph.back
        }
        worth[step] = max(transitions.values(), default=0)
        if transitions:
            best[step] = max(transitions, key=transitions.__getitem__)
    indexes, at = [], graph.journey.entry
    while at in best:
        indexes.append(best[at])
        at = graph.target(best[at])
    path = (*indexes, *graph.onward(at))
    return path if _has_one_draw_per_split(graph, path) else ()


def _through(graph: PathGraph, transition: int) -> TransitionPath | None:
    """The shortest path that takes a transition, if there is one for which the draws can be."""
    path = (*graph.onto(graph.source(transition)), transition, *graph.onward(graph.target(transition)))
    return path if _has_one_draw_per_split(graph, path) else None


def _has_one_draw_per_split(graph: PathGraph, transitions: TransitionPath) -> bool:
    """Tell whether each random split of ``graph`` leads one way only on ``transitions``."""
    drawn = {transition for transition in transitions if graph.is_drawn(graph.source(transition))}
    return len({graph.source(transition) for transition in drawn}) == len(drawn)
