"""Steps copied out of a design and pasted into one, the same or another: as the text of a journey document."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count
from typing import Final

from msgspec.structs import replace

from engine.edit import Add, Compound, Connect, Edit, InvalidEdit, Rename, apply
from engine.journey import Journey, decode, dumps
from engine.steps import Checklist, Entry, Item

_NUMBERED: Final = re.compile(r"(.+)-\d+")


def copy_text(journey: Journey, steps: Collection[str]) -> str:
    """The journey document of these steps and the transitions between them. It can be read as any other."""
    kept = {id: step for id, step in journey.steps.items() if id in steps}
    transitions = [
        transition
        for transition in journey.transitions
        if transition.source in kept and transition.target in kept
    ]
    return dumps(Journey(id=journey.id, name=journey.name, steps=kept, transitions=tuple(transitions)))


def paste_edit(journey: Journey, text: str) -> tuple[Edit, tuple[str, ...]]:
    """The edit that adds the steps of a copied text under fresh ids, and those ids.

    Conditions stay as they are, but for the ids of steps in them. A journey keeps its own entry. Raises InvalidJourney
    for what is no journey document, InvalidEdit where nothing is in it.
    """
    pasted = _fresh(journey, _without_second_entry(journey, decode(text)))
    if not pasted.steps:
        raise InvalidEdit("there is no step in what was copied")
    added: list[Edit] = [Add(id, step) for id, step in pasted.steps.items()]
    return Compound((*added, *map(Connect, pasted.transitions))), tuple(pasted.steps)


def duplicate_edit(journey: Journey, steps: Collection[str]) -> tuple[Edit, tuple[str, ...]]:
    """The edit that adds copies of these steps beside them, and their ids. Raises InvalidEdit."""
    return paste_edit(journey, copy_text(journey, steps))


def _without_second_entry(journey: Journey, pasted: Journey) -> Journey:
    if not any(isinstance(step, Entry) for step in journey.steps.values()):
        return pasted
    steps = {id: step for id, step in pasted.steps.items() if not isinstance(step, Entry)}
    transitions = [
        transition
        for transition in pasted.transitions
        if transition.source in steps and transition.target in steps
    ]
    return replace(pasted, steps=steps, transitions=tuple(transitions))


def _fresh(journey: Journey, pasted: Journey) -> Journey:
    """The pasted steps and items with ids that the design does not have."""
    for id in list(pasted.steps):
        if id in _ids(journey):
            both = replace(journey, steps={**pasted.steps, **journey.steps})
            pasted = apply(pasted, Rename(id, _next_id(both, id)))
    for id, step in pasted.steps.items():
        if isinstance(step, Checklist):
            pasted = replace(pasted, steps={**pasted.steps, id: _fresh_items(journey, pasted, step)})
    return pasted


def _fresh_items(journey: Journey, pasted: Journey, step: Checklist) -> Checklist:
    items: dict[str, Item] = {}
    for id, item in step.items.items():
        beside = {**pasted.steps, **journey.steps, "": replace(step, items={**step.items, **items})}
        items[_next_id(replace(journey, steps=beside), id) if id in _ids(journey) else id] = item
    return replace(step, items=items)


def _next_id(journey: Journey, id: str) -> str:
    """An id that ``journey`` does not have, numbered on from ``id``: ``quiz-3`` for a copy of ``quiz-2``."""
    numbered = _NUMBERED.fullmatch(id)
    stem = numbered[1] if numbered else id
    taken = _ids(journey)
    return next(next_id for number in count(2) if (next_id := f"{stem}-{number}") not in taken)


def _ids(journey: Journey) -> set[str]:
    items = [id for step in journey.steps.values() if isinstance(step, Checklist) for id in step.items]
    return {*journey.steps, *items}
