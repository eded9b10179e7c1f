"""Why an attempt took a branch of a data split, and what would have led elsewhere."""

from __future__ import annotations

from typing import Any

from scenario import (
    Part,
    called,
    design,
    entry,
    event,
    exit_,
    first_match,
    identify,
    split,
    statement,
    track,
    verb,
    waypoint,
    when,
)

from designer.reports.explanation import because, lines
from engine.events import owner_of
from engine.explain import OwnerExplanation, SplitChoice, explain
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate

SCORE = "steps.quiz.statement.result.score.scaled"


def grading(*branches: Part, **fields: Any) -> Journey:
    steps = {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "grade": split("data"),
        "good": exit_(),
        "fair": exit_(),
        "poor": exit_(completes=False),
    }
    return design(steps, "start>quiz>grade", *branches, "grade>poor otherwise", **fields)


def scored(score: float, minutes: float = 0) -> Part:
    return statement(minutes, "passed", result={"score": {"scaled": score}})


GOOD = when("grade>good", {SCORE: {"$gte": 0.9}}, name="good")
FAIR = when("grade>fair", {SCORE: {"$gte": 0.7}}, name="fair")


def explained(journey: Journey, *told: Part, step: str | None = None) -> OwnerExplanation:
    events = [event(each) for each in told]
    done = simulate(Plan(journey), events)
    (progress,) = done.owners
    mine = [each for each in events if owner_of(each, journey.track_by) == progress.owner]
    return explain(done.plan, progress.owner, mine, until=done.until or 0, step=step)


def choices(journey: Journey, *told: Part, step: str | None = None) -> list[SplitChoice]:
    (stay,) = explained(journey, *told, step=step).stays
    return list(stay.choices)


def test_the_branch_the_clause_and_the_values_seen_and_wanted() -> None:
    (choice,) = choices(grading(GOOD, FAIR), scored(0.6))
    assert (choice.split, choice.target, choice.branch) == ("grade", "poor", "otherwise")
    assert [(each.of, each.text, each.found) for each in choice.reasons] == [
        ("good", f"{SCORE} ≥ 0.9", (0.6,)),
        ("fair", f"{SCORE} ≥ 0.7", (0.6,)),
    ]


def test_the_clause_that_held_is_told_and_branches_behind_it_are_not() -> None:
    (choice,) = choices(grading(GOOD, FAIR), scored(0.95))
    assert [(each.of, each.found) for each in choice.reasons] == [("good", (0.95,))]


def test_an_event_is_made_up_that_goes_where_was_asked() -> None:
    journey = grading(GOOD, FAIR)
    (choice,) = choices(journey, scored(0.6))
    good, fair = choice.elsewhere
    assert (good.target, good.step, fair.target, fair.step) == ("good", "quiz", "fair", "quiz")
    for other in (good, fair):
        assert other.event is not None
        (again,) = choices(journey, other.event)
        assert again.target == other.target


def test_the_entrys_event_counts_too() -> None:
    steps = {"start": entry(verb("passed")), "grade": split("data"), "good": exit_(), "poor": exit_()}
    entered = when("grade>good", {"entry.statement.result.score.scaled": {"$gte": 0.9}})
    (choice,) = choices(design(steps, "start>grade", entered, "grade>poor otherwise"), scored(0.6))
    assert (choice.target, choice.elsewhere[0].step) == ("poor", "start")


def test_no_single_event_leads_where_traits_decide() -> None:
    steps = {"start": entry(called("Began")), "plan": split("data"), "pro": exit_(), "free": exit_()}
    journey = design(steps, "start>plan", when("plan>pro", "trait('plan') = 'pro'"), "plan>free otherwise")
    (choice,) = choices(journey, identify(0, plan="free"), track(1, "Began"))
    assert [(each.found, each.of) for each in choice.reasons] == [(("free",), "plan = pro")]
    assert choice.elsewhere[0].event is None


def test_a_split_that_is_passed_again_is_told_of_the_last_time() -> None:
    back = when("grade>quiz", {SCORE: {"$lt": 0.7}})
    (choice,) = choices(grading(back, GOOD), scored(0.6), scored(0.8, 1))
    assert (choice.target, [each.found for each in choice.reasons]) == ("poor", [(0.8,), (0.8,)])


def test_a_step_that_is_asked_about_has_its_own_choice_alone() -> None:
    assert [each.split for each in choices(grading(GOOD), scored(0.6), step="grade")] == ["grade"]
    assert choices(grading(GOOD), scored(0.6), step="quiz") == []


def test_it_is_told_in_lines() -> None:
    journey = grading(GOOD)
    told = explained(journey, scored(0.6), step="grade")
    said = list(lines(journey, told))
    assert "  at grade it went to poor on 2026-01-01 00:00:00: otherwise" in said
    assert f"    good: {SCORE} ≥ 0.9 (found 0.6)" in said
    assert any("it would have gone to good with this at quiz" in line for line in said)
    assert not any("considered" in line for line in said)
    assert any("found 0.6" in line for line in because(journey, told))


def test_an_event_that_is_no_valid_statement_may_still_be_changed() -> None:
    """The ids of a scenario's events are no UUIDs."""
    answer = explained(grading(GOOD), scored(0.6) | {"id": "event-1"})
    assert any(
        "it would have gone to good with this at quiz" in line for line in lines(grading(GOOD), answer)
    )


def test_a_branch_without_a_name_is_said_once() -> None:
    journey = grading(when("grade>good", {SCORE: {"$gte": 0.9}}))
    said = list(lines(journey, explained(journey, scored(0.6))))
    assert any(line.strip() == f"{SCORE} ≥ 0.9 (found 0.6)" for line in said)
