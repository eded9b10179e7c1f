"""Place the blocks across: as near to what they are joined to as the room between neighbours allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from designer.layout.axes import Axes
from designer.layout.lattice import Lattice, Stop
from designer.layout.ordering import Order

ROUNDS = 6
STEPS = 300_000  # springs and neighbours looked at, over all rounds
MAIN, MINOR, FORMER = 64, 1, 512  # how hard main lines, other lines and former positions pull


def place_stops(
    lattice: Lattice, order: Order, blocks: Sequence[Sequence[int]], axes: Axes, former: Mapping[int, int]
) -> list[int]:
    """Where across the lines meet each stop, from any origin. `former` has wishes from an earlier picture."""
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


def _apart(a: Stop, b: Stop, axes: Axes) -> int:
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
        group = {block}
        moved = False
        wish = self._wish(group)
        side = 1 if wish > 0 else -1
        while wish * side > 0:
            free, blocking = self._free(group, side)
            step = min(free, wish * side)
            for member in group if step else ():
                self.at[member] += step * side
                moved = True
            if step == wish * side:
                break
            group |= blocking
            wish = self._wish(group)
        return moved

    def _wish(self, group: set[int]) -> int:
        """How far the group as a whole would move, rounded."""
        at = self.at
        pull = weights = 0
        for block in group:
            here, springs = at[block], self.springs[block]
            held, hold = self.held[block]
            pull += held - hold * here
            weights += hold
            for other, weight in springs.items():
                if other not in group:
                    pull += weight * (at[other] - here)
                    weights += weight
            self.steps -= 1 + len(springs)
        return (2 * pull + weights) // (2 * weights) if weights else 0

    def _free(self, group: set[int], side: int) -> tuple[int, set[int]]:
        """How far the group can move to that side, and the blocks it meets there."""
        free, blocking = 1 << 60, set[int]()
        beside = self.beside[side > 0]
        for block in group:
            self.steps -= 1 + len(beside[block])
            for other, distance in beside[block].items():
                if other not in group:
                    room = (self.at[other] - self.at[block]) * side - distance
                    if room < free:
                        free, blocking = room, {other}
                    elif room == free:
                        blocking.add(other)
        return free, blocking
