"""Random designs without a fault: every kind of step, ways forward, and ways back from steps that wait."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from hypothesis import strategies as st
from msgspec.structs import replace

from engine.edit.checklists import item_of
from engine.journey import Journey, Layout
from engine.steps import (
    Checklist,
    Delay,
    Entry,
    Exit,
    ExitRule,
    FirstMatch,
    Item,
    OnAudience,
    OnEvent,
    Outcome,
    Split,
    Step,
    Transition,
    Trigger,
    Waypoint,
    waits,
)
from strategies.conditions import conditions, known_conditions
from strategies.world import AUDIENCES, KEYS, STORES, ZONES, Shape, durations, shapes

EntryRule = Literal["once", "multiple", "after_exit"]
TRACKED: tuple[Literal["actor", "persona"], ...] = ("actor", "actor", "persona")
SHARES = ((100.0,), (50.0, 50.0), (25.0, 75.0), (0.0, 100.0), (20.0, 30.0, 50.0))

counts = st.integers(1, 3)
mostly_same = st.sampled_from((True, True, False))
mostly_on = st.sampled_from((True, True, True, False))
audiences = st.sampled_from(AUDIENCES).map(OnAudience)


@st.composite
def journeys(
    draw: st.DrawFn, shape: Shape | None = None, min_steps: int = 0, min_exit_rules: int = 0
) -> Journey:
    """A design in which ``engine.rules.faults`` finds nothing.

    With a ``shape``, its conditions ask for events told in that shape only. ``min_steps`` are those between
    the entry and the exits.
    """
    told = draw(shapes) if shape is None else shape
    inner = draw(_inner_steps(told, min_steps))
    exits: dict[str, Step] = {"done": Exit(), "lost": Exit(completes=False)}
    transitions = draw(_transitions(told, inner, list(exits)))
    outcomes = [id for id, step in inner.items() if isinstance(step, Outcome)]
    exit_rules = draw(_exit_rules(told, [*outcomes, "farewell"], min_exit_rules))
    if any("farewell" in rule.outcomes for rule in exit_rules):
        inner["farewell"] = Outcome(type="callback", callback="https://example.org/farewell")
    trigger = draw(_triggers(told))
    key = draw(st.sampled_from((None, KEYS[told])))
    steps = {"start": Entry(trigger=trigger), **inner, **exits}
    return Journey(
        id="journey",
        name=draw(st.sampled_from(("", "A journey"))),
        track_by=draw(st.sampled_from(TRACKED)),
        sources=draw(st.sampled_from(((), (), STORES[:1]))),
        entry_rule=draw(_entry_rules(trigger, key)),
        concurrency_key=key,
        exit_rules=exit_rules,
        steps=steps,
        transitions=transitions,
        layout=draw(st.none() | _layouts(list(steps))),
        extras=draw(st.sampled_from((None, {"learninglocker": {"owner": "59c1"}}))),
    )


@st.composite
def _inner_steps(draw: st.DrawFn, shape: Shape, min_size: int) -> dict[str, Step]:
    """The steps between the entry and the exits, by ids such as ``waypoint1`` and ``delay2``."""
    drawn = enumerate(draw(st.lists(_steps(shape), min_size=min_size, max_size=6)), 1)
    named = {f"{step.__struct_config__.tag}{number}": step for number, step in drawn}
    return {id: _with_item_ids(id, step) for id, step in named.items()}


@st.composite
def _transitions(
    draw: st.DrawFn, shape: Shape, inner: dict[str, Step], exits: list[str]
) -> tuple[Transition, ...]:
    """From each step onward, or back from a step that waits: so every circle waits somewhere."""
    ids = [*inner, *exits]
    transitions = [Transition(source="start", target=draw(st.sampled_from(ids[:3])))]
    for number, (id, step) in enumerate(inner.items(), 1):
        targets = ids[number:] + (ids[:number] if waits(step) else [])
        transitions += draw(_out_of(shape, id, step, targets))
    return tuple(transitions)


@cache
def _steps(shape: Shape) -> st.SearchStrategy[Step]:
    """A step that goes between the entry and the exits. Ways to and from it are drawn later."""
    return st.one_of(
        _waypoints(shape),
        _checklists(shape),
        st.builds(Split, on=st.sampled_from(("event", "data"))),
        st.builds(Split, on=st.just("random"), sticky=st.booleans()),
        st.builds(Delay, duration=durations, active=mostly_on),
        st.builds(
            Outcome, type=st.just("callback"), callback=st.just("https://example.org/done"), active=mostly_on
        ),
        st.builds(
            Outcome,
            type=st.just("statement"),
            statement=st.just({"verb": {"id": "http://example.org/verbs/told"}}),
        ),
    )


@st.composite
def _waypoints(draw: st.DrawFn, shape: Shape) -> Waypoint:
    distinct = draw(st.sampled_from((None, None, KEYS[shape], "day")))
    within = draw(st.none() | st.none() | durations)
    days = distinct == "day" or within is not None
    return Waypoint(
        condition=draw(conditions(shape)),
        count=draw(counts),
        active=draw(mostly_on),
        distinct=distinct,
        within=within,
        zone=draw(st.sampled_from((None, *ZONES))) if days else None,
        same_key=draw(mostly_same),
    )


@cache
def _items(shape: Shape) -> st.SearchStrategy[list[Item]]:
    item = _waypoints(shape).map(item_of)
    return st.lists(item, min_size=1, max_size=3)


@st.composite
def _checklists(draw: st.DrawFn, shape: Shape) -> Checklist:
    items = draw(_items(shape))
    required = draw(st.none() | st.integers(1, len(items)))
    return Checklist(
        items={str(number): item for number, item in enumerate(items)},
        required=required,
        active=draw(mostly_on),
    )


def _with_item_ids(id: str, step: Step) -> Step:
    """Items are known by ids that are unique in the whole journey."""
    if not isinstance(step, Checklist):
        return step
    return replace(step, items={f"{id}-{item}": each for item, each in step.items.items()})


@st.composite
def _out_of(draw: st.DrawFn, shape: Shape, id: str, step: Step, targets: Sequence[str]) -> list[Transition]:
    """The transitions that a step of its kind has, each to one of the targets, in any order."""

    def transition(**guard: object) -> Transition:
        return Transition(source=id, target=draw(st.sampled_from(targets)), **guard)  # type: ignore[arg-type]

    def branches(condition: st.SearchStrategy[object], keys: st.SearchStrategy[bool]) -> list[Transition]:
        drawn = draw(st.lists(st.tuples(condition, keys), min_size=1, max_size=3))
        return [transition(when=when, same_key=same_key) for when, same_key in drawn]

    match step:
        case Waypoint() | Checklist():
            transitions = (
                [transition(), transition(after=draw(durations))] if draw(st.booleans()) else [transition()]
            )
        case Split(on="event"):
            transitions = [*branches(conditions(shape), mostly_same), transition(after=draw(durations))]
        case Split(on="data"):
            transitions = [
                *branches(known_conditions(shape, (id, *targets)), st.just(True)),
                transition(default=True),
            ]
        case Split():
            transitions = [transition(percent=share) for share in draw(st.sampled_from(SHARES))]
        case _:
            transitions = [transition()]
    return draw(st.permutations(transitions))


@cache
def _exit_rule(shape: Shape) -> st.SearchStrategy[ExitRule]:
    """An exit rule, still without outcomes."""
    return st.builds(
        ExitRule,
        id=st.sampled_from(("leaving", "banned")),
        active=mostly_on,
        trigger=st.one_of(st.builds(OnEvent, conditions(shape)), audiences),
        same_key=st.booleans(),
    )


@st.composite
def _exit_rules(
    draw: st.DrawFn, shape: Shape, outcomes: Sequence[str], min_size: int
) -> tuple[ExitRule, ...]:
    rules = draw(st.lists(_exit_rule(shape), min_size=min_size, max_size=2, unique_by=lambda rule: rule.id))
    chosen = st.lists(st.sampled_from(outcomes), max_size=2)
    return tuple(replace(rule, outcomes=tuple(draw(chosen))) for rule in rules)


@cache
def _triggers(shape: Shape) -> st.SearchStrategy[Trigger]:
    return st.one_of(st.just(FirstMatch()), st.builds(OnEvent, conditions(shape)), audiences)


def _entry_rules(trigger: Trigger, key: str | None) -> st.SearchStrategy[EntryRule]:
    """``first_match`` needs a key for several attempts side by side."""
    alone = isinstance(trigger, FirstMatch) and key is None
    rules: tuple[EntryRule, ...] = ("once", "after_exit")
    return st.sampled_from(rules if alone else (*rules, "multiple"))


def _layouts(steps: list[str]) -> st.SearchStrategy[Layout]:
    cell = st.tuples(st.integers(0, 9), st.integers(0, 9))
    return st.dictionaries(st.sampled_from(steps), cell, max_size=3).map(Layout)
