"""Changes of the transitions: they have no ids, so the most alike ones of a step are held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from engine.diff.changes import Change
from engine.diff.equivalence import On, same, same_condition
from engine.diff.field_changes import changed_fields
from engine.diff.renames import Renamed
from engine.edit.fields import plain
from engine.journey import Journey
from engine.labels import branch
from engine.steps import Split, Transition


class TransitionPair(Struct, frozen=True):
    """A transition of the first design (by index, with its ends as the second calls them) and one of the second."""

    before: tuple[int, Transition]
    after: tuple[int, Transition]


def changed_transitions(before: Journey, after: Journey, renamed: Renamed) -> Iterator[Change]:
    """Changes from ``before`` to ``after``, given the ``renamed`` steps: in the order of the second design, then
    those that are gone, then splits whose branches changed their order.
    """
    told = [_with_renamed_ends(transition, renamed) for transition in before.transitions]
    pairs = paired_transitions(told, list(after.transitions), after)
    for index, transition in enumerate(after.transitions):
        pair = next((each for each in pairs if each.after[0] == index), None)
        yield from [_whole("added", transition, "is new")] if pair is None else _changed(pair, after)
    paired = {each.before[0] for each in pairs}
    yield from (
        _whole("removed", transition, "is gone")
        for index, transition in enumerate(told)
        if index not in paired
    )
    yield from _order_changes(pairs, after)


def _with_renamed_ends(transition: Transition, renamed: Renamed) -> Transition:
    return replace(
        transition,
        source=renamed.get(transition.source, transition.source),
        target=renamed.get(transition.target, transition.target),
    )


def paired_transitions(
    ones: list[Transition], others: list[Transition], after: Journey
) -> list[TransitionPair]:
    """Pair ``ones`` with ``others`` of ``after``, the most alike first: the same; the same ends and kind; the same
    guard; the same ends.
    """

    def same_guard(one: Transition, other: Transition) -> bool:
        return _same_guard(one, other, _on(after, other.source))

    def same_ends(one: Transition, other: Transition) -> bool:
        return one.target == other.target

    rounds: list[Callable[[Transition, Transition], bool]] = [
        lambda one, other: same_ends(one, other) and same_guard(one, other),
        lambda one, other: same_ends(one, other) and _kind(one) == _kind(other),
        same_guard,
        same_ends,
    ]
    left = dict(enumerate(ones))
    open_ = dict(enumerate(others))
    pairs: list[TransitionPair] = []
    for alike in rounds:
        for index, other in list(open_.items()):
            match = next(
                (i for i, one in left.items() if one.source == other.source and alike(one, other)), None
            )
            if match is not None:
                pairs.append(TransitionPair((match, left.pop(match)), (index, open_.pop(index))))
    return pairs


def _kind(transition: Transition) -> tuple[bool, ...]:
    return (
        transition.when is not None,
        transition.after is not None,
        transition.by is not None,
        transition.percent is not None,
        transition.default,
    )


def _same_guard(one: Transition, other: Transition, on: On) -> bool:
    if one.when is not None and other.when is not None:
        return same_condition(one.when, other.when, on)
    pairs = (
        (one.after, other.after),
        (one.by, other.by),
        (one.zone, other.zone),
        (one.percent, other.percent),
    )
    return _kind(one) == _kind(other) and all(same(*pair) for pair in pairs)


def _on(journey: Journey, step: str) -> On:
    split = journey.steps.get(step)
    return "data" if isinstance(split, Split) and split.on == "data" else "event"


def _transition_name(transition: Transition) -> str:
    return f"the transition from {transition.source} to {transition.target}"


def _guarded_name(transition: Transition) -> str:
    said = branch(transition)
    return _transition_name(transition) + (f" ({said})" if said else "")


def _whole(how: str, transition: Transition, said: str) -> Change:
    return Change(
        kind=how,  # type: ignore[arg-type]
        part="transition",
        id=f"{transition.source}>{transition.target}",
        message=f"{_guarded_name(transition)} {said}",
        before=plain(transition) if how == "removed" else None,
        after=plain(transition) if how == "added" else None,
    )


def _changed(pair: TransitionPair, after: Journey) -> Iterator[Change]:
    (_, old), (_, new) = pair.before, pair.after
    id = f"{new.source}>{new.target}"
    if old.target != new.target:
        message = f"{_guarded_name(new)} no longer leads to {old.target}"
        yield Change(
            kind="retargeted",
            part="transition",
            id=id,
            field="to",
            before=old.target,
            after=new.target,
            message=message,
        )
    on = _on(after, new.source)
    yield from changed_fields(
        "transition", id, _transition_name(new), old, new, on, skip=("source", "target")
    )


def _order_changes(pairs: list[TransitionPair], after: Journey) -> Iterator[Change]:
    """Changes of splits of ``after`` the branches of which, by ``pairs``, stand in another order: the first that
    holds wins, draws fall anew.
    """
    for id, step in after.steps.items():
        if not isinstance(step, Split):
            continue
        mine = [each for each in pairs if each.after[1].source == id and _order_matters(each.after[1])]
        old = [each.before[0] for each in sorted(mine, key=lambda each: each.after[0])]
        if old != sorted(old):
            message = f"the branches of {step.name or id} stand in another order"
            yield Change(kind="reordered", part="step", id=id, message=message)


def _order_matters(transition: Transition) -> bool:
    return transition.when is not None or transition.percent is not None
