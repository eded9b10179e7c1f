"""Choose the hops that run straight, and with them the stops that move across as one block."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from designer.diagram.layout.lattice import Hop, Lattice
from designer.diagram.layout.stop_order import Order


def blocks(lattice: Lattice, order: Order) -> list[list[int]]:
    """The stops of ``lattice`` in blocks, each with its stops in consecutive layers, first layer first, given the
    ``order`` of layers.

    Straight hops never cross one another, so blocks always have room beside each other.
    """
    following = dict(_straight_hops(lattice, order))
    joined = set(following.values())
    result = []
    for start in (stop for layer in order for stop in layer if stop not in joined):
        block = [start]
        while block[-1] in following:
            block.append(following[block[-1]])
        result.append(block)
    return result


def _straight_hops(lattice: Lattice, order: Order) -> list[Hop]:
    """Accept the candidates of ``lattice`` in this ``order``, main lines and long lines first, unless they cross one
    accepted before.
    """
    place = {stop: index for layer in order for index, stop in enumerate(layer)}
    accepted: list[list[Hop]] = [[] for _ in order]  # by gap: pairs of places, sorted
    result = []
    for a, b in _candidates(lattice, place):
        pair = (place[a], place[b])
        gap = accepted[lattice.stops[b].layer]
        at = bisect_left(gap, pair)
        if (at == 0 or gap[at - 1][1] < pair[1]) and (at == len(gap) or gap[at][1] > pair[1]):
            gap.insert(at, pair)
            result.append((a, b))
    return result


def _candidates(lattice: Lattice, place: Mapping[int, int]) -> list[Hop]:
    """The hops of ``lattice`` that both of their stops, by their ``place`` in the layer, would have straight, the
    weightiest first.
    """
    after: dict[int, list[Hop]] = {}
    before: dict[int, list[Hop]] = {}
    for hop in sorted(lattice.links, key=lambda hop: (place[hop[0]], place[hop[1]])):
        after.setdefault(hop[0], []).append(hop)
        before.setdefault(hop[1], []).append(hop)
    run = _runs(lattice)
    wanted_after = {_straight(lattice, hops, 0, run) for hops in after.values()}
    wanted_before = {_straight(lattice, hops, 1, run) for hops in before.values()}
    stops = lattice.stops

    def rank(hop: Hop) -> tuple[bool, bool, int, int]:
        passing = stops[hop[0]].node is None and stops[hop[1]].node is None
        return (not lattice.links[hop], not passing, stops[hop[0]].layer, place[hop[0]])

    wanted = wanted_after & wanted_before
    return sorted((hop for hop in lattice.links if hop in wanted), key=rank)


def _straight(lattice: Lattice, hops: Sequence[Hop], end: int, run: Mapping[int, int]) -> Hop | None:
    """Choose of the ``hops`` on one side of a stop of ``lattice`` the one to keep straight; `end` says which of
    their stops it is.

    A node keeps its middle main line, or stands between if their number is even; else the longest line (``run``) goes
    on.
    """
    if len(hops) == 1:
        return hops[0]
    main = [hop for hop in hops if lattice.links[hop]]
    passing = [hop for hop in hops if lattice.stops[hop[1 - end]].node is None]
    at_node = lattice.stops[hops[0][end]].node is not None
    if at_node and main:
        return _middle(main) if len(main) % 2 else None
    choice = passing or main or hops
    longest = max(run[hop[1 - end]] for hop in choice)
    return _middle([hop for hop in choice if run[hop[1 - end]] == longest])


def _middle(hops: Sequence[Hop]) -> Hop:
    return hops[(len(hops) - 1) // 2]


def _runs(lattice: Lattice) -> dict[int, int]:
    """Return how many hops the longest line that meets each stop has run until there."""
    run: dict[int, int] = {}
    for path in lattice.paths.values():
        for hops, stop in enumerate(path):
            run[stop] = max(hops, run.get(stop, 0))
    return run
