"""The place of each waypoint of any journey along the way: what Learning Locker calls its order.

Kept for the plans in use: thousands of owners ask for the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import networkx as nx

from engine.dialects.learninglocker import extras
from engine.dialects.learninglocker.form import Point
from engine.journey import Journey
from engine.plan import Place, Plan
from engine.steps import Checklist, Waypoint


@lru_cache(maxsize=16)
def waypoints(plan: Plan) -> Mapping[Place, Point]:
    """Every waypoint and item, earlier ones first, by the place of its test in a plan; the last part is its id."""
    journey = plan.journey
    found: dict[Place, Point] = {}
    for id in _along(journey):
        step = journey.steps[id]
        if isinstance(step, Waypoint):
            found["step", id] = step
        elif isinstance(step, Checklist):
            found |= {("item", id, item): each for item, each in step.items.items()}
    return MappingProxyType(found)


@lru_cache(maxsize=16)
def orders(plan: Plan) -> Mapping[str, int]:
    """The order of each waypoint by its id: as imported, or counted from 0."""
    ids = [place[-1] for place in waypoints(plan)]
    return MappingProxyType(dict(zip(ids, extras.orders(plan.journey, ids), strict=True)))


def _along(journey: Journey) -> list[str]:
    """The steps so that none comes before one that leads to it (but for circles); the first branch comes first."""
    later = nx.dfs_postorder_nodes(
        journey.graph, journey.entry, sort_neighbors=lambda steps: reversed(list(steps))
    )
    reached = list(later)[::-1]
    return reached + [id for id in journey.steps if id not in set(reached)]
