"""Faults planted in a sound course: each is named by ``check`` or by ``paths``, and what is barely none is not."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from scenario import BEGINNING, Part

from engine.coverage import cover
from engine.finding import InvalidJourney
from engine.journey import from_document
from engine.plan import Plan
from engine.review import review
from engine.rules import faults

VERBS = "http://adlnet.gov/expapi/verbs/"
SCORE = "statement.result.score.scaled"
QUIZ_SCORE = f"steps.quiz.{SCORE}"


def verb(name: str, **more: Any) -> Part:
    return {"statement.verb.id": VERBS + name, **more}


def told(path: str) -> Part:
    return {"kind": "outcome", "type": "callback", "callback": f"https://lms.acme.com/{path}"}


SOUND: Part = {
    "format": 1,
    "id": "course",
    "name": "Course",
    "concurrency_key": "statement.context.registration",
    "entry_rule": "multiple",
    "exit_rules": [
        {"id": "left", "trigger": {"on": "event", "condition": verb("terminated")}, "outcomes": ["goodbye"]}
    ],
    "steps": {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": verb("registered")}},
        "watch": {"kind": "waypoint", "condition": verb("experienced"), "count": 3},
        "quiz": {"kind": "waypoint", "condition": verb("answered", **{SCORE: {"$exists": True}})},
        "grade": {"kind": "split", "on": "data"},
        "works": {
            "kind": "checklist",
            "items": {
                "essay": {"condition": verb("completed", **{"statement.object.id": "https://e.org/essay"})},
                "talk": {"condition": verb("attended")},
            },
        },
        "pause": {"kind": "delay", "duration": "2d"},
        "choose": {"kind": "split", "on": "event"},
        "honour": told("honours"),
        "certify": told("certificates"),
        "remind": told("reminders"),
        "goodbye": told("left"),
        "done": {"kind": "exit"},
        "lost": {"kind": "exit", "completes": False},
    },
    "transitions": [
        {"from": "start", "to": "watch"},
        {"from": "watch", "to": "quiz"},
        {"from": "watch", "to": "lost", "after": "30d"},
        {"from": "quiz", "to": "grade"},
        {"from": "quiz", "to": "remind", "after": "14d"},
        {"from": "remind", "to": "lost"},
        {"from": "grade", "to": "honour", "when": {QUIZ_SCORE: {"$gte": 0.9}}},
        {"from": "grade", "to": "works", "when": {QUIZ_SCORE: {"$gte": 0.5}}},
        {"from": "grade", "to": "pause", "default": True},
        {"from": "honour", "to": "certify"},
        {"from": "pause", "to": "choose"},
        {"from": "choose", "to": "works", "when": verb("passed")},
        {"from": "choose", "to": "lost", "when": verb("failed")},
        {"from": "choose", "to": "lost", "after": "7d"},
        {"from": "works", "to": "certify"},
        {"from": "works", "to": "lost", "after": "30d"},
        {"from": "certify", "to": "done"},
    ],
}


class Course:
    """The sound course, to be changed: ``steps`` and ``way`` give its parts."""

    def __init__(self) -> None:
        self.document = deepcopy(SOUND)
        self.steps: dict[str, Part] = self.document["steps"]
        self.ways: list[Part] = self.document["transitions"]

    def way(self, source: str, target: str, guard: str = "") -> Part:
        """The transition between two steps, with that guard if one is named."""
        return next(
            each
            for each in self.ways
            if each["from"] == source and each["to"] == target and (not guard or guard in each)
        )

    def without(self, *ids: str) -> None:
        """Take out steps, and what leads from and to them."""
        for id in ids:
            del self.steps[id]
        self.ways[:] = [each for each in self.ways if not {each["from"], each["to"]} & set(ids)]

    def rule(self, condition: Part) -> None:
        self.document["exit_rules"][0]["trigger"]["condition"] = condition

    def findings(self) -> set[str]:
        """Codes of what ``check`` says, and ``unwalked`` where ``paths`` cannot walk everything."""
        try:
            journey = from_document(self.document)
        except InvalidJourney as error:
            return {finding.code for finding in error.findings}
        codes = {finding.code for finding in review(journey).findings}
        if not any(faults(journey)):
            found = cover(Plan(journey), bound=100, seed=0, start=BEGINNING)
            codes |= set() if found.is_complete else {"unwalked"}
        return codes


Change = Callable[[Course], object]


def condition(step: str, asked: Part, **more: Any) -> Change:
    return lambda course: course.steps[step].update(condition=asked, **more)


def key(path: str) -> Change:
    return lambda course: course.document.update(concurrency_key=path)


def when(source: str, target: str, asked: Part) -> Change:
    return lambda course: course.way(source, target, "when").update(when=asked)


def callback(address: str) -> Change:
    return lambda course: course.steps["certify"].update(callback=address)


def to(source: str, target: str, instead: str, guard: str = "") -> Change:
    return lambda course: course.way(source, target, guard).update(to=instead)


def swapped(course: Course) -> None:
    high, low = course.way("grade", "honour"), course.way("grade", "works")
    high["when"], low["when"] = low["when"], high["when"]


def failed_goes_on(course: Course) -> None:
    passed, failed = course.way("choose", "works"), course.way("choose", "lost", "when")
    passed["to"], failed["to"] = failed["to"], passed["to"]


def round_by_the_clock(course: Course) -> None:
    course.without("choose")
    course.steps["again"] = {"kind": "delay", "duration": "1d"}
    course.ways += [{"from": "pause", "to": "again"}, {"from": "again", "to": "pause"}]


def certified_twice(course: Course) -> None:
    course.steps["again"] = dict(course.steps["certify"])
    course.way("certify", "done")["to"] = "again"
    course.ways.append({"from": "again", "to": "done"})


def no_timeout(course: Course) -> None:
    course.without("remind")


def success_gives_up(course: Course) -> None:
    course.way("works", "certify")["to"] = "lost"
    course.way("works", "lost", "after")["to"] = "certify"


def between(low: float, high: float) -> Change:
    """A branch for a low score before, and one between two scores behind those that are there."""

    def changed(course: Course) -> None:
        ways = [
            {"from": "grade", "to": "honour", "when": {QUIZ_SCORE: {"$lt": 0.4}}},
            {"from": "grade", "to": "pause", "when": {QUIZ_SCORE: {"$gte": low, "$lt": high}}},
        ]
        course.ways[8:8] = ways

    return changed


def given_up_alone(course: Course) -> None:
    course.steps["done"]["completes"] = False


def same_items(course: Course) -> None:
    items = course.steps["works"]["items"]
    items["talk"]["condition"] = dict(items["essay"]["condition"])


def twice_in_a_row(course: Course) -> None:
    course.steps["quiz"]["condition"] = course.steps["watch"]["condition"]


def calls(*names: str) -> Change:
    """Two steps in a row that take calls instead of statements."""

    def changed(course: Course) -> None:
        course.without("grade", "works", "pause", "choose", "honour", "remind")
        course.document.update(concurrency_key=None, entry_rule="once", exit_rules=[])
        del course.steps["goodbye"]
        events = [{"event": name} for name in (*names, "Course Started")]
        course.steps["watch"]["condition"], course.steps["quiz"]["condition"], started = events
        course.steps["start"]["trigger"]["condition"] = started
        course.ways += [
            {"from": "quiz", "to": "certify"},
            {"from": "quiz", "to": "lost", "after": "9d"},
        ]

    return changed


def late_completes(course: Course) -> None:
    course.steps["late"] = {"kind": "exit"}
    course.way("watch", "lost")["to"] = course.way("remind", "lost")["to"] = "late"


def scored(bound: Any) -> Change:
    return lambda course: course.steps["quiz"]["condition"].update(
        {"statement.result.extensions.https://e&46;org/points": {"$gte": bound}}
    )


def due(path: str) -> Change:
    """A deadline of the quiz in place of its timeout."""

    def changed(course: Course) -> None:
        way = course.way("quiz", "remind")
        del way["after"]
        way["by"] = {"date": path}

    return changed


def until(**moment: Any) -> Change:
    """A wait for a moment in place of the pause."""

    def changed(course: Course) -> None:
        course.steps["pause"] = {"kind": "delay", "until": moment, "zone": "Europe/Lisbon"}

    return changed


def graded_to_one_step(course: Course) -> None:
    course.without("honour", "pause", "choose")
    course.ways += [
        {"from": "grade", "to": "works", "when": {QUIZ_SCORE: {"$gte": 0.9}}},
        {"from": "grade", "to": "works", "default": True},
    ]


def emitting(name: str, **fields: Any) -> Change:
    """A statement in place of the reminder."""

    def changed(course: Course) -> None:
        statement = {"verb": {"id": VERBS + name}, "object": {"id": "https://e.org/course"}}
        course.steps["remind"] = {"kind": "outcome", "type": "statement", "statement": statement}
        course.document.update(fields)

    return changed


def emitting_with_context(course: Course) -> None:
    """The registration is filled in beside a context of the design's own."""
    emitting("registered")(course)
    course.steps["remind"]["statement"]["context"] = {"platform": "Acme"}
    asked = verb("registered", **{"statement.context.registration": {"$exists": True}})
    course.steps["start"]["trigger"]["condition"] = asked


def about(activity: str) -> Change:
    return condition("quiz", verb("answered", **{"statement.object.id": activity}))


PLANTED: dict[str, tuple[Change, str]] = {
    "an exit rule takes what a step waits for": (
        lambda course: course.rule(
            {"statement.verb.id": {"$in": [VERBS + "terminated", VERBS + "attended"]}}
        ),
        "rule-takes-all",
    ),
    "the exit rule fires on the entry's event": (
        lambda course: course.rule(verb("registered")),
        "exit-on-entry",
    ),
    "the exit rule is of another shape": (
        lambda course: course.rule({"type": "track", "event": "Left"}),
        "key-not-carried",
    ),
    "a misspelt key": (key("statement.context.registraton"), "unknown-path"),
    "a key that calls have": (key("properties.course"), "key-not-carried"),
    "a key that is new with every event": (key("statement.id"), "unique-key"),
    "the higher score behind the lower": (swapped, "hidden-branch"),
    "who fails goes on and who passes is lost": (failed_goes_on, "swapped-ends"),
    "a loop of delays": (round_by_the_clock, "endless-loop"),
    "the same certificate twice": (certified_twice, "same-outcome"),
    "the score of a later step": (
        when("grade", "works", {f"steps.works.{SCORE}": {"$gte": 0.5}}),
        "never-captured",
    ),
    "the score of a delay": (
        when("grade", "works", {f"steps.pause.{SCORE}": {"$gte": 0.5}}),
        "never-captured",
    ),
    "a trait of people who make statements": (
        when("grade", "honour", {"traits.plan": "pro"}),
        "unknown-profile",
    ),
    "too many in too short a time": (
        lambda course: course.steps["watch"].update(count=50, within="2m"),
        "count-beyond-window",
    ),
    "more days than the window has": (
        lambda course: course.steps["watch"].update(count=9, within="5d", distinct="day"),
        "too-many-days",
    ),
    "more values than the condition allows": (
        condition(
            "watch",
            verb("experienced", **{"statement.object.id": {"$in": ["https://e.org/1", "https://e.org/2"]}}),
            distinct="statement.object.id",
        ),
        "count-beyond-values",
    ),
    "a timeout before the window is over": (
        lambda course: course.steps["watch"].update(within="60d"),
        "window-beyond-timeout",
    ),
    "a callback to the intranet": (callback("https://intranet/certificates"), "local-callback"),
    "a callback to a placeholder": (callback("https://your-server.com/hook"), "placeholder"),
    "a score in percent": (when("grade", "honour", {QUIZ_SCORE: {"$gte": 90}}), "impossible-value"),
    "a misspelt verb": (condition("quiz", verb("anwsered")), "unusual-word"),
    "a contradiction": (when("grade", "honour", {QUIZ_SCORE: {"$gte": 0.9, "$lt": 0.5}}), "never-matches"),
    "a step behind a contradiction": (
        when("grade", "honour", {QUIZ_SCORE: {"$gte": 0.9, "$lt": 0.5}}),
        "dead-step",
    ),
    "more items than there are": (lambda course: course.steps["works"].update(required=3), "bad-required"),
    "the timeout leads where success leads": (
        to("works", "lost", "certify", "after"),
        "timeout-like-success",
    ),
    "success gives up": (success_gives_up, "swapped-ends"),
    "the first step asks for the entry's event": (
        condition("watch", verb("registered"), count=1),
        "start-asked-again",
    ),
    "branches that leave nothing of a third": (between(0.6, 0.8), "hidden-branch"),
    "no exit that completes": (given_up_alone, "no-completing-exit"),
    "nobody is ever reminded": (no_timeout, "waits-for-ever"),
    "two items that one event completes": (same_items, "same-items"),
    "a step that is off is read": (
        lambda course: course.steps["quiz"].update(active=False),
        "never-captured",
    ),
    "a track event among statements": (condition("quiz", {"event": "Quiz Answered"}), "key-not-carried"),
    "a step that is skipped": (
        lambda course: (
            course.without("quiz", "remind"),
            course.ways.append({"from": "watch", "to": "grade"}),
        ),
        "unknown-step",
    ),
    "the checklist is left out": (to("choose", "works", "lost"), "timeout-like-success"),
    "a verb without its address": (condition("quiz", {"statement.verb.id": "answered"}), "impossible-value"),
    "reminded for ever": (to("remind", "lost", "quiz"), "endless-rounds"),
    "a condition that was copied": (twice_in_a_row, "asked-again"),
    "one event in two spellings": (calls("Lesson Watched", "lesson watched"), "two-spellings"),
    "an attempt for each key, but once": (
        lambda course: course.document.update(entry_rule="once"),
        "key-with-once",
    ),
    "who is late has completed": (late_completes, "timeout-completes"),
    "a number in quotes": (scored("10"), "number-as-text"),
    "a date that nothing has": (due("entry.statment.timestamp"), "unknown-path"),
    "a date of a step that is not there": (due("steps.work.statement.timestamp"), "unknown-path"),
    "the date of a later step": (due("steps.works.statement.timestamp"), "never-captured"),
    "an item within another": (
        lambda course: course.steps["works"]["items"]["talk"].update(condition=verb("completed")),
        "nested-items",
    ),
    "hours from nine to nine": (until(days="mon-fri", between="09:00-09:00"), "whole-day"),
    "a wait for any day": (until(days="mon-sun"), "whole-day"),
    "a split that decides nothing": (graded_to_one_step, "one-target"),
    "a statement that starts the course again": (emitting("registered"), "starts-itself"),
    "a statement with a context that starts the course again": (emitting_with_context, "starts-itself"),
    "a password in the callback": (callback("https://me:pw@lms.acme.com/done"), "secret-in-address"),
    "a key in the callback": (callback("https://lms.acme.com/done?a=1&api_key=k7"), "secret-in-address"),
    "one activity by http and by https": (about("http://e.org/essay"), "two-spellings"),
    "one activity with a slash more": (about("https://e.org/essay/"), "two-spellings"),
    "a verb in place of an activity": (about(VERBS + "passed"), "unusual-word"),
    "a type of activity in place of a verb": (
        condition("quiz", {"statement.verb.id": "http://adlnet.gov/expapi/activities/course"}),
        "unusual-word",
    ),
    "a language that is no tag": (
        condition("quiz", {"statement.verb.display.en_US": "answered"}),
        "unknown-path",
    ),
    "nothing leads to the reminder": (to("quiz", "remind", "lost", "after"), "unreachable-step"),
}


def test_the_course_is_sound() -> None:
    assert Course().findings() == set()


@pytest.mark.parametrize(("change", "code"), PLANTED.values(), ids=list(PLANTED))
def test_a_planted_fault_is_named(change: Change, code: str) -> None:
    course = Course()
    change(course)
    assert code in course.findings()


BARELY: dict[str, tuple[Change, str]] = {
    "the exit rule takes a part": (
        lambda course: course.rule(verb("attended", **{"statement.result.success": False})),
        "rule-takes-all",
    ),
    "the exit rule asks for more than the entry": (
        lambda course: course.rule(verb("registered", **{"statement.result.completion": True})),
        "exit-on-entry",
    ),
    "a key of the activity": (key("statement.object.id"), "unique-key"),
    "a rule that takes any key": (
        lambda course: (
            course.rule({"type": "track", "event": "Left"}),
            course.document["exit_rules"][0].update(same_key=False),
        ),
        "key-not-carried",
    ),
    "a score of the step before": (
        when("grade", "works", {f"steps.watch.{SCORE}": {"$gte": 0.5}}),
        "never-captured",
    ),
    "a score of the entry": (when("grade", "works", {f"entry.{SCORE}": {"$gte": 0.5}}), "never-captured"),
    "enough time for the count": (
        lambda course: course.steps["watch"].update(count=5, within="2m"),
        "count-beyond-window",
    ),
    "as many days as the window has": (
        lambda course: course.steps["watch"].update(count=5, within="5d", distinct="day"),
        "too-many-days",
    ),
    "as many values as the condition allows": (
        condition(
            "watch",
            verb("experienced", **{"statement.object.id": {"$in": ["https://e.org/1", "https://e.org/2"]}}),
            count=2,
            distinct="statement.object.id",
        ),
        "count-beyond-values",
    ),
    "a window as long as the timeout": (
        lambda course: course.steps["watch"].update(within="30d"),
        "window-beyond-timeout",
    ),
    "another certificate": (
        lambda course: (
            certified_twice(course),
            course.steps["again"].update(callback="https://lms.acme.com/badges"),
        ),
        "same-outcome",
    ),
    "a name that looks local": (callback("https://intranet.acme.com/certificates"), "local-callback"),
    "an address that is no placeholder": (callback("https://mycompany.com/yourhook"), "placeholder"),
    "a gap that branches leave": (between(0.3, 0.8), "hidden-branch"),
    "items that differ": (
        lambda course: course.steps["works"]["items"]["talk"].update(condition=verb("completed")),
        "same-items",
    ),
    "a condition that is narrower than the one before": (
        condition("quiz", verb("experienced", **{"statement.object.id": "https://e.org/last"})),
        "asked-again",
    ),
    "reminded until one day": (
        lambda course: (
            course.steps.update(luck={"kind": "split", "on": "random"}),
            course.way("remind", "lost").update(to="luck"),
            course.ways.extend({"from": "luck", "to": target, "percent": 50} for target in ("quiz", "lost")),
        ),
        "endless-rounds",
    ),
    "two events": (calls("Lesson Watched", "Lesson Watched Again"), "two-spellings"),
    "who is late gives up": (to("remind", "lost", "done"), "timeout-completes"),
    "a number": (scored(10), "number-as-text"),
    "a word as a bound": (scored("b"), "number-as-text"),
    "a date that an event has": (due("entry.statement.timestamp"), "unknown-path"),
    "items beside each other": (
        lambda course: course.steps["works"]["items"]["talk"].update(
            condition=verb("completed", **{"statement.object.id": "https://e.org/talk"})
        ),
        "nested-items",
    ),
    "failing leads to giving up": (to("choose", "works", "pause", "when"), "swapped-ends"),
    "a window over midnight": (until(days="fri", between="22:00-02:00"), "whole-day"),
    "whole days": (until(days="mon-fri", between="00:00-24:00"), "whole-day"),
    "any day but one": (until(days="mon-sun", **{"except": ["2026-12-25"]}), "whole-day"),
    "branches of which two lead to one step": (to("grade", "honour", "works"), "one-target"),
    "a statement of another verb": (emitting("suspended"), "starts-itself"),
    "a statement that starts the course for those who may enter once": (
        emitting("registered", entry_rule="once", concurrency_key=None),
        "starts-itself",
    ),
    "a key in the path": (callback("https://lms.acme.com/key=x/done?monkey=1"), "secret-in-address"),
    "another activity": (about("https://e.org/essays"), "two-spellings"),
    "both spellings at once": (
        condition("quiz", {"statement.object.id": {"$in": ["http://e.org/essay", "https://e.org/essay"]}}),
        "two-spellings",
    ),
    "a language tag": (condition("quiz", {"statement.verb.display.zh-Hans-CN": "回答"}), "unknown-path"),
    "an activity of one's own": (about("https://e.org/verbs/passed"), "unusual-word"),
    "the first step asks for two of the entry's events": (
        condition("watch", verb("registered"), count=2),
        "start-asked-again",
    ),
}


@pytest.mark.parametrize(("change", "code"), BARELY.values(), ids=list(BARELY))
def test_what_is_barely_no_fault_is_not_called_one(change: Change, code: str) -> None:
    course = Course()
    change(course)
    assert code not in course.findings()


def test_where_the_logic_stops_is_said() -> None:
    course = Course()
    words = ({"$regex": "^a.*z$"}, {"$regex": "^b"})
    course.way("choose", "works")["when"], course.way("choose", "lost", "when")["when"] = (
        verb("passed", **{"statement.object.definition.description.en": each}) for each in words
    )
    assert "undecided" in course.findings()
    course.rule(
        verb("terminated", **{"statement.object.definition.name.en": {"$regex": "(?=.*q)(?=.*w)x{3}"}})
    )
    found = review(from_document(course.document)).findings
    assert {each.place for each in found if each.code == "undecided"} == {
        "$.exit_rules[0].trigger.condition",
        "$.transitions[12].when",
    }


def test_a_rule_comes_too_late_for_the_event_that_starts_an_attempt() -> None:
    course = Course()
    course.rule(verb("experienced"))
    assert "rule-takes-all" in course.findings()
    course.steps["start"]["trigger"] = {"on": "first_match"}
    course.steps["watch"]["count"] = 2
    found = [
        each for each in review(from_document(course.document)).findings if each.code == "rule-takes-all"
    ]
    assert ["but the one that starts the attempt" in each.message for each in found] == [True]
    course.steps["watch"]["count"] = 1
    assert "rule-takes-all" not in course.findings()
