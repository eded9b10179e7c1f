"""Every finding: a design that has it, and one beside it that does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace
from scenario import (
    Part,
    callback,
    called,
    checklist,
    delay,
    design,
    entry,
    exit_,
    first_match,
    split,
    verb,
    walked,
    waypoint,
    when,
)
from strategies import journeys

from engine.check import check
from engine.conditions import mongo
from engine.events import from_document
from engine.finding import Finding, findings_report
from engine.journey import Acceptance, Journey, to_document
from engine.journey import from_document as from_journey

STEPS: dict[str, Part] = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
BEGUN: dict[str, Part] = {**STEPS, "start": entry(verb("began"))}
OWN = ("waits-for-ever",)  # what almost every small design has


def found(journey: Journey, code: str) -> list[Finding]:
    return [finding for finding in check(journey) if finding.code == code]


def codes(journey: Journey) -> list[str]:
    return [finding.code for finding in check(journey) if finding.code not in OWN]


def only(journey: Journey, code: str) -> Finding:
    (finding,) = found(journey, code)
    return finding


def asking(condition: Part | str, **fields: Any) -> Journey:
    """A design with one waypoint."""
    quiz = {"kind": "waypoint", "condition": condition}
    return design({**STEPS, "quiz": quiz}, "start>quiz>done", **fields)


def choosing(on: str, *conditions: Part | str) -> Journey:
    """A design with one split, whose branches lead to exits of their own."""
    exits = {f"end{number}": exit_() for number in range(len(conditions))}
    branches = [when(f"choose>end{number}", condition) for number, condition in enumerate(conditions)]
    rest = "choose>done after 1d" if on == "event" else "choose>done otherwise"
    trigger = entry({"event": "Begun"})
    return design(
        {"start": trigger, "choose": split(on), **exits, "done": exit_()}, "start>choose", *branches, rest
    )


def test_a_sound_design_has_nothing_but_what_it_waits_for() -> None:
    (finding,) = check(design(BEGUN, "start>quiz>done"))
    assert (finding.code, finding.severity, finding.step) == ("waits-for-ever", "note", "quiz")


def test_faults_come_first_and_alone() -> None:
    assert [finding.code for finding in check(design(STEPS, "start>quiz"))] == ["bad-transitions"]


# What the graph tells


def test_a_step_that_no_way_leads_to() -> None:
    journey = design({**STEPS, "lost": waypoint("failed")}, "start>quiz>done", "lost>done")
    finding = only(journey, "unreachable-step")
    assert (finding.severity, finding.step) == ("warning", "lost")
    assert not found(design(STEPS, "start>quiz>done"), "unreachable-step")


def test_an_outcome_that_nothing_runs() -> None:
    steps = {**STEPS, "bye": callback()}
    rule = {"id": "left", "trigger": {"on": "audience", "audience": "gone"}, "outcomes": ["bye"]}
    idle = design(steps, "start>quiz>done", exit_rules=[{**rule, "active": False}])
    assert "outcome 'bye'" in only(idle, "unreachable-step").message
    assert not found(design(steps, "start>quiz>done", exit_rules=[rule]), "unreachable-step")


def test_a_step_from_which_no_exit_can_be_reached() -> None:
    steps = {**STEPS, "again": waypoint("failed")}
    journey = design(steps, "start>quiz>again>again")
    assert [finding.step for finding in found(journey, "no-exit-ahead")] == ["start", "quiz", "again"]
    assert not found(design(steps, "start>quiz>again>done"), "no-exit-ahead")


def test_an_exit_rule_ends_what_no_exit_does() -> None:
    rule = {"id": "left", "trigger": {"on": "audience", "audience": "gone"}}
    finding = found(design(STEPS, "start>quiz>quiz", exit_rules=[rule]), "no-exit-ahead")[0]
    assert finding.severity == "note"


def test_a_journey_that_nobody_completes() -> None:
    steps = {**STEPS, "lost": exit_(completes=False)}
    assert only(design(steps, "start>quiz>lost"), "no-completing-exit").severity == "warning"
    assert not found(design(steps, "start>quiz>done", "quiz>lost after 3d"), "no-completing-exit")


def test_nobody_waits_at_a_first_step_that_starts_the_attempt() -> None:
    assert not found(design(STEPS, "start>quiz>done"), "waits-for-ever")
    twice = {**STEPS, "quiz": waypoint("passed", count=2)}
    assert found(design(twice, "start>quiz>done"), "waits-for-ever")
    back = {**STEPS, "again": waypoint("failed")}
    assert [each.step for each in found(design(back, "start>quiz>again>quiz"), "waits-for-ever")] == [
        "quiz",
        "again",
    ]
    assert found(design({**STEPS, "start": entry(verb("began"))}, "start>quiz>done"), "waits-for-ever")


def test_a_step_that_waits_for_ever() -> None:
    steps = {**STEPS, "lost": exit_(completes=False)}
    assert not found(design(steps, "start>quiz>done", "quiz>lost after 3d"), "waits-for-ever")
    assert not found(
        design({**STEPS, "quiz": waypoint("passed", active=False)}, "start>quiz>done"), "waits-for-ever"
    )


def test_a_loop_in_which_only_time_passes() -> None:
    steps = {"start": entry(verb("began")), "pause": delay("1d"), "tell": callback(), "done": exit_()}
    journey = design(steps, "start>pause>tell>pause")
    assert only(journey, "endless-loop").step == "pause"
    asked = {**steps, "known": split("data")}
    left = design(
        asked, "start>pause>tell>known", when("known>done", {"traits.plan": "pro"}), "known>pause otherwise"
    )
    assert not found(left, "endless-loop")


def test_an_entry_from_which_no_attempt_ever_starts() -> None:
    steps = {**STEPS, "pause": delay("1d")}
    journey = design(steps, "start>pause>quiz>done")
    assert (only(journey, "never-starts").severity, only(journey, "never-starts").step) == ("error", "start")
    assert only(design({"start": first_match(), "done": exit_()}, "start>done"), "never-starts")
    assert not found(
        design({**steps, "start": entry(verb("began"))}, "start>pause>quiz>done"), "never-starts"
    )
    skipped = {**steps, "pause": delay("1d", active=False)}
    assert not found(design(skipped, "start>pause>quiz>done"), "never-starts")


def test_an_entry_from_which_some_attempts_never_start() -> None:
    steps = {**STEPS, "draw": split("random"), "pause": delay("1d")}
    halves = design(steps, "start>draw", "draw>quiz 50%", "draw>pause 50%", "pause>quiz>done")
    assert only(halves, "seldom-starts").severity == "warning"
    never = design(steps, "start>draw", "draw>quiz 100%", "draw>pause 0%", "pause>quiz>done")
    assert not found(never, "seldom-starts")


# What single steps tell


def test_a_checklist_that_takes_more_items_than_are_active() -> None:
    items = checklist("read", "wrote", required=2)
    items["items"]["do-wrote"]["active"] = False
    journey = design({**STEPS, "quiz": items}, "start>quiz>done")
    assert only(journey, "too-many-required").severity == "error"
    ready = design({**STEPS, "quiz": checklist("read", "wrote", required=2)}, "start>quiz>done")
    assert not found(ready, "too-many-required")


def test_a_checklist_without_active_items() -> None:
    steps = {**STEPS, "list": checklist()}
    assert only(design(steps, "start>quiz>list>done"), "empty-checklist").severity == "warning"
    assert not found(design({**STEPS, "list": checklist("read")}, "start>list>quiz>done"), "empty-checklist")


def test_a_callback_over_plain_http() -> None:
    def telling(address: str) -> Journey:
        return design({**STEPS, "tell": callback(callback=address)}, "start>quiz>tell>done")

    assert only(telling("http://example.org"), "plain-http").place == "$.steps.tell.callback"
    assert not found(telling("https://example.org"), "plain-http")


def test_an_inactive_journey() -> None:
    assert only(design(STEPS, "start>quiz>done", active=False), "inactive-journey").severity == "note"
    assert not found(design(STEPS, "start>quiz>done"), "inactive-journey")


# What splits tell

GOOD = {**verb("passed"), "statement.result.score.scaled": {"$gte": 0.8}}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (verb("passed"), verb("passed")),
        (verb("passed"), GOOD),
        ({"statement.verb.id": {"$in": ["a", "b"]}}, {"statement.verb.id": "b"}),
        ({"$or": [verb("failed"), verb("passed")]}, GOOD),
        (called("Left"), {"event": "Left", "type": "track"}),
        ("event('Left').count() >= 2", "event('Left').count() >= 2"),
    ],
)
def test_a_branch_that_an_earlier_one_hides(first: Part | str, second: Part | str) -> None:
    finding = only(choosing("event", first, second), "hidden-branch")
    assert (finding.severity, finding.step, finding.transition) == ("warning", "choose", 2)
    assert not found(choosing("event", verb("left"), second), "hidden-branch")


def test_a_hidden_branch_comes_with_an_event_that_shows_it() -> None:
    finding = only(choosing("event", verb("passed"), GOOD), "hidden-branch")
    assert finding.counterexample is not None
    assert from_document(finding.counterexample)
    assert mongo.compile_query(GOOD)(finding.counterexample)


def test_a_narrower_branch_may_stand_before_a_wider_one() -> None:
    assert not found(choosing("event", GOOD, verb("passed")), "hidden-branch")


def test_a_branch_on_data_is_hidden_without_an_event_to_show() -> None:
    finding = only(choosing("data", {"traits.plan": "pro"}, "trait('plan') = 'pro'"), "hidden-branch")
    assert finding.counterexample is None


def test_branches_that_one_event_satisfies() -> None:
    well = {"statement.result.score.scaled": {"$gte": 0.8}}
    finding = only(choosing("event", verb("passed"), well), "overlapping-branches")
    assert (finding.severity, finding.transition) == ("note", 2)
    assert finding.counterexample is not None
    assert mongo.compile_query({"$and": [verb("passed"), well]})(finding.counterexample)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (verb("passed"), verb("failed")),  # a statement has one verb
        (verb("passed"), called("Left")),  # a statement is no call
        (called("Left"), called("Joined")),
        ({"properties.plan": "pro", "event": "Paid"}, {"properties.plan": "free", "event": "Paid"}),
    ],
)
def test_branches_that_no_event_satisfies_together(first: Part | str, second: Part | str) -> None:
    assert not found(choosing("event", first, second), "overlapping-branches")


def test_two_activities_in_one_list_overlap() -> None:
    path = "statement.context.contextActivities.category.id"
    assert found(choosing("event", {path: "http://a.b/c"}, {path: "http://a.b/d"}), "overlapping-branches")


def test_a_share_of_nothing() -> None:
    steps = {**STEPS, "draw": split("random")}
    journey = design(steps, "start>draw", "draw>quiz 100%", "draw>done 0%", "quiz>done")
    assert (only(journey, "empty-share").severity, only(journey, "empty-share").transition) == ("note", 2)


# What conditions tell


@pytest.mark.parametrize(
    "condition",
    [
        {"$and": [verb("passed"), verb("failed")]},
        {"statement.verb.id": {"$in": []}},
        {**verb("passed"), "statement.result.score.scaled": {"$gte": 0.8, "$lt": 0.5}},
        {"statement.verb.id": {"$eq": "a", "$ne": "a"}},
        {"properties.plan": {"$eq": "pro", "$exists": False}},
        {"$or": [{"event": {"$in": []}}, {"event": {"$eq": "a", "$in": ["b", "c"]}}]},
    ],
)
def test_a_condition_that_nothing_satisfies(condition: Part) -> None:
    assert only(asking(condition), "never-matches").place == "$.steps.quiz.condition"


@pytest.mark.parametrize(
    "condition",
    [
        {"statement.verb.id": {"$eq": "http://a.org/1", "$regex": "passed$"}},
        {"statement.verb.id": {"$in": ["http://a.org/1", "http://a.org/2"], "$regex": "passed$"}},
        {**verb("passed"), "$nor": [verb("passed")]},
        {**verb("passed"), "$nor": [{"statement.verb.id": {"$exists": True}}, verb("failed")]},
        "event('Left').where(property('x') = 1 and property('x') = 2).count() >= 1",
        "event('Left').count() >= 3 and event('Left').count() < 2",
        "event('Left').count() > 2 and event('Left').count() < 3",
        "event('Left').count() < 0",
        "event('Left').sum(property('x')) >= 5 and event('Left').sum(property('x')) <= 4",
    ],
    ids=str,
)
def test_a_condition_that_contradicts_itself(condition: Part | str) -> None:
    assert only(asking(condition), "never-matches").place == "$.steps.quiz.condition"


@pytest.mark.parametrize(
    "condition",
    [
        {"statement.verb.id": {"$eq": "http://a.org/passed", "$regex": "passed$"}},
        {"statement.verb.id": {"$in": ["http://a.org/1", "http://a.org/passed"], "$regex": "passed$"}},
        {**verb("passed"), "$nor": [verb("failed")]},
        {**verb("passed"), "$nor": [{**verb("passed"), "statement.result.success": False}]},
        "event('Left').where(property('x') = 1 or property('x') = 2).count() >= 1",
        "event('Left').count() >= 3 and event('Joined').count() < 2",
        "event('Left').count() > 1 and event('Left').count() < 3",
        "event('Left').count() >= 3 or event('Left').count() < 2",
        "event('Left').sum(property('x')) >= 4 and event('Left').sum(property('x')) <= 4",
    ],
    ids=str,
)
def test_a_condition_that_barely_does_not(condition: Part | str) -> None:
    assert not found(asking(condition), "never-matches")


@pytest.mark.parametrize(
    "condition",
    [
        verb("passed"),
        {"properties.tags": {"$eq": "a", "$in": ["b", "c"]}},  # a list may hold both
        {**verb("passed"), "statement.result.score.scaled": {"$gte": 0.5, "$lte": 0.5}},
        {"$and": [{"statement.result": None}, {"statement.result": {"$gte": None}}]},
        {"statement.verb.id": {"$in": ["a", "b"], "$nin": ["a"]}},
    ],
)
def test_a_condition_that_something_may_satisfy(condition: Part) -> None:
    assert not found(asking(condition), "never-matches")


def test_a_condition_that_is_tried_on_every_event() -> None:
    assert only(asking({"statement.result.success": {"$exists": True}}), "no-guard").severity == "note"
    assert not found(asking(verb("passed")), "no-guard")
    assert not found(asking(called("Left")), "no-guard")


def test_a_web_address_with_its_dots_below_statement() -> None:
    key = "statement.result.extensions.http://example.org/grade"
    finding = only(asking({key: 1, **verb("passed")}), "unescaped-dot")
    assert finding.hint == "write http://example&46;org/grade"
    whole = {"statement.result.extensions": {"http://example.org/grade": 1}}
    assert found(asking(whole), "unescaped-dot")
    assert not found(
        asking({key.replace("example.org", "example&46;org"): 1, **verb("passed")}), "unescaped-dot"
    )


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^http://(a|aa)+$", "(x+x+)+y", r"^(\d+)*$"])
def test_a_pattern_that_takes_for_ever(pattern: str) -> None:
    finding = only(asking({**verb("passed"), "statement.object.id": {"$regex": pattern}}), "slow-pattern")
    assert repr(f"/{pattern}/") in finding.message


@pytest.mark.parametrize("pattern", ["^http://example", r"(\w+\.)+org", "^(ab)+$", "[(]a+[)]+", r"\(a+\)+"])
def test_a_pattern_that_is_quick(pattern: str) -> None:
    assert not found(asking({**verb("passed"), "statement.object.id": {"$regex": pattern}}), "slow-pattern")


def test_a_data_split_on_a_step_that_is_not_there() -> None:
    good = {"statement.result.score.scaled": {"$gte": 0.8}}
    asked = {f"steps.exam.{path}": test for path, test in good.items()}
    finding = only(choosing("data", asked), "unknown-step")
    assert (finding.severity, finding.transition) == ("warning", 1)
    assert not found(choosing("data", {"steps.choose.event": "Left"}), "unknown-step")


def test_an_items_id_is_known_to_a_data_split() -> None:
    steps = {**STEPS, "list": checklist("read"), "choose": split("data")}
    branch = when("choose>quiz", {"steps.do-read.statement.result.success": True})
    journey = design(steps, "start>list>choose", branch, "choose>done otherwise", "quiz>done")
    assert not found(journey, "unknown-step")


def test_exit_rules_and_triggers_are_looked_at_as_well() -> None:
    rule = {"id": "left", "trigger": {"on": "event", "condition": {"event": {"$in": []}}}}
    journey = design({**STEPS, "start": entry({"event": {"$in": []}})}, "start>quiz>done", exit_rules=[rule])
    assert [finding.place for finding in found(journey, "never-matches")] == [
        "$.exit_rules[0].trigger.condition",
        "$.steps.start.trigger.condition",
    ]


# What the start does elsewhere


def test_a_first_step_that_asks_for_what_started_the_attempt() -> None:
    again = {**STEPS, "start": entry(verb("passed"))}
    assert only(design(again, "start>quiz>done"), "start-asked-again").severity == "warning"
    assert walked(design(again, "start>quiz>done"), "0 passed") == ["start>quiz running"]
    assert not found(design(BEGUN, "start>quiz>done"), "start-asked-again")
    twice = {**again, "quiz": waypoint("passed", count=2)}
    assert not found(design(twice, "start>quiz>done"), "start-asked-again")


def test_an_exit_rule_that_fires_on_what_starts_an_attempt() -> None:
    def leaving(condition: Part) -> Journey:
        rule = {"id": "left", "trigger": {"on": "event", "condition": condition}}
        return design(BEGUN, "start>quiz>done", exit_rules=[rule], entry_rule="after_exit")

    assert only(leaving({"statement.verb.id": {"$exists": True}}), "exit-on-entry").severity == "note"
    assert walked(leaving(verb("began")), "0 began", "1 began") == ["start>quiz exited"]
    assert not found(leaving(verb("left")), "exit-on-entry")


@pytest.mark.parametrize(
    "host", ["localhost:8080", "127.0.0.1", "192.168.1.5", "172.20.0.1", "[::1]", "crm.internal"]
)
def test_a_callback_that_no_server_elsewhere_reaches(host: str) -> None:
    def telling(address: str) -> Journey:
        return design({**STEPS, "tell": callback(callback=address)}, "start>quiz>tell>done")

    assert only(telling(f"https://{host}/done"), "local-callback").place == "$.steps.tell.callback"
    for far in ("https://example.org", "https://172.32.0.1", "https://localhost.example.org"):
        assert not found(telling(far), "local-callback")


def test_names_that_two_steps_share() -> None:
    named = {
        **STEPS,
        "quiz": {**waypoint("passed"), "name": "Quiz"},
        "again": {**waypoint("failed"), "name": "Quiz"},
    }
    assert only(design(named, "start>quiz>again>done"), "same-name").step == "again"
    apart = {**named, "again": {**waypoint("failed"), "name": "Again"}}
    assert not found(design(apart, "start>quiz>again>done"), "same-name")


# What is accepted


def accepting(*accepted: Part, **fields: Any) -> Journey:
    return design({**BEGUN, "lost": exit_()}, "start>quiz>done", accepted=list(accepted), **fields)


def test_a_finding_is_accepted_with_a_reason() -> None:
    journey = accepting({"code": "unreachable-step", "step": "lost", "why": "for next year"})
    assert only(journey, "unreachable-step").accepted == "for next year"
    assert not only(journey, "waits-for-ever").accepted
    answer = findings_report(check(journey))
    assert (answer["warnings"], answer["notes"], answer["accepted"]) == (0, 1, 1)
    assert from_journey(to_document(journey)) == journey


def test_an_acceptance_of_what_is_not_found_is_found() -> None:
    for stale in (
        {"code": "unreachable-step", "step": "quiz", "why": "for next year"},
        {"code": "no-guard", "step": "lost", "why": "for next year"},
        {"code": "unreachable-step", "why": "for next year"},
        {"code": "unreachable-step", "transition": 0, "why": "for next year"},
    ):
        journey = accepting(stale)
        assert only(journey, "stale-acceptance").place == "$.accepted[0]"
        assert not only(journey, "unreachable-step").accepted


def test_findings_at_items_rules_and_transitions_are_accepted() -> None:
    slip = {"verb.id": "http://a.org/1"}
    items = {"kind": "checklist", "items": {"read": {"condition": slip}, "write": {"condition": slip}}}
    rule = {"id": "left", "trigger": {"on": "event", "condition": slip}}
    accepted = [
        {"code": "unknown-path", "item": "read", "why": "a"},
        {"code": "unknown-path", "rule": "left", "why": "b"},
    ]
    journey = design({**BEGUN, "quiz": items}, "start>quiz>done", exit_rules=[rule], accepted=accepted)
    assert [each.accepted for each in found(journey, "unknown-path")] == ["b", "a", ""]
    assert not found(journey, "stale-acceptance")
    branches = choosing("event", verb("passed"), verb("passed"))
    hidden = {"code": "hidden-branch", "transition": 2, "why": "c"}
    assert only(replace(branches, accepted=(Acceptance(**hidden),)), "hidden-branch").accepted == "c"


# The answer


def test_errors_come_before_warnings_before_notes() -> None:
    steps = {**STEPS, "pause": delay("1d"), "lost": exit_()}
    severities = [finding.severity for finding in check(design(steps, "start>pause>quiz>done"))]
    assert severities == ["error", "warning", "note"]


def test_the_report_is_what_others_read() -> None:
    journey = design({**BEGUN, "lost": exit_()}, "start>quiz>done")
    assert findings_report(check(journey)) == {
        "findings": [
            {
                "code": "unreachable-step",
                "severity": "warning",
                "step": "lost",
                "transition": None,
                "message": "no transition leads from the entry to 'lost'",
                "hint": "connect it, or delete it",
                "counterexample": None,
            },
            {
                "code": "waits-for-ever",
                "severity": "note",
                "step": "quiz",
                "transition": None,
                "message": "'quiz' waits for ever if no event comes",
                "hint": "give it a timeout if people should move on",
                "counterexample": None,
            },
        ],
        "errors": 0,
        "warnings": 1,
        "notes": 1,
    }


@settings(deadline=None, max_examples=50)
@given(journeys())
def test_any_design_can_be_checked_and_every_example_is_an_event(journey: Journey) -> None:
    findings = check(journey)
    assert findings == check(journey)
    for finding in findings:
        assert finding.counterexample is None or from_document(finding.counterexample)
