"""Give every line that turns in a gap a track of its own, so that no two lines run on top of each other.

The hops that start from one stop share a trunk, and so do those that only meet where they end. Where one line enters
the gap in the row in which another leaves it, the first must turn off before the second turns in; where lines wait for
each other in a circle, one of them changes tracks on a row nobody else uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from itertools import count

from msgspec import Struct

from designer.diagram.layout.lattice import Hop, Lattice


class Trunk(Struct, frozen=True):
    """The tracks from which a line turns to its stops before and behind the gap; the row on which it changes them."""

    before: int
    behind: int
    change: int | None = None


class Channel(Struct, frozen=True):
    """One gap: the trunk of each hop, none for hops that run straight, and the number of tracks."""

    trunks: Mapping[Hop, Trunk]
    tracks: int
    entered: bool
    """Whether any line touches the layer before the gap."""
    left: bool
    """Whether any line touches the layer behind it."""


class Net(Struct, eq=False):
    """Hops that share a trunk, and the rows on which they meet the layer before the gap and behind it.

    `row` is that of the stop they share.
    """

    row: int
    hops: list[Hop]
    before: set[int]
    behind: set[int]

    @property
    def rows(self) -> set[int]:
        return self.before | self.behind

    def rank(self) -> tuple[int, int, Hop]:
        """The order in which trunks cross least: of those that go down the lowest first, of others the highest.

        Lines that turn round stand nearest to where they came from, the shortest innermost.
        """
        if not self.before or not self.behind:
            length = max(self.rows) - min(self.rows)
            return (0, length, self.hops[0]) if self.before else (2, -length, self.hops[0])
        down = sum(self.before) * len(self.behind) < sum(self.behind) * len(self.before)
        edge = max(self.before) if down else min(self.before)
        return (1, -edge if down else edge, self.hops[0])


def channels(lattice: Lattice, at: Sequence[int]) -> list[Channel]:
    """The channel of each gap of ``lattice``, whose stops are ``at`` these places across: before the first layer to
    behind the last.
    """
    return [
        _channel_with_turns(_nets(hops, gap, lattice, at))
        if any(at[a] != at[b] for a, b in hops)
        else _straight(hops)
        for gap, hops in enumerate(lattice.gaps)
    ]


def _straight(hops: Collection[Hop]) -> Channel:
    return Channel({}, 0, entered=bool(hops), left=bool(hops))


def _nets(hops: Collection[Hop], gap: int, lattice: Lattice, at: Sequence[int]) -> list[Net]:
    starting = Counter(start for start, _ in hops)
    nets: dict[tuple[bool, int], Net] = {}
    for hop in hops:
        spreads = starting[hop[0]] > 1
        shared = hop[0] if spreads else hop[1]
        net = nets.setdefault((spreads, shared), Net(at[shared], [], set(), set()))
        net.hops.append(hop)
        for stop in hop:
            (net.before if lattice.stops[stop].layer < gap else net.behind).add(at[stop])
    return list(nets.values())


def _channel_with_turns(nets: Sequence[Net]) -> Channel:
    switchboard = _Switchboard(nets)
    switchboard.run()
    trunks = {hop: trunk for net, trunk in switchboard.trunks for hop in net.hops}
    before, behind = any(net.before for net in nets), any(net.behind for net in nets)
    return Channel(trunks, len(switchboard.tracks), before, behind)


class _Switchboard:
    """The tracks of one gap in the making: a line is placed when all it waits for are."""

    def __init__(self, nets: Sequence[Net]) -> None:
        self.trunks: list[tuple[Net, Trunk]] = []
        self.tracks: list[list[tuple[int, int]]] = []  # the stretches of rows in use on each
        self.waiting = sorted((net for net in nets if len(net.rows) > 1), key=Net.rank)
        self.entering: dict[int, list[Net]] = {}
        for net in self.waiting:
            for row in net.before:
                self.entering.setdefault(row, []).append(net)
        self.rows = {row for net in nets for row in net.rows}
        self.entered: dict[Net, int] = {}  # the track a line turns off on
        self.changes: dict[Net, int] = {}  # the row on which it changes tracks

    def run(self) -> None:
        while self.waiting:
            ready = next((net for net in self.waiting if self._is_ready(net)), None)
            if ready is None:
                self._enter_early(min(self._circle(), key=lambda net: (len(net.rows), net.rank())))
            else:
                self._place(ready)
                self.waiting.remove(ready)

    def _waits_for(self, net: Net) -> list[Net]:
        """Lines that must turn off before this one turns in."""
        return [
            other for row in sorted(net.behind) for other in self.entering.get(row, ()) if other is not net
        ]

    def _is_ready(self, net: Net) -> bool:
        return all(other in self.entered for other in self._waits_for(net))

    def _place(self, net: Net) -> None:
        least = max((self.entered[other] + 1 for other in self._waits_for(net)), default=0)
        if net in self.entered:
            early, row = self.entered[net], self.changes[net]
            trunk = Trunk(early, self._track(net.behind | {row}, max(least, early + 1)), row)
        else:
            track = self._track(net.rows, least)
            trunk = Trunk(track, track)
        self.entered.setdefault(net, trunk.before)
        self.trunks.append((net, trunk))

    def _circle(self) -> list[Net]:
        """Lines that wait for each other."""
        net, passed = self.waiting[0], list[Net]()
        while net not in passed:
            passed.append(net)
            net = next(other for other in self._waits_for(net) if other not in self.entered)
        return passed[passed.index(net) :]

    def _enter_early(self, net: Net) -> None:
        """Let a line of a circle turn off now, onto the nearest free row, from which it turns in later."""
        row = next(row for d in count(1) for row in (net.row + d, net.row - d) if row not in self.rows)
        self.rows.add(row)
        self.changes[net] = row
        self.entered[net] = self._track(net.before | {row}, 0)

    def _track(self, rows: Set[int], least: int) -> int:
        """The first track from `least` on that is free between these rows."""
        low, high = min(rows), max(rows)
        for track in range(least, len(self.tracks)):
            if all(high < start or end < low for start, end in self.tracks[track]):
                break
        else:
            track = max(least, len(self.tracks))
        self.tracks.extend([] for _ in range(track + 1 - len(self.tracks)))
        self.tracks[track].append((low, high))
        return track
