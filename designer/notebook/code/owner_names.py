"""Names of people in pictures and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine import owners


def names_of(everybody: Iterable[str]) -> dict[str, str]:
    """The plainest name of each owner that nobody else of them has.

    >>> ann, other = '{"account":{"homePage":"a","name":"ann"}}', '{"account":{"homePage":"b","name":"ann"}}'
    >>> names_of([ann])[ann], names_of([ann, other])[ann]
    ('ann', 'ann at a')
    """
    plain = {owner: next(owners.names(owner)) for owner in everybody}
    shared = Counter(plain.values())
    return {owner: name if shared[name] == 1 else owners.name(owner) for owner, name in plain.items()}
