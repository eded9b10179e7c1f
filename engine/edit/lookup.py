"""Finding what an edit speaks of, or saying in a sentence that it makes no sense."""

from __future__ import annotations

from itertools import count

from msgspec import Struct

from engine.journey import Journey
from engine.steps import ID, Checklist, Step, Transition


class InvalidEdit(ValueError):
    """An edit that makes no sense for this design; the text says why."""


class Changes(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="edit"):
    """The base of all edits: a value that makes one design of another."""

    def applied_to(self, journey: Journey) -> Journey:
        """The design after this edit; the given one stays as it is. Raises InvalidEdit."""
        raise NotImplementedError


def step_of(journey: Journey, id: str) -> Step:
    if id not in journey.steps:
        raise InvalidEdit(f"there is no step {id!r}")
    return journey.steps[id]


def transition_of(journey: Journey, index: int) -> Transition:
    if not 0 <= index < len(journey.transitions):
        raise InvalidEdit(
            f"there is no transition {index}; the design has {len(journey.transitions)}, from 0 on"
        )
    return journey.transitions[index]


def fresh_id(journey: Journey, stem: str) -> str:
    """An id that no step and no item of ``journey`` has: ``stem``, ``quiz`` say, else ``quiz-2``, ``quiz-3`` …"""
    taken = set(journey.steps)
    for step in journey.steps.values():
        taken |= step.items.keys() if isinstance(step, Checklist) else set()
    return next(id for number in count(1) if (id := stem if number == 1 else f"{stem}-{number}") not in taken)


def check_fresh(journey: Journey, id: str) -> None:
    """Check that a new step of ``journey`` may have this ``id``: items count too, ids are unique in the whole
    journey.
    """
    if not ID.fullmatch(id):
        raise InvalidEdit(f"{id!r} is no id; use A-Z a-z 0-9 _ - only")
    items = (step.items for step in journey.steps.values() if isinstance(step, Checklist))
    if id in journey.steps or any(id in each for each in items):
        raise InvalidEdit(f"the id {id!r} is taken; choose another")
