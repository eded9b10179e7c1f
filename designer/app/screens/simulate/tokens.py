"""Tokens on their way along lines: which cells they are in at a moment of real time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from designer.diagram.layout import GraphLayout

Cell = tuple[int, int]

RUN: Final = 0.7
"""Seconds that a token takes."""

MOST: Final = 40
"""Tokens at once; of more, the last."""


class Tokens:
    """``start`` sends tokens on their way, ``at`` tells where all of them are."""

    def __init__(self) -> None:
        self._running: list[tuple[float, tuple[Cell, ...]]] = []

    def start(self, layout: GraphLayout, runs: Iterable[Sequence[int]], now: float) -> None:
        """``runs``: the transitions that each token takes, one after the other."""
        transitions = (
            tuple(cell for transition in run for cell in along(layout.routes[transition].points))
            for run in runs
        )
        self._running = [*self._running, *((now, cells) for cells in transitions if cells)][-MOST:]

    def at(self, now: float) -> frozenset[Cell]:
        self._running = [each for each in self._running if now - each[0] < RUN]
        return frozenset(cells[int((now - begun) / RUN * len(cells))] for begun, cells in self._running)


def along(points: Sequence[Cell]) -> Iterator[Cell]:
    """Every cell of a line with corners, its ends included."""
    yield points[0]
    for (x, y), (to_x, to_y) in pairwise(points):
        across, down = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        for _ in range(abs(to_x - x) + abs(to_y - y)):
            x, y = x + across, y + down
            yield x, y
