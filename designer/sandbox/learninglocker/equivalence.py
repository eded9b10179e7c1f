"""Equivalence of two designs for those under way, whatever they are called."""

from __future__ import annotations

from msgspec.structs import replace

from engine.journey import Journey
from engine.steps import Checklist, Step


def means_the_same(one: Journey, other: Journey) -> bool:
    """Tell whether ``one`` and ``other`` are equal but for words, for being public or active, and for what servers
    keep beside.
    """
    return _wordless(one) == _wordless(other)


def _wordless(journey: Journey) -> Journey:
    return replace(
        journey,
        name="",
        description="",
        public=True,
        active=True,
        layout=None,
        extras=None,
        steps={id: _without_names(step) for id, step in journey.steps.items()},
        transitions=tuple(replace(transition, name="") for transition in journey.transitions),
    )


def _without_names(step: Step) -> Step:
    if isinstance(step, Checklist):
        items = {id: replace(item, name="", description="") for id, item in step.items.items()}
        step = replace(step, items=items)
    return replace(step, name="", description="")
