"""Order the stops of each layer so that few lines cross."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence

from designer.diagram.layout.lattice import Hop, Lattice

SWEEPS = 12  # there and back counts as two
PATIENCE = 3  # sweeps without gain before giving up
STEPS = 200_000  # hops looked at, over all sweeps: what keeps a dense graph within a second

Order = list[list[int]]


def order_stops(lattice: Lattice, former: Mapping[int, int]) -> Order:
    """The stops of each layer from first to last across.

    `former` has the place of each stop known from an earlier picture: such stops keep their order among themselves.
    """
    sorter = _Sorter(lattice, former)
    order = [sorter.keep_former(list(layer)) for layer in lattice.layers]
    best, fewest, last_gain = order, sorter.crossings(order), 0
    for sweep in range(min(SWEEPS, STEPS // (len(lattice.links) + 1))):
        if fewest == 0 or sweep - last_gain > PATIENCE:
            break
        order = sorter.sweep(order, rightwards=sweep % 2 == 0)
        count = sorter.crossings(order)
        if count < fewest:
            best, fewest, last_gain = order, count, sweep
    return best


class _Sorter:
    def __init__(self, lattice: Lattice, former: Mapping[int, int]) -> None:
        self.former = former
        count = len(lattice.stops)
        self.before: list[list[int]] = [[] for _ in range(count)]
        self.after: list[list[int]] = [[] for _ in range(count)]
        self.turns = lattice.turns
        self.gaps: list[list[Hop]] = [[] for _ in lattice.layers]
        for early, late in lattice.links:
            self.gaps[lattice.stops[late].layer].append((early, late))
            self.after[early].append(late)
            self.before[late].append(early)
        for a, b in lattice.turns:
            # A line that turns round beside a node has no neighbour on that side; it goes with the node.
            if lattice.stops[a].node is not None:
                self.after[b] = self.after[b] or self.after[a]
            else:
                self.before[a] = self.before[a] or self.before[b]

    def sweep(self, order: Order, rightwards: bool) -> Order:
        """Sort each layer of ``order`` by the middle of what its stops are joined to in the layer sorted just
        before: ``rightwards`` or back.
        """
        neighbours = self.before if rightwards else self.after
        done: Order = []
        place = [0] * len(self.before)
        for layer in order if rightwards else reversed(order):
            done.append(self._sort(layer, neighbours, place))
            for index, stop in enumerate(done[-1]):
                place[stop] = index
        return done if rightwards else done[::-1]

    def _sort(self, layer: list[int], neighbours: list[list[int]], place: Sequence[int]) -> list[int]:
        """Sort the stops of a ``layer``: those without ``neighbours`` stay where they are, the others are dealt to
        the rest by ``place``.
        """
        if len(layer) == 1:
            return layer
        movable = [stop for stop in layer if neighbours[stop]]
        middle = {s: sum(place[n] for n in neighbours[s]) / len(neighbours[s]) for s in movable}
        dealt = iter(sorted(movable, key=middle.__getitem__))
        return self.keep_former([next(dealt) if neighbours[stop] else stop for stop in layer])

    def keep_former(self, layer: list[int]) -> list[int]:
        if not self.former:
            return layer
        known = iter(sorted((stop for stop in layer if stop in self.former), key=self.former.__getitem__))
        return [next(known) if stop in self.former else stop for stop in layer]

    def crossings(self, order: Order) -> int:
        """Return how many pairs of hops cross; a turn beside a node crosses whatever lies between its two stops."""
        place = [0] * len(self.before)
        for layer in order:
            for index, stop in enumerate(layer):
                place[stop] = index
        turned = sum(abs(place[a] - place[b]) - 1 for a, b in self.turns)
        return turned + sum(
            _inversions([(place[a], place[b]) for a, b in gap]) for gap in self.gaps if len(gap) > 1
        )


def _inversions(pairs: list[tuple[int, int]]) -> int:
    """Pairs of pairs that are ordered one way by their first and the other way by their second."""
    pairs.sort()
    ends: list[int] = []
    count = 0
    for _, end in reversed(pairs):
        count += bisect_left(ends, end)
        insort(ends, end)
    return count
