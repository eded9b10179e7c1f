"""Events that a journey takes: spans of their numbers in the order of arrival.

So what a journey has made of its events can always be computed anew, whatever was switched on and off meanwhile.
"""

from __future__ import annotations

from msgspec import Struct


class Feed(Struct, frozen=True):
    """Spans from a number on, up to but not including another; None: still open."""

    spans: tuple[tuple[int, int | None], ...] = ()

    def __contains__(self, number: int) -> bool:
        return any(start <= number and (end is None or number < end) for start, end in self.spans)

    @property
    def first(self) -> int:
        """The number of the first event that it may take; there must be a span."""
        return self.spans[0][0]

    @property
    def is_open(self) -> bool:
        return bool(self.spans) and self.spans[-1][1] is None

    def open_from(self, number: int) -> Feed:
        """Takes what comes from this number on."""
        return self if self.is_open else Feed((*self.spans, (number, None)))

    def close_from(self, number: int) -> Feed:
        """Takes nothing more from this number on."""
        return Feed((*self.spans[:-1], (self.spans[-1][0], number))) if self.is_open else self

    def switch(self, on: bool, number: int) -> Feed:
        return self.open_from(number) if on else self.close_from(number)


ALL = Feed(((0, None),))
"""Everything that ever arrived, and what will."""
