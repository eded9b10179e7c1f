"""Names made into ids: the words of a text, and an id that is not taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count


def slug(text: str, longest: int | None = None) -> str:
    """The words of ``text`` in lower case, joined by ``-``, at most ``longest`` characters; empty if it has none.

    ``5 comments!`` is ``5-comments``; accents go.
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:longest].strip("-")


def unused_id(id: str, used: Collection[str]) -> str:
    """The ``id`` itself if it is not among the ``used`` ones, else the first free one of ``id-2``, ``id-3``, …."""
    if id not in used:
        return id
    return next(other for number in count(2) if (other := f"{id}-{number}") not in used)
