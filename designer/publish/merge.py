"""Somebody else's changes to a design, made to ours: what they did not touch stays as it is here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from engine.edit import InvalidEdit, Rename, apply
from engine.journey import Journey
from engine.merge import Merge, merge
from engine.steps import Checklist


def merge_server_changes(was: Journey, theirs: Journey, then: Journey, ours: Journey) -> Merge:
    """Make the changes from ``was`` to ``theirs`` to our design; where both changed a thing, theirs is taken. What a
    server keeps beside a design is its own, and no conflict.

    ``was`` is our design of ``then`` as the server gave it back, which may be less than it.
    """
    there = merge(was, then, theirs, otherwise="theirs").journey
    base, mine, other = (replace(each, extras=None) for each in (then, ours, there))
    both = merge(base, mine, other, otherwise="theirs")
    extras = theirs.extras if theirs.extras is not None else ours.extras
    return replace(both, journey=replace(both.journey, extras=extras))


def renamed(journey: Journey, names: Mapping[str, str]) -> Journey:
    """The journey with other ids for its steps, and for the items of its checklists, where that is possible."""
    for old, new in names.items():
        if old in journey.steps:
            with suppress(InvalidEdit):  # the id is taken, or a condition speaks of both
                journey = apply(journey, Rename(old, new))
    steps = {id: _with_item_names(step, names) for id, step in journey.steps.items()}
    return replace(journey, steps=steps)


def _with_item_names(step: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(step, Checklist):
        return step
    return replace(step, items={names.get(id, id): item for id, item in step.items.items()})
