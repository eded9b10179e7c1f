"""Differences between two designs, as an edit: how every other edit is undone, to the letter."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from engine.edit.fields import Fields, fields_of, plain, with_fields
from engine.edit.lookup import Changes, InvalidEdit
from engine.journey import Journey
from engine.steps import Step, Transition


class Splice(Struct, frozen=True, forbid_unknown_fields=True):
    """A splice: from index ``at`` on, so many transitions are dropped and these put there."""

    at: int
    drop: int
    put: tuple[Transition, ...]


class Restore(Changes, frozen=True, tag="restore"):
    """Puts back what an edit changed and nothing else.

    ``steps`` that are null go; ``order`` lists all steps where their order was another.
    """

    fields: Fields = field(default_factory=dict)
    steps: dict[str, Step | None] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    transitions: Splice | None = None

    def applied_to(self, journey: Journey) -> Journey:
        back = with_fields(journey, self.fields, fixed=("steps", "transitions"))
        return replace(back, steps=self._steps(journey), transitions=self._transitions(journey))

    def _steps(self, journey: Journey) -> dict[str, Step]:
        merged = {**journey.steps, **self.steps}
        steps = {id: step for id, step in merged.items() if step is not None}
        if not self.order:
            return steps
        if sorted(self.order) != sorted(steps):
            raise InvalidEdit("this undoes an edit of another design: its steps are not these")
        return {id: steps[id] for id in self.order}

    def _transitions(self, journey: Journey) -> tuple[Transition, ...]:
        if self.transitions is None:
            return journey.transitions
        at, drop = self.transitions.at, self.transitions.drop
        if min(at, drop) < 0 or at + drop > len(journey.transitions):
            raise InvalidEdit("this undoes an edit of another design: its transitions are not these")
        return (*journey.transitions[:at], *self.transitions.put, *journey.transitions[at + drop :])


def difference(given: Journey, wanted: Journey) -> Restore:
    """The edit that makes the wanted design of the given one."""
    steps = _other_steps(given, wanted)
    merged = [id for id in {**given.steps, **steps} if id in wanted.steps]
    return Restore(
        fields=_other_fields(given, wanted),
        steps=steps,
        order=() if merged == list(wanted.steps) else tuple(wanted.steps),
        transitions=_splice(given.transitions, wanted.transitions),
    )


def _other_fields(given: Journey, wanted: Journey) -> Fields:
    return {
        part.encode_name: plain(getattr(wanted, part.name))
        for part in fields_of(Journey)
        if part.name not in ("steps", "transitions")
        and not is_same(getattr(given, part.name), getattr(wanted, part.name))
    }


def _other_steps(given: Journey, wanted: Journey) -> dict[str, Step | None]:
    gone: dict[str, Step | None] = dict.fromkeys(given.steps.keys() - wanted.steps.keys())
    return dict(sorted(gone.items())) | {
        id: step for id, step in wanted.steps.items() if not is_same(given.steps.get(id), step)
    }


def _splice(given: Sequence[Transition], wanted: Sequence[Transition]) -> Splice | None:
    """The stretch in which ``given`` differs from ``wanted``, if it does."""
    shorter = min(len(given), len(wanted))
    head = next((place for place in range(shorter) if not is_same(given[place], wanted[place])), shorter)
    tail = next(
        (place for place in range(shorter - head) if not is_same(given[-1 - place], wanted[-1 - place])),
        shorter - head,
    )
    if head + tail == len(given) == len(wanted):
        return None
    return Splice(head, len(given) - head - tail, tuple(wanted[head : len(wanted) - tail]))


def is_same(one: object, other: object) -> bool:
    """Tell whether ``one`` and ``other`` are equal to the letter: 1, 1.0 and true are not the same, nor are two
    orders of keys.
    """
    return one is other or json.dumps(plain(one)) == json.dumps(plain(other))
