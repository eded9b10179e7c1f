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


def changed_ways(before: Journey, after: Journey, renamed: Renamed) -> Iterator[Change]:
    """Changes from ``before`` to ``after``, given the ``renamed`` steps: in the order of the second design, then
    those that are gone, then splits whose branches changed their order.
    """
    told = [_as_renamed(way, renamed) for way in before.transitions]
    pairs = paired_ways(told, list(after.transitions), after)
    for index, way in enumerate(after.transitions):
        pair = next((each for each in pairs if each.after[0] == index), None)
        yield from [_whole("added", way, "is new")] if pair is None else _changed(pair, after)
    paired = {each.before[0] for each in pairs}
    yield from (_whole("removed", way, "is gone") for index, way in enumerate(told) if index not in paired)
    yield from _reordered(pairs, after)


def _as_renamed(way: Transition, renamed: Renamed) -> Transition:
    return replace(
        way, source=renamed.get(way.source, way.source), target=renamed.get(way.target, way.target)
    )


def paired_ways(ones: list[Transition], others: list[Transition], after: Journey) -> list[TransitionPair]:
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


def _kind(way: Transition) -> tuple[bool, ...]:
    return (
        way.when is not None,
        way.after is not None,
        way.by is not None,
        way.percent is not None,
        way.default,
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


def _named(way: Transition) -> str:
    return f"the way from {way.source} to {way.target}"


def _guarded(way: Transition) -> str:
    said = branch(way)
    return _named(way) + (f" ({said})" if said else "")


def _whole(how: str, way: Transition, said: str) -> Change:
    return Change(
        kind=how,  # type: ignore[arg-type]
        part="transition",
        id=f"{way.source}>{way.target}",
        message=f"{_guarded(way)} {said}",
        before=plain(way) if how == "removed" else None,
        after=plain(way) if how == "added" else None,
    )


def _changed(pair: TransitionPair, after: Journey) -> Iterator[Change]:
    (_, old), (_, new) = pair.before, pair.after
    id = f"{new.source}>{new.target}"
    if old.target != new.target:
        message = f"{_guarded(new)} no longer leads to {old.target}"
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
    yield from changed_fields("transition", id, _named(new), old, new, on, skip=("source", "target"))


def _reordered(pairs: list[TransitionPair], after: Journey) -> Iterator[Change]:
    """Changes of splits of ``after`` the branches of which, by ``pairs``, stand in another order: the first that
    holds wins, draws fall anew.
    """
    for id, step in after.steps.items():
        if not isinstance(step, Split):
            continue
        mine = [each for each in pairs if each.after[1].source == id and _is_ordered(each.after[1])]
        old = [each.before[0] for each in sorted(mine, key=lambda each: each.after[0])]
        if old != sorted(old):
            message = f"the branches of {step.name or id} stand in another order"
            yield Change(kind="reordered", part="step", id=id, message=message)


def _is_ordered(way: Transition) -> bool:
    return way.when is not None or way.percent is not None
