"""Navigation from step to step in a picture, in the four directions of the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from designer.diagram.layout import Box, GraphLayout

Toward = Literal["left", "right", "up", "down"]

SIGHT: Final = 2
"""How much further to the side than ahead a step may lie."""

_UNIT = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def neighbour(layout: GraphLayout, step: str, toward: Toward) -> str | None:
    """The step of ``layout`` to which an arrow key leads ``toward``: along a transition if one leads that way, else
    the nearest in sight.

    To the side, the end of a transition that is out of sight comes last. ``step`` is where it begins.
    """
    here = layout.boxes[step]
    linked = _ahead(here, [layout.boxes[id] for id in _neighbours_by_line(layout, step)], toward)
    in_sight = [box for box in _ahead(here, layout.boxes.values(), toward) if _in_sight(here, box, toward)]
    ahead = linked or in_sight if _is_along(layout, toward) else in_sight or linked
    return min(ahead, key=lambda box: _distance(here, box, toward)).id if ahead else None


def _is_along(layout: GraphLayout, toward: Toward) -> bool:
    return (toward in ("left", "right")) == (layout.direction == "right")


def _neighbours_by_line(layout: GraphLayout, step: str) -> set[str]:
    ends = {(route.source, route.target) for route in layout.routes.values()}
    return {end for pair in ends if step in pair for end in pair} - {step}


def _ahead(here: Box, boxes: Iterable[Box], toward: Toward) -> list[Box]:
    """The ``boxes`` that begin beyond ``here``, seen ``toward`` a direction."""
    return [box for box in boxes if box.id != here.id and _gap(here, box, toward) > 0]


def _gap(here: Box, there: Box, toward: Toward) -> int:
    """The way to go ``toward`` a direction from the middle of ``here`` to that of ``there``, in half cells."""
    x, y = _UNIT[toward]
    (from_x, from_y), (to_x, to_y) = _middle(here), _middle(there)
    return (to_x - from_x) * x + (to_y - from_y) * y


def _in_sight(here: Box, there: Box, toward: Toward) -> bool:
    """Tell whether ``there`` lies rather ``toward`` this direction from ``here`` than to the side of it."""
    (from_x, from_y), (to_x, to_y) = _middle(here), _middle(there)
    x, y = abs(to_x - from_x), 2 * abs(to_y - from_y)
    return y <= SIGHT * x if toward in ("left", "right") else x <= SIGHT * y


def _distance(here: Box, there: Box, toward: Toward) -> tuple[int, str]:
    """The distance from ``here`` to ``there``: to the side of ``toward`` counts as further than along it; a cell is
    twice as high as wide.
    """
    (from_x, from_y), (to_x, to_y) = _middle(here), _middle(there)
    x, y = abs(to_x - from_x), 2 * abs(to_y - from_y)
    return (x + 3 * y if toward in ("left", "right") else y + 3 * x), there.id


def _middle(box: Box) -> tuple[int, int]:
    return 2 * box.x + box.width, 2 * box.y + box.height
