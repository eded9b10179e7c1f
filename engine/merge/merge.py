"""The merge itself: three designs aligned, merged as trees, and what both sides changed in a way of their own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from engine.journey import Journey, to_document
from engine.merge.alignment import Fork, align
from engine.merge.conflict import Conflict, Party, Verdicts
from engine.merge.design_tree import design_from_tree, tree
from engine.merge.pairs import transition_keys
from engine.merge.sentence import Words
from engine.merge.values import merged, same

_NOTHING: Final[Mapping[str, Party]] = MappingProxyType({})


class Merge(Struct, frozen=True):
    """The design with the changes of both sides, and what both changed, each in its own way."""

    journey: Journey
    conflicts: tuple[Conflict, ...] = ()


def merge(
    base: Journey,
    ours: Journey,
    theirs: Journey,
    prefer: Mapping[str, Party] = _NOTHING,
    otherwise: Party = "ours",
) -> Merge:
    """Merge ``ours`` and ``theirs``, which began as ``base``, into one design, with all that either side changed.

    Where both changed the same thing in different ways, ``prefer`` says by the key of the conflict whose side counts,
    and ``otherwise`` where it says nothing. Merging never fails; what the designs mean together, ``engine.rules``
    says.
    """
    if _same(ours, theirs) or _same(base, theirs):
        return Merge(ours)
    if _same(base, ours):
        return Merge(theirs)
    verdicts = Verdicts(prefer, otherwise)
    fork = align(Fork(base, ours, theirs), verdicts)
    first, second, third = transition_keys(fork.base, fork.ours, fork.theirs)
    whole = merged((), tree(fork.base, first), tree(fork.ours, second), tree(fork.theirs, third), verdicts)
    order = [transition.source for transition in (*fork.theirs.transitions, *fork.ours.transitions)]
    known = {*fork.base.steps, *fork.ours.steps, *fork.theirs.steps}
    journey = design_from_tree(whole, order, known - whole["steps"].keys())
    words = Words(fork, Fork(base, ours, theirs))
    return Merge(journey, tuple(_conflicts(verdicts, words)))


def _same(one: Journey, other: Journey) -> bool:
    return one is other or same(to_document(one), to_document(other))


def _conflicts(verdicts: Verdicts, words: Words) -> list[Conflict]:
    return [
        Conflict(key=".".join(key), called=words.called(key), base=base, ours=ours, theirs=theirs)
        for key, (base, ours, theirs) in verdicts.found.items()
    ]
