"""Three designs in which the same step has the same id, and no step is left that one side has deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from msgspec import UNSET, Struct
from msgspec.structs import replace

from engine.diff.renames import renamed_steps
from engine.diff.transition_changes import paired_transitions
from engine.edit.edits import apply
from engine.edit.fields import plain
from engine.edit.lookup import InvalidEdit, fresh_id
from engine.edit.step_edits import Delete, Rename
from engine.journey import Journey
from engine.merge.conflict import OTHER, Party, Verdicts
from engine.merge.values import same
from engine.steps import Transition


class Fork(Struct, frozen=True):
    """The two designs as they were and as they are."""

    base: Journey
    ours: Journey
    theirs: Journey

    def of(self, party: Party) -> Journey:
        return self.ours if party == "ours" else self.theirs

    def with_side(self, party: Party, journey: Journey) -> Fork:
        """The fork with ``journey`` in place of the side ``party``."""
        return replace(self, ours=journey) if party == "ours" else replace(self, theirs=journey)


def align(fork: Fork, verdicts: Verdicts) -> Fork:
    """The fork with renamed steps renamed on all sides, new steps apart, and deleted steps deleted or put back."""
    return _delete_steps(_apart(_renamed(fork, verdicts)), verdicts)


# Renamed


def _renamed(fork: Fork, verdicts: Verdicts) -> Fork:
    ours, theirs = renamed_steps(fork.base, fork.ours), renamed_steps(fork.base, fork.theirs)
    for old in [id for id in fork.base.steps if id in ours or id in theirs]:
        one, other = ours.get(old, old), theirs.get(old, old)
        name = one if other in (one, old) else other
        if name == other and one not in (other, old):
            decided = verdicts.decide(("steps", old, "id"), old, one, other)
            name = one if decided == "ours" else other
        with suppress(InvalidEdit):  # the name is taken: one step is gone then and another one is new
            fork = Fork(
                _rename_step(fork.base, old, name),
                _rename_step(fork.ours, one, name),
                _rename_step(fork.theirs, other, name),
            )
    return fork


def _rename_step(journey: Journey, old: str, new: str) -> Journey:
    return apply(journey, Rename(old, new)) if old in journey.steps else journey


def _apart(fork: Fork) -> Fork:
    """Two new steps that happen to have one id: ours gets another."""
    for id in [id for id in fork.ours.steps if id in fork.theirs.steps and id not in fork.base.steps]:
        if not _same_step(fork.ours, fork.theirs, id):
            everything = replace(
                fork.theirs, steps={**fork.theirs.steps, **fork.ours.steps, **fork.base.steps}
            )
            with suppress(InvalidEdit):
                fork = replace(fork, ours=apply(fork.ours, Rename(id, fresh_id(everything, id))))
    return fork


def _same_step(one: Journey, other: Journey, id: str) -> bool:
    return same(plain(one.steps[id]), plain(other.steps[id]))


# Deleted


def _delete_steps(fork: Fork, verdicts: Verdicts) -> Fork:
    """Delete in both sides of ``fork`` what one deleted, unless the other changed the step and ``verdicts`` count
    its side.
    """
    parties: tuple[Party, Party] = ("ours", "theirs")
    for party in parties:
        for id in [id for id in fork.base.steps if id not in fork.of(party).steps]:
            keeper = OTHER[party]
            if id not in fork.of(keeper).steps:
                fork = _without(fork, id)
            elif _uses(fork, keeper, id) and _decide(fork, party, id, verdicts) == keeper:
                fork = fork.with_side(party, _put_back(fork.base, fork.of(party), id))
            else:
                fork = _without(fork, id)
    return fork


def _without(fork: Fork, id: str) -> Fork:
    with suppress(InvalidEdit):  # an entry: what leads out of it goes with it in the end
        fork = Fork(*(_without_step(each, id) for each in (fork.base, fork.ours, fork.theirs)))
    return fork


def _without_step(journey: Journey, id: str) -> Journey:
    return apply(journey, Delete(id)) if id in journey.steps else journey


def _decide(fork: Fork, deleter: Party, id: str, verdicts: Verdicts) -> Party:
    kept = plain(fork.of(OTHER[deleter]).steps[id])
    sides = (UNSET, kept) if deleter == "ours" else (kept, UNSET)
    return verdicts.decide(("steps", id), plain(fork.base.steps[id]), *sides)


def _uses(fork: Fork, keeper: Party, id: str) -> bool:
    """Tell whether ``keeper`` did something with the step ``id`` of ``fork`` that would be lost with it."""
    kept = fork.of(keeper)
    now = fork.base
    for gone in [each for each in now.steps if each not in kept.steps]:
        with suppress(InvalidEdit):
            now = apply(now, Delete(gone))
    return (
        not _same_step(now, kept, id)
        or sorted(_out(now, id)) != sorted(_out(kept, id))
        or sum(id in rule.outcomes for rule in kept.exit_rules)
        > sum(id in rule.outcomes for rule in now.exit_rules)
        or (
            len({transition.target for _, transition in kept.out(id)}) != 1
            and len(_into(kept, id)) > len(_into(now, id))
        )
    )


def _out(journey: Journey, id: str) -> Iterator[str]:
    return (str(plain(transition)) for _, transition in journey.out(id))


def _into(journey: Journey, id: str) -> list[Transition]:
    return [transition for transition in journey.transitions if transition.target == id]


def _put_back(base: Journey, side: Journey, id: str) -> Journey:
    """The ``side`` with the step ``id`` of ``base`` that it deleted, and with the ways to and from it as they were."""
    transitions = list(side.transitions)
    pairs = {
        pair.before[0]: pair.after[0]
        for pair in paired_transitions(list(base.transitions), list(transitions), side)
    }
    for index, transition in enumerate(base.transitions):
        if transition.target == id and index in pairs:
            transitions[pairs[index]] = replace(transitions[pairs[index]], target=id)
        elif id in (transition.source, transition.target) and {transition.source, transition.target} <= {
            *side.steps,
            id,
        }:
            transitions.append(transition)
    outcomes = {rule.id for rule in base.exit_rules if id in rule.outcomes}
    rules = [
        replace(rule, outcomes=(*rule.outcomes, id)) if rule.id in outcomes else rule
        for rule in side.exit_rules
    ]
    return replace(
        side,
        steps={**side.steps, id: base.steps[id]},
        transitions=tuple(transitions),
        exit_rules=tuple(rules),
    )
