"""Somebody else's changes to a design, made to ours: what they did not touch stays as it is here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine.diff.equivalence import same
from engine.edit import InvalidEdit, Rename, apply
from engine.journey import Journey
from engine.steps import Checklist, Transition

Part = tuple[str, str]
"""``("step", id)``, ``("ways", id of the step they lead out of)``, ``("field", name)`` of the journey."""

_ELSEWHERE = ("id", "steps", "transitions", "layout", "extras")


class MergeResult(Struct, frozen=True):
    """The design with their changes, and the parts that both sides changed, each in its own way."""

    journey: Journey
    conflicts: tuple[str, ...]


def merge(was: Journey, theirs: Journey, then: Journey, ours: Journey) -> MergeResult:
    """Make the changes from ``was`` to ``theirs`` to our design; where both changed a part, theirs is taken.

    ``was`` is our design of ``then`` as the server gave it back, which may be less than it.
    """
    old, new = _parts(was), _parts(theirs)
    before, now = _parts(then), _parts(ours)
    touched = [part for part in {**old, **new} if not same(old.get(part), new.get(part))]
    conflicts = [
        part
        for part in touched
        if not same(before.get(part), now.get(part)) and not same(now.get(part), new.get(part))
    ]
    changed = {**now, **{part: new.get(part) for part in touched}}
    return MergeResult(_built(changed, ours, theirs), tuple(f"{kind} {name}" for kind, name in conflicts))


def _parts(journey: Journey) -> dict[Part, Any]:
    ways: dict[Part, tuple[Transition, ...]] = {}
    for way in journey.transitions:
        key = ("ways", way.source)
        ways[key] = (*ways.get(key, ()), way)
    fields = [part.name for part in msgspec.structs.fields(Journey) if part.name not in _ELSEWHERE]
    return {
        **{("step", id): step for id, step in journey.steps.items()},
        **ways,
        **{("field", name): getattr(journey, name) for name in fields},
    }


def _built(parts: Mapping[Part, Any], ours: Journey, theirs: Journey) -> Journey:
    """A part that is None is gone."""
    steps = {name: part for (kind, name), part in parts.items() if kind == "step" and part is not None}
    ways = [way for (kind, _), part in parts.items() if kind == "ways" and part is not None for way in part]
    fields = {name: part for (kind, name), part in parts.items() if kind == "field"}
    return replace(
        ours,
        **fields,
        steps=steps,
        transitions=tuple(way for way in ways if way.source in steps),
        extras=theirs.extras if theirs.extras is not None else ours.extras,
    )


def renamed(journey: Journey, names: Mapping[str, str]) -> Journey:
    """The journey with other ids for its steps, and for the items of its checklists, where that is possible."""
    for old, new in names.items():
        if old in journey.steps:
            with suppress(InvalidEdit):  # the id is taken, or a condition speaks of both
                journey = apply(journey, Rename(old, new))
    steps = {id: _items_called(step, names) for id, step in journey.steps.items()}
    return replace(journey, steps=steps)


def _items_called(step: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(step, Checklist):
        return step
    return replace(step, items={names.get(id, id): item for id, item in step.items.items()})
