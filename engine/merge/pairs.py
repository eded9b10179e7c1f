"""Keys for transitions, which have no ids: the same key on every side for what is the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.diff.transition_changes import paired_transitions
from engine.edit.restore import is_same
from engine.journey import Journey
from engine.steps import Transition

Keys = dict[int, str]
"""Index of a transition → its key."""


def transition_keys(base: Journey, ours: Journey, theirs: Journey) -> tuple[list[str], list[str], list[str]]:
    """The keys of the transitions of ``base``, ``ours`` and ``theirs``, in their order."""
    first, second = _kept_keys(base, ours), _kept_keys(base, theirs)
    _pair_new(ours, first, theirs, second)
    for journey, keys, party in ((ours, first, "o"), (theirs, second, "t")):
        keys |= {index: f"{party}{index}" for index in range(len(journey.transitions)) if index not in keys}
    return [str(index) for index in range(len(base.transitions))], _in_order(first), _in_order(second)


def _kept_keys(base: Journey, side: Journey) -> Keys:
    """Keys for what the side kept of the base, perhaps changed."""
    pairs = paired_transitions(list(base.transitions), list(side.transitions), side)
    return {pair.after[0]: str(pair.before[0]) for pair in pairs}


def _pair_new(ours: Journey, first: Keys, theirs: Journey, second: Keys) -> None:
    """Pair what both added by one key: ``ours`` with its keys ``first``, ``theirs`` with ``second``: the same way,
    or the only one of a step.
    """
    for index, transition in _new(ours, first).items():
        for place, other in _new(theirs, second).items():
            if transition.source == other.source and (
                is_same(transition, other) or _is_one(transition, other)
            ):
                first[index] = second[place] = f"+{index}"
                break


def _new(journey: Journey, keys: Mapping[int, str]) -> dict[int, Transition]:
    return {index: transition for index, transition in enumerate(journey.transitions) if index not in keys}


_SINGLE: Final = ("after", "default")


def _is_one(one: Transition, other: Transition) -> bool:
    """Tell whether a step that has the one cannot have the other beside it."""
    return (one.plain and other.plain) or any(
        bool(getattr(one, guard)) and bool(getattr(other, guard)) for guard in _SINGLE
    )


def _in_order(keys: Mapping[int, str]) -> list[str]:
    return [keys[index] for index in range(len(keys))]
