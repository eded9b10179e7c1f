"""Ids: of a journey that has none yet, and of states whose id is no id of a step."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.slug import slug, unused_id
from engine.steps import ID

LONGEST = 60


def journey_id(name: str) -> str:
    """A journey's ``name`` as its id: `Journey from API` is `journey-from-api`."""
    return slug(name, LONGEST) or "journey"


def step_ids(names: Iterable[str]) -> dict[str, str]:
    """The id of the step for each state: the same where it is an id of a step, a similar one otherwise."""
    names = list(dict.fromkeys(names))
    ids = {name: name for name in names if ID.fullmatch(name)}
    used = set(ids)
    for name in names:
        if name not in ids:
            ids[name] = unused_id(re.sub(r"[^A-Za-z0-9_-]+", "_", name), used)
            used.add(ids[name])
    return ids
