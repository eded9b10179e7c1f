"""Which transitions may still leave a step, by its kind and by those it has."""

from __future__ import annotations

import pytest
from scenario import callback, checklist, delay, design, exit_, first_match, split, verb, waypoint, when

from designer.editing.transitions import allowed_guards, connect_edit, guard_of, onward_target
from engine.edit import apply

STEPS = {
    "start": first_match(),
    "quiz": waypoint("passed"),
    "both": checklist("read", "written"),
    "event": split("event"),
    "data": split("data"),
    "random": split("random"),
    "pause": delay("1d"),
    "tell": callback(),
    "done": exit_(),
}


@pytest.mark.parametrize(
    ("step", "transitions", "may"),
    [
        ("start", [], "plain"),
        ("start", ["start>quiz"], ""),
        ("quiz", [], "plain after by"),
        ("quiz", ["quiz>done"], "after by"),
        ("quiz", ["quiz>done", "quiz>both after 3d"], ""),
        ("both", ["both>done after 1d"], "plain"),
        ("event", [], "when after by"),
        ("event", [when("event>done", verb("passed"))], "after by when"),
        ("event", [when("event>done", verb("passed")), "event>quiz after 1d"], "when"),
        ("data", [when("data>done", verb("passed"))], "default when"),
        ("random", ["random>done 40%"], "percent"),
        ("pause", ["pause>done"], ""),
        ("tell", [], "plain"),
        ("done", [], ""),
    ],
)
def test_ways_that_may_leave_a_step(step: str, transitions: list[object], may: str) -> None:
    journey = design(STEPS, *transitions)  # type: ignore[arg-type]
    assert allowed_guards(journey, step) == may.split()


def test_a_new_way_has_the_guard_it_was_asked_for() -> None:
    journey = design(STEPS, "random>done 40%")
    for guard in ("plain", "when", "after", "by", "percent", "default"):
        after = apply(journey, connect_edit(journey, "random", "quiz", guard))
        assert guard_of(after.transitions[-1]) == guard
    shared = apply(journey, connect_edit(journey, "random", "quiz", "percent"))
    assert [transition.percent for transition in shared.transitions] == [40, 60]


def test_the_way_on_is_the_one_that_is_taken_if_nothing_happens() -> None:
    journey = design(STEPS, "quiz>both after 3d", "quiz>done")
    assert onward_target(journey, "quiz") == 1
    assert onward_target(journey, "random") is None
