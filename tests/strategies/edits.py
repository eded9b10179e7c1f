"""Random edits of a design: most make sense for it, some speak of what is not there."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.edit import (
    Add,
    ChangeJourney,
    ChangeStep,
    ChangeTransition,
    Compound,
    Connect,
    Delete,
    Disconnect,
    Edit,
    Group,
    Insert,
    Move,
    Rename,
    Reorder,
    Ungroup,
)
from engine.edit.fields import Fields
from engine.journey import Journey
from engine.steps import Delay, Exit, Split, Transition, Waypoint
from strategies.conditions import statement_queries
from strategies.world import durations

SINGLE = (
    Add,
    Insert,
    ChangeStep,
    Rename,
    Move,
    Delete,
    Connect,
    Disconnect,
    ChangeTransition,
    ChangeJourney,
    Reorder,
    Group,
    Ungroup,
)

new_ids = st.sampled_from(("new", "newer", "done", "no id"))
new_steps = st.one_of(
    st.builds(Waypoint, condition=statement_queries()),
    st.builds(Delay, duration=durations),
    st.builds(Split, on=st.sampled_from(("event", "data", "random"))),
    st.just(Exit()),
)
positions = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9))
STEP_FIELDS: tuple[Fields, ...] = (
    {"name": "Quiz"},
    {"count": 3},
    {"count": 0},
    {"active": False},
    {"duration": "2d"},
    {"condition": {"a": True}},
)
WAY_FIELDS: tuple[Fields, ...] = (
    {"name": "yes"},
    {"after": "1h"},
    {"to": "done"},
    {"to": "nowhere"},
    {"when": {"a": 1}},
)
JOURNEY_FIELDS: tuple[Fields, ...] = (
    {"name": "Renamed"},
    {"exit_rules": []},
    {"entry_rule": "after_exit"},
    {"sources": ["north"]},
    {"steps": {}},
)
kinds = st.sampled_from(SINGLE)


@st.composite
def edits(draw: st.DrawFn, journey: Journey) -> Edit:
    """One edit, or two made as one."""
    if draw(st.integers(0, 5)) < 5:
        return draw(single_edits(journey))
    return Compound((draw(single_edits(journey)), draw(single_edits(journey))))


@st.composite
def single_edits(draw: st.DrawFn, journey: Journey) -> Edit:
    kind = draw(kinds)
    step = draw(st.sampled_from((*journey.steps, "nowhere")))
    transition = draw(st.integers(-1, len(journey.transitions)))
    if kind is Add:
        return Add(draw(new_ids), draw(new_steps), draw(positions))
    if kind is Insert:
        return Insert(draw(new_ids), draw(new_steps), transition, draw(positions))
    if kind is ChangeStep:
        return ChangeStep(step, draw(st.sampled_from(STEP_FIELDS)))
    if kind is Rename:
        return Rename(step, draw(new_ids))
    if kind is Move:
        return Move(step, draw(positions))
    if kind is Connect:
        return Connect(Transition(source=step, target=draw(st.sampled_from(tuple(journey.steps)))))
    if kind is ChangeTransition:
        return ChangeTransition(transition, draw(st.sampled_from(WAY_FIELDS)))
    if kind is ChangeJourney:
        return ChangeJourney(draw(st.sampled_from(JOURNEY_FIELDS)))
    if kind is Reorder:
        return Reorder(step, tuple(draw(st.permutations([index for index, _ in journey.out(step)]))))
    if kind is Group:
        return Group((step, *_next(journey, step)), draw(new_ids))
    return Disconnect(transition) if kind is Disconnect else kind(step)


def _next(journey: Journey, step: str) -> list[str]:
    return [transition.target for _, transition in journey.out(step)][:1]
