"""Claims that are proved, or broken by somebody made up, or undecided."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scenario import (
    Part,
    callback,
    delay,
    design,
    entry,
    exit_,
    first_match,
    split,
    verb,
    waypoint,
    when,
)
from strategies import journeys
from strategies.claims import claims

from engine.check import check
from engine.claims.life import broken_claims
from engine.claims.random_lives import random_lives
from engine.claims.verdict import ClaimVerdict, verdicts
from engine.diff import diff
from engine.edit import Rename, apply
from engine.finding import InvalidJourney
from engine.journey import Journey, dumps
from engine.merge import merge
from engine.plan import Plan
from engine.review import review
from engine.rules import checked, faults, load

STEPS = {
    "start": first_match(),
    "quiz": waypoint("passed"),
    "essay": waypoint("written", count=2),
    "tell": callback(),
    "done": exit_(),
    "lost": exit_(completes=False),
}
ARROWS = ("start>quiz>essay>tell>done", "quiz>lost after 30d", "essay>lost after 10d")
LEFT = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}}


def only(*ids: str, **more: Part) -> dict[str, Part]:
    return {id: STEPS[id] for id in ids} | more


def claiming(
    *said: Part, steps: dict[str, Part] = STEPS, arrows: tuple[str | Part, ...] = ARROWS, **fields: object
) -> Journey:
    numbered = [{"id": f"claim{number}", **each} for number, each in enumerate(said)]
    return checked(design(steps, *arrows, claims=numbered, **fields))


def verdict(claim: Part, **fields: object) -> ClaimVerdict:
    (found,) = verdicts(claiming(claim, **fields))
    return found


def path(found: ClaimVerdict) -> str:
    assert found.breach is not None
    return ">".join(found.breach.path)


@pytest.mark.parametrize(
    "claim",
    [
        {"never": ["tell", "quiz"]},
        {"always": ["quiz"]},
        {"if": "tell", "then": "done"},
        {"if": "quiz", "then": "lost", "within": "10d"} | {"never": ["lost", "done"]}
        if False
        else {"never": ["lost", "done"]},
        {"only_after": ["tell", "quiz"]},
        {"at_most": {"step": "tell", "times": 1}},
        {"at_most": {"step": "tell", "times": 1, "per": "person"}},
        {"ends": True},
    ],
)
def test_what_no_path_breaks_is_proved(claim: Part) -> None:
    assert verdict(claim).verdict == "proved"


@pytest.mark.parametrize(
    ("claim", "by", "events"),
    [
        ({"never": ["quiz", "tell"]}, "start>quiz>essay>tell>done", 3),
        ({"never": ["lost"]}, "start>quiz>essay>lost", 1),
        ({"always": ["tell"]}, "start>quiz>essay>lost", 1),
        ({"if": "quiz", "then": "done"}, "start>quiz>essay>lost", 1),
        ({"only_after": ["lost", "tell"]}, "start>quiz>essay>lost", 1),
        ({"at_most": {"step": "essay", "times": 0}}, "start>quiz>essay>tell>done", 3),
    ],
)
def test_who_breaks_a_claim_does_as_little_as_that_takes(claim: Part, by: str, events: int) -> None:
    found = verdict(claim)
    assert (found.verdict, path(found), len(found.documents)) == ("broken", by, events)


def test_who_breaks_a_claim_really_does() -> None:
    journey = claiming({"always": ["tell"]})
    (found,) = verdicts(journey)
    assert [each.claim for each in broken_claims(Plan(journey), found.documents, 0)] == [found.claim]


def test_the_path_of_a_breach_ends_where_the_claim_is_broken() -> None:
    """Whoever does nothing is reminded for ever."""
    steps = {"start": entry(verb("began")), "quiz": waypoint("passed"), "tell": callback(), "done": exit_()}
    arrows = ("start>quiz>done", "quiz>tell after 1d", "tell>quiz")
    journey = design(steps, *arrows, claims=[{"id": "c", "at_most": {"step": "tell", "times": 1}}])
    assert "not so on start>quiz>tell>quiz>tell>quiz, after 2d" in review(journey).findings[0].message
    endless = design(steps, *arrows, claims=[{"id": "c", "ends": True}])
    assert review(endless).findings[0].message.endswith(">tell>…>tell>quiz, and so on for ever")


def test_a_claim_within_a_time_is_broken_by_people_who_take_their_time() -> None:
    steps = only("start", "quiz", "essay", "done", talk=waypoint("talked"))
    arrows = ("start>quiz>essay>talk>done", "essay>done after 10d", "talk>done after 10d")
    told = {"if": "quiz", "then": "done"}
    assert verdict({**told, "within": "20d"}, steps=steps, arrows=arrows).verdict == "proved"
    found = verdict({**told, "within": "19d"}, steps=steps, arrows=arrows)
    assert path(found) == "start>quiz>essay>talk"
    assert len(found.documents) == 3  # the quiz, and the essay at the last moment


def test_an_attempt_that_waits_for_ever_breaks_what_it_owes() -> None:
    arrows = ("start>quiz>essay>tell>done",)
    found = verdicts(claiming({"ends": True}, {"if": "quiz", "then": "done", "within": "14d"}, arrows=arrows))
    assert [path(each) for each in found] == ["start>quiz>essay"] * 2


def test_going_round_by_the_clock_alone_never_ends() -> None:
    steps = {"start": entry(verb("read")), "wait": delay("1d"), "again": waypoint("passed"), "done": exit_()}
    arrows = ("start>wait>again>done", "again>wait after 1d")
    assert path(verdict({"ends": True}, steps=steps, arrows=arrows)).startswith("start>wait>again>wait>again")
    assert (
        verdict({"ends": True}, steps=steps, arrows=("start>wait>again>done", "again>done after 1d")).verdict
        == "proved"
    )


def test_an_exit_rule_ends_attempts_that_still_owe_something() -> None:
    steps = only("quiz", "done", start=entry(verb("read")), late=delay("1d"))
    arrows = ("start>late>quiz>done", "quiz>done after 1d")
    owed = {"if": "start", "then": "done"}
    assert verdict(owed, steps=steps, arrows=arrows).verdict == "proved"
    assert path(verdict(owed, steps=steps, arrows=arrows, exit_rules=[LEFT])) == "start>late"


def test_what_only_events_rule_out_is_undecided() -> None:
    both = {"statement.verb.id": "http://example.org/verbs/passed", "statement.result.success": True}
    steps = only("done", "lost", start=entry(both), choose=split("data"))
    failed = when("choose>lost", {"entry.statement.result.success": False})
    arrows = ("start>choose", failed, "choose>done otherwise")
    found = verdict({"never": ["lost"]}, steps=steps, arrows=arrows)
    assert found.verdict == "undecided"
    assert "leads everybody on" in found.reason


def test_several_attempts_of_a_person_are_undecided_or_broken() -> None:
    claim = {"at_most": {"step": "tell", "times": 1, "per": "person"}}
    assert verdict(claim, entry_rule="after_exit").verdict in ("undecided", "broken")


# In the design


def test_claims_are_written_and_read() -> None:
    journey = claiming(
        {"never": ["tell", "quiz"], "name": "Order"},
        {"if": "quiz", "then": "done", "within": "14d"},
        {"at_most": {"step": "tell", "times": 1}},
        {"ends": True},
    )
    assert load(dumps(journey)) == journey
    assert '"within": "14d"' in dumps(journey)


@pytest.mark.parametrize(
    ("claim", "code", "place"),
    [
        ({"never": ["quizz"]}, "unknown-step", "$.claims[0].never[0]"),
        ({"if": "quiz"}, "bad-claim", "$.claims[0]"),
        ({"within": "3d"}, "bad-claim", "$.claims[0]"),
        ({}, "bad-claim", "$.claims[0]"),
        ({"ends": True, "never": ["quiz"]}, "bad-claim", "$.claims[0]"),
        ({"if": "quiz", "then": "done", "within": "1mo"}, "bad-claim", "$.claims[0].within"),
        ({"at_most": {"step": "nobody", "times": 1}}, "unknown-step", "$.claims[0].at_most.step"),
    ],
)
def test_a_claim_that_says_nothing_is_refused(claim: Part, code: str, place: str) -> None:
    with pytest.raises(InvalidJourney) as error:
        claiming(claim)
    assert [(each.code, each.place) for each in error.value.findings] == [(code, place)]


def test_an_item_is_no_step_of_a_claim() -> None:
    steps = STEPS | {"quiz": {"kind": "checklist", "items": {"one": {"condition": verb("passed")}}}}
    with pytest.raises(InvalidJourney, match="name the checklist"):
        claiming({"never": ["one"]}, steps=steps)


def test_claims_follow_a_step_that_is_renamed() -> None:
    journey = claiming({"never": ["tell", "quiz"]}, {"if": "quiz", "then": "done"})
    renamed = apply(journey, Rename("quiz", "exam"))
    assert [each.sentence for each in renamed.claims] == [
        "'tell' is never reached before 'exam'",
        "whoever reaches 'exam' reaches 'done' afterwards",
    ]
    told = diff(journey, renamed)
    assert told.same_meaning
    assert not [each for each in told.changes if each.part == "claim"]


def test_claims_that_change_change_no_meaning() -> None:
    one, other = claiming({"never": ["tell", "quiz"]}), claiming({"ends": True})
    told = diff(one, other)
    assert told.same_meaning
    assert [each.message for each in told.changes] == ["the claim claim0 is: every attempt ends"]


def test_claims_of_both_sides_are_merged() -> None:
    base = claiming()
    ours, theirs = (
        replace(base, claims=claiming(each).claims) for each in ({"ends": True}, {"never": ["lost"]})
    )
    theirs = replace(theirs, claims=tuple(replace(each, id="other") for each in theirs.claims))
    assert {each.id for each in merge(base, ours, theirs).journey.claims} == {"claim0", "other"}


# As findings


def test_a_broken_claim_is_a_finding_with_the_events_that_show_it() -> None:
    told = review(claiming({"always": ["tell"], "name": "Told"}))
    (finding,) = [each for each in told.findings if each.code == "broken-claim"]
    assert (finding.severity, finding.place, finding.step) == ("error", "$.claims[0]", "lost")
    assert finding.message == "Told: every attempt reaches 'tell'; not so on start>quiz>essay>lost, after 10d"
    assert len(finding.events) == 1
    assert told.answer() == [{"id": "claim0", "claim": "every attempt reaches 'tell'", "verdict": "broken"}]


def test_a_finding_about_a_claim_is_accepted_by_the_claims_id() -> None:
    accepted = {"code": "broken-claim", "claim": "claim0", "why": "next year"}
    found = review(claiming({"always": ["tell"]}, {"never": ["lost"]}, accepted=[accepted])).findings
    assert [each.accepted for each in found if each.code == "broken-claim"] == ["next year", ""]
    assert not [each for each in found if each.code == "stale-acceptance"]


def test_claims_wait_until_the_design_can_run() -> None:
    journey = design(STEPS, "start>quiz", claims=[{"id": "it", "ends": True}])
    assert list(faults(journey))
    assert review(journey) == replace(review(journey), findings=check(journey), claims=[])


# Laws


@st.composite
def claimed(draw: st.DrawFn) -> Journey:
    journey = draw(journeys(min_steps=1))
    return replace(journey, claims=tuple(replace(draw(claims(journey)), id=str(each)) for each in range(2)))


@settings(max_examples=10)
@given(journey=claimed())
def test_no_verdict_is_contradicted_by_random_lives(journey: Journey) -> None:
    plan = Plan(journey)
    proved = {each.claim.id for each in verdicts(journey) if each.verdict == "proved"}
    for documents in random_lives(plan, 1, 6):
        assert proved.isdisjoint(each.claim.id for each in broken_claims(plan, documents, 0))
