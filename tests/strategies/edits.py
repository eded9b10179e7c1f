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
from engine.journey import Journey
from engine.steps import Delay, Exit, Split, Transition, Waypoint
from strategies.conditions import statement_queries
from strategies.world import durations

new_ids = st.sampled_from(("new", "newer", "done", "no id"))
new_steps = st.one_of(
    st.builds(Waypoint, condition=statement_queries()),
    st.builds(Delay, duration=durations),
    st.builds(Split, on=st.sampled_from(("event", "data", "random"))),
    st.just(Exit()),
)
positions = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9))
step_fields = st.sampled_from(
    (
        {"name": "Quiz"},
        {"count": 3},
        {"count": 0},
        {"active": False},
        {"duration": "2d"},
        {"condition": {"a": True}},
    )
)
way_fields = st.sampled_from(
    ({"name": "yes"}, {"after": "1h"}, {"to": "done"}, {"to": "nowhere"}, {"when": {"a": 1}})
)
journey_fields = st.sampled_from(
    (
        {"name": "Renamed"},
        {"exit_rules": []},
        {"entry_rule": "after_exit"},
        {"sources": ["north"]},
        {"steps": {}},
    )
)


@st.composite
def edits(draw: st.DrawFn, journey: Journey) -> Edit:
    """One edit, or two made as one."""
    one = single_edits(journey)
    return draw(st.one_of(one, one, one, st.lists(one, max_size=2).map(lambda parts: Compound(tuple(parts)))))


def single_edits(journey: Journey) -> st.SearchStrategy[Edit]:
    steps = st.sampled_from((*journey.steps, "nowhere"))
    ways = st.integers(-1, len(journey.transitions))
    return st.one_of(
        st.builds(Add, new_ids, new_steps, positions),
        st.builds(Insert, new_ids, new_steps, ways, positions),
        st.builds(ChangeStep, steps, step_fields),
        st.builds(Rename, steps, new_ids),
        st.builds(Move, steps, positions),
        st.builds(Delete, steps),
        st.builds(Connect, st.builds(Transition, source=steps, target=steps)),
        st.builds(Disconnect, ways),
        st.builds(ChangeTransition, ways, way_fields),
        steps.flatmap(lambda step: reorders(journey, step)),
        st.builds(ChangeJourney, journey_fields),
        st.builds(Ungroup, steps),
        steps.flatmap(lambda step: groups(journey, step)),
    )


def reorders(journey: Journey, step: str) -> st.SearchStrategy[Reorder]:
    out = [index for index, _ in journey.out(step)]
    return st.permutations(out).map(lambda order: Reorder(step, tuple(order)))


def groups(journey: Journey, step: str) -> st.SearchStrategy[Group]:
    """A step and the one that follows it."""
    following = [way.target for _, way in journey.out(step)][:1]
    return new_ids.map(lambda id: Group((step, *following), id))
