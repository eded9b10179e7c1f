"""Work in portions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TypeVar

T = TypeVar("T")


def portions(items: Sequence[T], weight: Callable[[T], int], size: int) -> Iterator[list[T]]:
    """The ``items`` in lists, in their order, that all weigh about the same by ``weight``, and about ``size``."""
    total = sum(map(weight, items))
    count = max(1, round(total / max(size, 1)))
    before = accumulate(map(weight, items), initial=0)
    numbered = zip((at * count // max(total, 1) for at in before), items, strict=False)
    for _, portion in groupby(numbered, key=itemgetter(0)):
        yield [item for _, item in portion]
