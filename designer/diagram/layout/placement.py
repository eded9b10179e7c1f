"""Place the blocks across: as near to what they are joined to as the room between neighbours allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from designer.diagram.layout.axes import Axes
from designer.diagram.layout.lattice import Lattice, LatticeStop
from designer.diagram.layout.stop_order import Order

ROUNDS = 6
FAR = 1 << 60  # cells
STEPS = 300_000  # springs and neighbours looked at, over all rounds
MAIN, MINOR, FORMER = 64, 1, 512  # how hard main lines, other lines and former positions pull


def place_stops(
    lattice: Lattice, order: Order, blocks: Sequence[Sequence[int]], axes: Axes, former: Mapping[int, int]
) -> list[int]:
    """The place across at which lines meet each stop of ``lattice``, from any origin, given the ``order`` of layers
    and the ``blocks``.

    `former` has wishes from an earlier picture; ``axes`` is the direction.
    """
    block_of = {stop: number for number, block in enumerate(blocks) for stop in block}
    field = _Field(len(blocks))
    for layer in order:
        for a, b in pairwise(layer):
            field.part(block_of[a], block_of[b], _apart(lattice.stops[a], lattice.stops[b], axes))
    for (a, b), main in lattice.links.items():
        field.join(block_of[a], block_of[b], MAIN if main else MINOR)
    for a, b in lattice.turns:
        field.join(block_of[a], block_of[b], MINOR)
    for stop, across in former.items():
        field.hold(block_of[stop], across, FORMER)
    field.pack()
    field.settle()
    return [field.at[block_of[stop]] for stop in range(len(lattice.stops))]


def _apart(a: LatticeStop, b: LatticeStop, axes: Axes) -> int:
    """The least distance across from where lines meet `a` to where they meet `b`, the next one."""
    boxes = (a.node is not None) + (b.node is not None)
    free = (axes.between_lines, axes.beside_boxes, axes.between_boxes)[boxes]
    return a.across - a.port + free + b.port


class _Field:
    """Blocks on a line, held apart by least distances and pulled together by springs."""

    def __init__(self, count: int) -> None:
        self.at = [0] * count
        self.springs: list[dict[int, int]] = [{} for _ in range(count)]
        self.held: list[tuple[int, int]] = [(0, 0)] * count  # sum of weight * wish, sum of weights
        # Neighbours with their least distance: [0] towards the start, [1] towards the end.
        self.beside: tuple[list[dict[int, int]], list[dict[int, int]]] = (
            [{} for _ in range(count)],
            [{} for _ in range(count)],
        )
        self.steps = STEPS

    def part(self, a: int, b: int, distance: int) -> None:
        self.beside[1][a][b] = self.beside[0][b][a] = max(distance, self.beside[1][a].get(b, 0))

    def join(self, a: int, b: int, weight: int) -> None:
        if a != b:
            self.springs[a][b] = self.springs[b][a] = self.springs[a].get(b, 0) + weight

    def hold(self, block: int, wish: int, weight: int) -> None:
        total, weights = self.held[block]
        self.held[block] = (total + weight * wish, weights + weight)

    def pack(self) -> None:
        """Put every block as near to the start as those before it allow."""
        waiting = [len(before) for before in self.beside[0]]
        ready = [block for block, count in enumerate(waiting) if count == 0]
        for block in ready:
            for other, distance in self.beside[1][block].items():
                self.at[other] = max(self.at[other], self.at[block] + distance)
                waiting[other] -= 1
                if waiting[other] == 0:
                    ready.append(other)

    def settle(self) -> None:
        """Pull on every block, forth and back, until all are at rest."""
        blocks = range(len(self.at))
        for _ in range(ROUNDS):
            moved = [self._pull(block) for block in blocks if self.steps > 0]
            if not any(moved):
                return
            blocks = blocks[::-1]

    def _pull(self, block: int) -> bool:
        """Move a block to where its springs are at rest, pushing on what is in the way while that gains more."""
        group = _Group(self, block)
        if group.side:
            group.move()
            group.leave()
        return group.gone > 0


class _Group:
    """Blocks that move to one side as one, with what they meet on their way."""

    def __init__(self, field: _Field, first: int) -> None:
        self.field = field
        self.gone = self.side = 0
        self.joined: dict[int, int] = {}  # what ``gone`` was when each of its blocks joined
        self.pull = self.weights = 0  # sum of weight * distance to all that pulls, sum of weights
        self.ahead: list[tuple[int, int]] = []  # a heap: how far to go to meet a block, the block
        self.fresh: list[int] = []  # blocks of the group that have not looked ahead yet
        self._add(first)
        wish = self._wish()
        self.side = (wish > 0) - (wish < 0)

    def _add(self, block: int) -> None:
        """Let go of what pulled on the group from ``block``, and the other way round."""
        field, joined = self.field, self.joined
        at, here, springs = field.at, field.at[block], field.springs[block]
        held, weights = field.held[block]
        pull = held - weights * here
        for other, weight in springs.items():
            if other in joined:
                pull += weight * (at[other] + self.side * (self.gone - joined[other]) - here)
                weights -= weight
            else:
                pull += weight * (at[other] - here)
                weights += weight
        self.pull, self.weights = self.pull + pull, self.weights + weights
        self.fresh.append(block)
        joined[block] = self.gone
        field.steps -= 1 + len(springs)

    def _wish(self) -> int:
        """Return how far the group would move, rounded."""
        return (2 * self.pull + self.weights) // (2 * self.weights) if self.weights else 0

    def move(self) -> None:
        """Go to where all springs are at rest together; what is met on the way joins."""
        while (wish := self._wish() * self.side) > 0:
            step = min(self._free(), wish)
            self.gone += step
            self.pull -= self.weights * step * self.side
            if step == wish:
                return
            for met in self._met():
                self._add(met)

    def _free(self) -> int:
        """Return how far the group can go before it meets a block."""
        self._look_ahead()
        while self.ahead and self.ahead[0][1] in self.joined:
            heappop(self.ahead)
        return self.ahead[0][0] - self.gone if self.ahead else FAR

    def _look_ahead(self) -> None:
        at, beside = self.field.at, self.field.beside[self.side > 0]
        for block in self.fresh:
            here = at[block]
            for other, distance in beside[block].items():
                heappush(self.ahead, (self.gone + (at[other] - here) * self.side - distance, other))
            self.field.steps -= len(beside[block])
        self.fresh.clear()

    def _met(self) -> set[int]:
        """The blocks that it touches now."""
        met = set()
        while self.ahead and self.ahead[0][0] == self.gone:
            met.add(heappop(self.ahead)[1])
        return {block for block in met if block not in self.joined}

    def leave(self) -> None:
        """Put the blocks where the group has gone."""
        for block, gone in self.joined.items():
            self.field.at[block] += self.side * (self.gone - gone)
