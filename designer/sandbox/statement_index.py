"""An index of statements: of each verb, activity, agent and registration, where its statements are.

A position is one whole number, the instant of storing before the number of arrival, so that positions are in the order
in which the specification wants statements.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import Final

from engine.mentions import Mentions

_SHIFT: Final = 28
_NUMBERS: Final = (1 << _SHIFT) - 1


def position(stored: int, number: int) -> int:
    """The position of an event: stored at an instant (microseconds), the ``number``th to arrive."""
    return stored << _SHIFT | number


def number_at(position: int) -> int:
    """The number of the event at a position."""
    return position & _NUMBERS


class StatementIndex:
    """Positions of statements, in ascending order, by what they name (``keys``)."""

    def __init__(self) -> None:
        self._all: list[int] = []
        self._of: dict[str, list[int]] = {}
        self._referrers: dict[str, list[tuple[int, str]]] = {}  # by the id that they are about
        self._keys_of_targets: dict[str, frozenset[str]] = {}

    def add(self, id: str, position: int, found: Mentions) -> None:
        """Enter statement ``id`` at ``position``, under all that is ``found`` in it and all that the statement it is
        about is found by.
        """
        _insert(self._all, position)
        keys = frozenset(map(intern, keys_of(found)))
        if found.target is not None:
            self._referrers.setdefault(found.target, []).append((position, id))
            keys |= self._keys_of_targets.get(found.target, frozenset())
            self._keys_of_targets[id] = keys
        elif id in self._referrers:
            self._keys_of_targets[id] = keys
        self._enter(position, keys)
        self._tell_referrers(id, keys)

    def referred(self, id: str, found: Mentions) -> None:
        """Remember what a statement is found by before another that is about it is entered."""
        self._keys_of_targets.setdefault(id, frozenset(map(intern, keys_of(found))))

    def _enter(self, position: int, keys: Iterable[str]) -> None:
        for key in keys:
            _insert(self._of.setdefault(key, []), position)

    def _tell_referrers(self, id: str, keys: frozenset[str]) -> None:
        """Let those that are about statement ``id`` be found by its ``keys``, and those about them."""
        told = {id}
        waiting = [(id, keys)]
        while waiting:
            target, inherited = waiting.pop()
            for position, referrer in self._referrers.get(target, ()):
                if referrer not in told:
                    told.add(referrer)
                    self._enter(position, inherited)
                    known = self._keys_of_targets.get(referrer, frozenset())
                    self._keys_of_targets[referrer] = known | inherited
                    waiting.append((referrer, inherited))

    def find(self, keys: Sequence[str], first: int, last: int, ascending: bool) -> Iterator[int]:
        """Statements that are found by all ``keys``, from position ``first`` up to but not including ``last``,
        ``ascending`` or not.
        """
        lists = sorted((self._of.get(key, []) for key in keys), key=len) or [self._all]
        shortest, others = lists[0], lists[1:]
        indexes = range(bisect_left(shortest, first), bisect_left(shortest, last))
        for index in indexes if ascending else reversed(indexes):
            if all(_holds(other, shortest[index]) for other in others):
                yield shortest[index]


def keys_of(found: Mentions) -> Iterator[str]:
    """Under which keys a statement is entered."""
    if found.verb is not None:
        yield verb_key(found.verb)
    if found.registration is not None:
        yield registration_key(found.registration)
    yield from (agent_key(each) for each in found.agents)
    yield from (agent_key(each, related=True) for each in found.related_agents)
    yield from (activity_key(each) for each in found.activities)
    yield from (activity_key(each, related=True) for each in found.related_activities)


def verb_key(iri: str) -> str:
    return f"verb {iri}"


def registration_key(id: str) -> str:
    return f"registration {id.lower()}"


def agent_key(identifier: str, related: bool = False) -> str:
    """``identifier``: canonical JSON (``engine.events.identifier``)."""
    return f"{'related ' if related else ''}agent {identifier}"


def activity_key(iri: str, related: bool = False) -> str:
    return f"{'related ' if related else ''}activity {iri}"


def _insert(positions: list[int], position: int) -> None:
    """Enter a position; nothing happens if it is there."""
    if not positions or position > positions[-1]:
        positions.append(position)
    elif not _holds(positions, position):
        insort(positions, position)


def _holds(positions: list[int], position: int) -> bool:
    index = bisect_left(positions, position)
    return index < len(positions) and positions[index] == position
