"""What claims mean: which attempts break them, and when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scenario import (
    Part,
    callback,
    checklist,
    design,
    entry,
    exit_,
    first_match,
    instant,
    minutes_of,
    only,
    ran,
    split,
    verb,
    waypoint,
    when,
)
from strategies import lives
from strategies.claims import claims

from engine.claim import Claim
from engine.claims.breach import breaches, is_personal, tallies
from engine.claims.trace import arrivals
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Attempt, Progress
from engine.simulate import simulate

STEPS = {
    "start": entry(verb("read")),
    "quiz": waypoint("passed"),
    "essay": waypoint("written", count=2),
    "tell": callback(),
    "done": exit_(),
    "lost": exit_(completes=False),
}
ARROWS = ("start>quiz>essay>tell>done", "quiz>lost after 1h", "essay>done after 2h")
LEFT = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}, "outcomes": ["tell"]}


def claiming(**claim: object) -> Journey:
    return design(STEPS, *ARROWS, claims=[{"id": "it", **claim}], exit_rules=[LEFT])


def broken(journey: Journey, *told: str, until: float | None = None, is_over: bool = False) -> list[float]:
    """When each breach of the only claim came, in minutes since the beginning."""
    found = ran(journey, *told, until=until).owners
    return [
        minutes_of(breach.at) for progress in found for breach in breaches(journey, progress, is_over=is_over)
    ]


PASSED = ("0 read", "1 passed", "2 written", "3 written")


@pytest.mark.parametrize(
    ("claim", "told", "at"),
    [
        ({"never": ["tell"]}, PASSED, [3]),
        ({"never": ["tell", "quiz"]}, PASSED, []),
        ({"never": ["quiz", "tell"]}, PASSED, [3]),
        ({"never": ["quiz"]}, ("0 read", "70 passed"), []),  # it timed out, and was not reached
        ({"never": ["tell"]}, ("0 read", "1 left"), [1]),  # the exit rule's outcome
        ({"always": ["quiz", "tell"]}, PASSED, []),
        ({"always": ["tell", "quiz"]}, PASSED, [3]),
        ({"always": ["quiz"]}, ("0 read", "59 nothing"), []),  # not yet
        ({"always": ["quiz"]}, ("0 read", "61 nothing"), [60]),
        ({"if": "quiz", "then": "tell"}, ("0 read", "1 passed", "125 nothing"), [121]),
        ({"if": "quiz", "then": "tell", "within": "2m"}, PASSED, []),
        ({"if": "quiz", "then": "tell", "within": "1m"}, PASSED, [2]),
        ({"if": "quiz", "then": "tell", "within": "1m"}, ("0 read", "1 passed", "2 nothing"), []),
        ({"if": "quiz", "then": "quiz"}, (*PASSED, "4 passed"), [3]),
        ({"only_after": ["tell", "quiz"]}, PASSED, []),
        ({"only_after": ["tell", "quiz"]}, ("0 read", "1 left"), [1]),
        ({"only_after": ["quiz", "start"]}, PASSED, []),
        ({"at_most": {"step": "tell", "times": 0}}, PASSED, [3]),
        ({"at_most": {"step": "tell", "times": 1}}, PASSED, []),
        ({"ends": True}, ("0 read", "1 passed"), []),
    ],
)
def test_a_claim_is_broken_at_a_certain_time(claim: Part, told: tuple[str, ...], at: list[float]) -> None:
    assert broken(claiming(**claim), *told) == at


def test_who_waits_for_ever_ends_never() -> None:
    still = design(STEPS, "start>quiz>essay>tell>done", claims=[{"id": "it", "ends": True}])
    assert broken(still, "0 read", "1 passed", is_over=True) == [1]
    assert broken(still, "0 read", "1 passed") == []


def test_an_answer_that_never_comes_is_missed_at_the_deadline() -> None:
    claim = {"id": "it", "if": "quiz", "then": "tell", "within": "3d"}
    still = design(STEPS, "start>quiz>essay>tell>done", claims=[claim])
    assert broken(still, "0 read", "1 passed", is_over=True) == [1 + 3 * 24 * 60]


def test_a_checklist_is_reached_when_it_is_complete() -> None:
    both = {**STEPS, "quiz": checklist("passed", "written")}
    claim = {"id": "it", "never": ["quiz"]}
    journey = design(both, *ARROWS, claims=[claim])
    assert broken(journey, "0 read", "1 passed") == []
    assert broken(journey, "0 read", "1 passed", "2 written") == [2]


def test_a_step_that_is_passed_again_counts_again() -> None:
    steps = {id: STEPS[id] for id in ("start", "quiz", "done")} | {"again": split("event")}
    arrows = ("start>quiz>again", when("again>quiz", verb("failed")), "again>done after 1h")
    claim = {"id": "it", "at_most": {"step": "quiz", "times": 1}}
    assert broken(design(steps, *arrows, claims=[claim]), "0 read", "1 passed", "2 failed", "3 passed") == [3]


def test_all_attempts_of_a_person_count_together_where_the_claim_says_so() -> None:
    steps = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
    once = {"step": "quiz", "times": 1}
    each, person = ({"id": "it", "at_most": {**once, "per": per}} for per in ("attempt", "person"))
    arrow, repeat = "start>quiz>done", {"entry_rule": "after_exit"}
    told = ("0 passed", "1 passed", "2 bob passed")
    assert broken(design(steps, arrow, claims=[each], **repeat), *told) == []
    journey = design(steps, arrow, claims=[person], **repeat)
    assert broken(journey, *told) == [1]
    (tally,) = tallies(journey, ran(journey, *told).owners)
    assert (tally.held, tally.open, len(tally.breaches), tally.verdict) == (1, 0, 1, "broken")


def test_people_are_counted() -> None:
    journey = claiming(always=["quiz"])
    people = ran(
        journey, "0 read", "1 passed", "2 bob read", "61 eve read", "65 left", "66 bob nothing"
    ).owners
    (tally,) = tallies(journey, people)
    assert (tally.held, tally.open, [minutes_of(each.at) for each in tally.breaches]) == (1, 1, [62])


# The same by another way: formulas over the whole trace


def holds(claim: Claim, trace: list[tuple[str, int]], ended_at: int | None, clock: int) -> bool:
    """Whether an attempt has not broken the claim by the clock, as a formula says it."""
    times = {step: [at for each, at in trace if each == step] for step, _ in trace}
    names = [step for step, _ in trace]
    if claim.never:
        return not _embeds(claim.never, names)
    if claim.always:
        return ended_at is None or _embeds(claim.always, names)
    if claim.only_after:
        wanted, before = claim.only_after
        return wanted not in names or before in names[: names.index(wanted)]
    if claim.at_most:
        return len(times.get(claim.at_most.step, ())) <= claim.at_most.times
    if claim.trigger:
        return all(
            _is_answered(claim, trace[number:], ended_at, clock)
            for number, (step, _) in enumerate(trace)
            if step == claim.trigger
        )
    return True


def _embeds(pattern: tuple[str, ...], names: list[str]) -> bool:
    left = iter(names)
    return all(step in left for step in pattern)


def _is_answered(claim: Claim, trace: list[tuple[str, int]], ended_at: int | None, clock: int) -> bool:
    last = trace[0][1] + claim.within.microseconds if claim.within else None
    answers = [at for step, at in trace[1:] if step == claim.answer]
    if any(last is None or at <= last for at in answers):
        return True
    return ended_at is None and (last is None or clock <= last)


@st.composite
def lived(draw: st.DrawFn) -> tuple[Journey, list[Part]]:
    journey, told = draw(lives())
    return replace(journey, claims=(draw(claims(journey)),)), told


@settings(max_examples=20)
@given(life=lived())
def test_the_monitor_says_what_the_formula_says(life: tuple[Journey, list[Part]]) -> None:
    journey, told = life
    (claim,) = journey.claims
    for progress in simulate(Plan(journey), map(from_document, told)).owners:
        found = {each.attempt for each in breaches(journey, progress)}
        if is_personal(claim):
            assert (None in found) == (_times(claim, journey, progress) > _limit(claim))
            continue
        for each in progress.attempts:
            trace = [(step, at) for step, at in arrivals(journey, each)]
            assert (each.number not in found) == holds(claim, trace, each.ended_at, progress.clock or 0)


def _times(claim: Claim, journey: Journey, progress: Progress) -> int:
    assert claim.at_most is not None
    steps = (step for each in progress.attempts for step, _ in arrivals(journey, each))
    return sum(step == claim.at_most.step for step in steps)


def _limit(claim: Claim) -> int:
    assert claim.at_most is not None
    return claim.at_most.times


def test_what_an_attempt_reaches_is_in_order() -> None:
    journey = claiming(ends=True)
    (attempt,) = only(ran(journey, *PASSED)).attempts
    assert [(step, minutes_of(at)) for step, at in arrivals(journey, attempt)] == [
        ("start", 0),
        ("quiz", 1),
        ("essay", 3),
        ("tell", 3),
        ("done", 3),
    ]
    assert isinstance(attempt, Attempt)
    assert attempt.ended_at == instant(3)
