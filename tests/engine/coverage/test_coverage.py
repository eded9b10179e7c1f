"""Made-up people, and the paths they walk."""

from __future__ import annotations

from scenario import BEGINNING, delay, design, entry, exit_, first_match, split, verb, waypoint, when

from engine.coverage import Coverage, cover
from engine.journey import Journey
from engine.plan import Plan


def covered(journey: Journey, bound: int = 100, seed: int = 0) -> Coverage:
    return cover(Plan(journey), bound=bound, seed=seed, start=BEGINNING)


def walked(coverage: Coverage) -> list[str]:
    """Every walk as ``path status``."""
    return [f"{'>'.join(walk.steps)} {walk.status}" for walk in coverage.walks]


def test_a_timeout_and_the_way_back_are_walked() -> None:
    journey = design(
        {"start": first_match(), "quiz": waypoint("passed", count=2), "rest": delay("1d"), "done": exit_()},
        "start>quiz>done",
        "quiz>rest after 3d",
        "rest>quiz",
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz>done completed", "start>quiz>rest>quiz>done completed"]
    assert coverage.is_complete
    assert not coverage.cut


def test_a_draw_is_the_same_all_along_an_attempt() -> None:
    journey = design(
        {"start": entry(verb("began")), "lot": split("random"), "try": waypoint("tried"), "done": exit_()},
        "start>lot",
        "lot>try 50%",
        "lot>done 50%",
        "try>lot",
    )
    assert walked(covered(journey)) == ["start>lot>try>lot>try running", "start>lot>done completed"]


def test_of_an_event_split_every_branch_is_walked() -> None:
    journey = design(
        {
            "start": entry(verb("began")),
            "which": split("event"),
            "done": exit_(),
            "lost": exit_(completes=False),
        },
        "start>which",
        when("which>done", verb("passed")),
        when(
            "which>lost", {"statement.verb.id": {"$in": [verb("passed")["statement.verb.id"], "http://left"]}}
        ),
        "which>lost after 1h",
    )
    assert walked(covered(journey)) == [
        "start>which>done completed",
        "start>which>lost gave_up",
        "start>which>lost gave_up",
    ]
