"""Texts typed into fields that make no sense yet: half a condition, a row without a value, a count of "many".

It stays where it was typed until it is finished or taken back, and goes into the draft with everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from designer.editing.selection import Place, part_at, path_of, title_at
from engine.finding import Finding
from engine.journey import Journey


class TypedText(Struct, frozen=True, omit_defaults=True):
    """A text in the field ``key`` of a place, and what is wrong with it.

    ``rows`` are a condition's rows where it was typed into rows: path, operator and value of each; ``any`` joins them
    by or.
    """

    place: Place
    key: tuple[str, ...]
    text: str
    wrong: str
    rows: tuple[tuple[str, str, str], ...] = ()
    any: bool = False

    @property
    def field(self) -> str:
        """Return what people call the field."""
        words = self.key[:1] if self.key[1:] == ("on",) else self.key[-1:]
        return words[0].replace("_", " ")


class UnfinishedInputs:
    """All that is unfinished in a design, by place and field. Counts up ``changes`` with whatever happens to it."""

    def __init__(self, each: Sequence[TypedText] = ()) -> None:
        self._each = {(typed.place, typed.key): typed for typed in each}
        self.changes = 0

    @classmethod
    def read(cls, documents: Sequence[object]) -> UnfinishedInputs:
        """Return what a draft has kept; what cannot be read is left out."""
        return cls([typed for document in documents for typed in _read(document)])

    def documents(self) -> list[object]:
        """Return what a draft keeps."""
        return [msgspec.to_builtins(typed) for typed in self._each.values()]

    def __bool__(self) -> bool:
        return bool(self._each)

    def get(self, place: Place, key: tuple[str, ...]) -> TypedText | None:
        """The unfinished text in the field ``key`` of ``place``."""
        return self._each.get((place, key))

    def put(self, typed: TypedText) -> bool:
        """Keep what stands in a field now; whether it is something else."""
        return self._set(typed.place, typed.key, typed)

    def drop(self, place: Place, key: tuple[str, ...]) -> bool:
        """Drop what is unfinished in the field ``key`` of ``place``; tell whether anything was."""
        return self._set(place, key, None)

    def _set(self, place: Place, key: tuple[str, ...], typed: TypedText | None) -> bool:
        if self._each.get((place, key)) == typed:
            return False
        self._each.pop((place, key), None)
        if typed is not None:
            self._each[place, key] = typed
        self.changes += 1
        return True

    def follow(self, before: Journey, after: Journey) -> None:
        """Stay with steps that an edit from ``before`` to ``after`` renamed, and with transitions that now have another
        number.
        """
        if not self._each or before is after:
            return
        from engine.diff.renames import renamed_steps  # seldom needed
        from engine.diff.transition_changes import paired_transitions

        names = renamed_steps(before, after)
        pairs = paired_transitions(list(before.transitions), list(after.transitions), after)
        numbers = {pair.before[0]: pair.after[0] for pair in pairs}
        moved = [replace(each, place=_moved(each.place, names, numbers)) for each in self._each.values()]
        self._each = {(each.place, each.key): each for each in moved}

    def findings(self, journey: Journey) -> Iterator[Finding]:
        """A finding for each, at its step; what belongs to a part that is gone waits for it to come back."""
        for (place, key), each in self._each.items():
            if part_at(journey, place) is not None:
                yield Finding(
                    code="unfinished",
                    place=".".join([path_of(journey, place), *key]),
                    step=place.step,
                    transition=place.transition,
                    message=f"the {each.field} of {title_at(journey, place)} is unfinished: {each.wrong}",
                    hint="finish it, or undo it there; until then what it said before counts",
                )


def _moved(place: Place, names: dict[str, str], numbers: dict[int, int]) -> Place:
    if place.transition is not None:
        return replace(place, transition=numbers.get(place.transition, place.transition))
    return replace(place, step=names.get(place.step, place.step)) if place.step else place


def _read(document: object) -> Iterator[TypedText]:
    try:
        yield msgspec.convert(document, TypedText)
    except msgspec.ValidationError:
        return
