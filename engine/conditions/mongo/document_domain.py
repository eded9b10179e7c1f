"""The domain of documents that can be: for whoever makes documents up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec

Keys: TypeAlias = tuple[str, ...]


class Domain(msgspec.Struct, frozen=True):
    """The documents that can be.

    ``variants`` are values that can stand at a path, like the one given; ``completed`` is a document with all that it
    needs to be one, or None if it cannot be.
    """

    variants: Callable[[Keys, object], Iterable[object]]
    completed: Callable[[dict[str, object]], dict[str, object] | None]


ANY: Domain = Domain(variants=lambda _, value: (value,), completed=lambda document: document)
"""All documents."""
