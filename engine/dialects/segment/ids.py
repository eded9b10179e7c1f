"""Ids: of a journey that has none yet, and of states whose id is no id of a step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import count

from engine.steps import ID

LONGEST = 60


def slug(name: str) -> str:
    """A journey's name as its id: `Journey from API` is `journey-from-api`."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST].strip("-") or "journey"


def step_ids(names: Iterable[str]) -> dict[str, str]:
    """The id of the step for each state: the same where it is an id of a step, a similar one otherwise."""
    names = list(dict.fromkeys(names))
    ids = {name: name for name in names if ID.fullmatch(name)}
    used = set(ids)
    for name in names:
        if name not in ids:
            ids[name] = unused(re.sub(r"[^A-Za-z0-9_-]+", "_", name), used)
            used.add(ids[name])
    return ids


def unused(id: str, used: Collection[str]) -> str:
    """The id itself if it is free, else the first free one of `id-2`, `id-3`, …."""
    if id not in used:
        return id
    return next(other for number in count(2) if (other := f"{id}-{number}") not in used)
