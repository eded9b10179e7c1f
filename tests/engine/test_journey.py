"""The journey document: there and back, and everything that is wrong with one, with its place."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import (
    callback,
    called,
    checklist,
    delay,
    design,
    document,
    entry,
    exit_,
    first_match,
    split,
    verb,
    waypoint,
    when,
)
from strategies import journeys

from engine.finding import Finding, InvalidJourney
from engine.journey import Journey, decode, dumps, to_document
from engine.rules import faults, load
from engine.steps import KINDS, ExitRule, Item, Transition, help_of

EXAMPLE = """{
  "format": 1, "id": "59c23527bdf9ac67b2ab5ee6", "name": "5 comments and 1 completion of a course",
  "description": "", "active": true, "public": true, "track_by": "actor", "sources": [],
  "entry_rule": "once", "concurrency_key": null,
  "exit_rules": [
    {"id": "left", "name": "", "active": true, "same_key": false, "outcomes": ["goodbye"],
     "trigger": {"on": "event", "condition": "event('Unsubscribed').count() = 1"}}
  ],
  "steps": {
    "start":    {"kind": "entry", "trigger": {"on": "first_match"}},
    "comments": {"kind": "waypoint", "name": "5 comments", "count": 5, "condition": {"b": 1, "a": {"y": 1, "x": 2}}},
    "either":   {"kind": "checklist", "required": 1, "items": {
                   "quiz": {"name": "Quiz passed", "condition": {"statement.verb.id": "http://example.org/passed"}},
                   "essay": {"condition": {"statement.verb.id": "http://example.org/submitted"}}}},
    "choose":   {"kind": "split", "on": "event"},
    "pause":    {"kind": "delay", "duration": "PT36H"},
    "tell":     {"kind": "outcome", "type": "callback", "callback": "https://example.org/done"},
    "goodbye":  {"kind": "outcome", "type": "callback", "callback": "https://example.org/left"},
    "done":     {"kind": "exit"},
    "lost":     {"kind": "exit", "completes": false}
  },
  "transitions": [
    {"from": "start", "to": "comments"}, {"from": "comments", "to": "either"},
    {"from": "either", "to": "choose"}, {"from": "either", "to": "lost", "after": "30d"},
    {"from": "choose", "to": "tell", "name": "course done", "when": {"statement.verb.id": "http://example.org/completed"}},
    {"from": "choose", "to": "pause", "after": "14d"},
    {"from": "pause", "to": "tell"}, {"from": "tell", "to": "done"}
  ]
}"""


def test_a_document_becomes_a_state_graph() -> None:
    graph = load(EXAMPLE).graph
    assert set(graph.successors("choose")) == {"tell", "pause"}
    assert graph.nodes["either"]["step"].required == 1
    assert graph.edges["choose", "pause", 5]["transition"].after == "14d"


def test_a_journey_can_be_made_from_a_state_graph() -> None:
    journey = load(EXAMPLE)
    again = Journey.from_graph(journey.graph, id=journey.id, name=journey.name, exit_rules=journey.exit_rules)
    assert again == journey


def test_the_canonical_text_leaves_out_defaults_and_keeps_the_order_of_conditions() -> None:
    written = json.loads(dumps(load(EXAMPLE)))
    assert list(written) == ["format", "id", "name", "exit_rules", "steps", "transitions"]
    assert list(written["steps"]) == sorted(written["steps"])
    assert list(written["steps"]["comments"]["condition"]) == ["b", "a"]
    assert list(written["steps"]["comments"]["condition"]["a"]) == ["y", "x"]
    assert list(written["steps"]["either"]["items"]) == ["quiz", "essay"]
    assert written["steps"]["pause"] == {"kind": "delay", "duration": "1d12h"}
    assert "active" not in dumps(load(EXAMPLE))


@given(journeys())
@settings(deadline=None, max_examples=80)
def test_every_journey_survives_its_document_byte_for_byte(journey: Journey) -> None:
    assert decode(dumps(journey)) == journey
    assert dumps(decode(dumps(journey))) == dumps(journey)


def test_every_field_has_its_help() -> None:
    for part in (*KINDS.values(), Transition, ExitRule, Item):
        for field, sentence in help_of(part).items():
            assert sentence.endswith("."), (part, field)


def findings(text: str | bytes | dict[str, Any]) -> list[Finding]:
    with pytest.raises(InvalidJourney) as caught:
        load(json.dumps(text) if isinstance(text, dict) else text)
    return list(caught.value.findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON.*line 1, column 1"),
        ('{"format": 1,', "not JSON.*line 1, column 14"),
        (b"\xff\xfe{}", "not UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": 1, "id": "a", "id": "b"}', "'id' is given twice"),
        ('{"format": 1, "x": NaN}', "NaN is not a JSON number"),
        ('{"format": 1, "x": 1e999}', "1e999 is too large"),
        ('{"format": 1, "x": "\\ud800"}', "half of a surrogate pair"),
        ("[]", "a JSON object"),
        ("7", "a JSON object"),
        ("{}", "'format' is missing"),
        ('{"format": 2}', "format 2; this Waypost reads up to format 1.*newer Waypost"),
        ('{"format": "one"}', "the format is 'one', not 1"),
        ('{"format": true}', "the format is True, not 1"),
    ],
)
def test_what_is_no_journey_document_is_one_clear_line(text: str | bytes, said: str) -> None:
    (finding,) = findings(text)
    assert re.search(said, str(finding))


def test_wrong_types_and_unknown_keys_are_all_reported_with_their_places() -> None:
    broken = {
        "format": 1,
        "id": 3,
        "foo": 1,
        "entry_rule": "twice",
        "steps": {
            "a": {"kind": "waypont"},
            "b": {"kind": "delay", "duration": "x", "zip": 2},
            "c": {"kind": "waypoint", "count": 0, "condition": 7},
            "d": 5,
            "e": {"kind": "checklist", "items": {"q": {"cond": 1}}},
            "f": {"kind": "entry", "trigger": {"on": "x"}},
        },
        "transitions": [{"from": "a"}, {"from": "a", "to": "b", "after": -1, "percent": "x"}],
    }
    assert {finding.place for finding in findings(broken)} == {
        "$.id",
        "$.foo",
        "$.entry_rule",
        "$.steps.a.kind",
        "$.steps.b.duration",
        "$.steps.b.zip",
        "$.steps.c.count",
        "$.steps.c.condition",
        "$.steps.d",
        "$.steps.e.items.q",
        "$.steps.e.items.q.cond",
        "$.steps.f.trigger.on",
        "$.transitions[0]",
        "$.transitions[1].after",
        "$.transitions[1].percent",
    }
    assert {finding.step for finding in findings(broken)} == {None, "a", "b", "c", "d", "e", "f"}


def test_conditions_are_reported_beside_what_cannot_be_read() -> None:
    hold = {"hold": split("event"), "broken": {"kind": "dely"}}
    broken = document(
        {**START, **hold, "quiz": {"kind": "waypoint", "condition": {"$where": "1"}}},
        when("hold>done", {"a": {"$foo": 1}}),
        entry_rule="twice",
    )
    assert {finding.place for finding in findings(broken)} == {
        "$.entry_rule",
        "$.steps.broken.kind",
        "$.steps.quiz.condition.$where",
        "$.transitions[0].when.a.$foo",
    }


def test_a_slip_gets_a_suggestion() -> None:
    (finding,) = findings(document({"start": {"kind": "entyr"}}))
    assert finding.hint == "did you mean 'entry'?"


START = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
WAY = "start>quiz>done"


@pytest.mark.parametrize(
    ("code", "place", "broken"),
    [
        ("no-entry", "$.steps", document({"done": exit_()})),
        ("second-entry", "$.steps.two", document({**START, "two": first_match()}, WAY, "two>quiz")),
        ("bad-id", "$.steps.a b", document({**START, "a b": delay("1d")}, "start>quiz>a b>done")),
        ("duplicate-id", "$.steps.list.items.quiz", document(
            {**START, "list": {"kind": "checklist", "items": {"quiz": {"condition": {}}}}}, "start>quiz>list>done")),
        ("dangling-transition", "$.transitions[2].to", document(START, WAY, "quiz>nowhere after 1d")),
        ("dangling-transition", "$.transitions[2].from", document(START, WAY, "nowhere>done")),
        ("into-entry", "$.transitions[2].to", document(START, WAY, "quiz>start after 1d")),
        ("many-guards", "$.transitions[2]", document(
            START, WAY, {"from": "quiz", "to": "done", "after": "1d", "percent": 5})),
        ("bad-transitions", "$.steps.quiz", document(START, "start>quiz")),
        ("bad-transitions", "$.steps.quiz", document(START, WAY, "quiz>done")),
        ("bad-transitions", "$.steps.start", document(START, WAY, "start>quiz after 1d")),
        ("bad-transitions", "$.steps.done", document(START, WAY, "done>quiz")),
        ("bad-transitions", "$.steps.tell", document({**START, "tell": callback()}, "start>quiz>tell")),
        ("bad-transitions", "$.steps.hold", document(
            {**START, "hold": split("event")}, "start>quiz>hold", when("hold>done", {}))),
        ("bad-transitions", "$.steps.hold", document(
            {**START, "hold": split("event")}, "start>quiz>hold", "hold>done after 1d")),
        ("bad-transitions", "$.steps.which", document(
            {**START, "which": split("data")}, "start>quiz>which", when("which>done", {}))),
        ("bad-transitions", "$.steps.which", document({**START, "which": split("random")}, "start>quiz>which")),
        ("bad-percentages", "$.steps.which", document(
            {**START, "which": split("random")}, "start>quiz>which", "which>done 50%", "which>done 49%")),
        ("bad-sticky", "$.steps.hold.sticky", document(
            {**START, "hold": split("event", sticky=True)},
            "start>quiz>hold", when("hold>done", {}), "hold>done after 1d")),
        ("bad-inactive", "$.steps.done.active", document({**START, "done": exit_(active=False)}, WAY)),
        ("bad-required", "$.steps.list.required", document(
            {**START, "list": checklist("a", required=2)}, "start>quiz>list>done")),
        ("missing-key", "$.steps.tell", document(
            {**START, "tell": {"kind": "outcome", "type": "callback"}}, "start>quiz>tell>done")),
        ("unknown-key", "$.steps.tell.statement", document(
            {**START, "tell": callback(statement={})}, "start>quiz>tell>done")),
        ("bad-callback", "$.steps.tell.callback", document(
            {**START, "tell": callback(callback="javascript:alert(1)")}, "start>quiz>tell>done")),
        ("bad-callback", "$.steps.tell.callback", document(
            {**START, "tell": callback(callback="http://[::1")}, "start>quiz>tell>done")),
        ("bad-condition", "$.steps.quiz.condition.$where", document(
            {**START, "quiz": {"kind": "waypoint", "condition": {"$where": "1"}}}, WAY)),
        ("bad-condition", "$.steps.quiz.condition", document(
            {**START, "quiz": {"kind": "waypoint", "condition": "event('X'"}}, WAY)),
        ("bad-condition", "$.transitions[2].when.a.$foo", document(
            {**START, "hold": split("event")},
            "start>quiz>hold", when("hold>done", {"a": {"$foo": 1}}), "hold>done after 1d")),
        ("dangling-outcome", "$.exit_rules[0].outcomes[0]", document(
            START, WAY, exit_rules=[{"id": "x", "trigger": {"on": "event", "condition": {}}, "outcomes": ["quiz"]}])),
        ("duplicate-id", "$.exit_rules[0].id", document(
            START, WAY, exit_rules=[{"id": "x", "trigger": {"on": "event", "condition": {}}}] * 2)),
        ("first-match-needs-key", "$.entry_rule", document(START, WAY, entry_rule="multiple")),
        ("loop-without-wait", "$.steps.tell", document(
            {**START, "which": split("data"), "tell": callback()},
            "start>quiz>which", when("which>tell", {}), "which>done otherwise", "tell>which")),
        ("loop-without-wait", "$.steps.off", document(
            {**START, "off": waypoint("x", active=False)}, "start>off>off")),
    ],
)  # fmt: skip
def test_a_design_without_a_meaning_is_refused_with_its_place(
    code: str, place: str, broken: dict[str, Any]
) -> None:
    assert (code, place) in {(finding.code, finding.place) for finding in findings(broken)}


def test_a_loop_that_waits_is_fine() -> None:
    steps = {**START, "hold": split("event")}
    transitions = (
        "start>quiz>hold",
        when("hold>hold", verb("again")),
        when("hold>quiz", verb("back")),
        "hold>done after 1d",
    )
    assert list(faults(design(steps, *transitions))) == []


def test_an_outcome_of_an_exit_rule_needs_no_way_on_but_one_that_is_walked_into_does() -> None:
    rule = {"id": "x", "trigger": {"on": "event", "condition": called("Left")}, "outcomes": ["bye"]}
    steps = {**START, "bye": callback()}
    assert list(faults(design(steps, WAY, exit_rules=[rule]))) == []
    walked_into = design(steps, "start>quiz>bye", "quiz>done after 1d", exit_rules=[rule])
    assert [finding.code for finding in faults(walked_into)] == ["bad-transitions"]


def test_percentages_may_be_fractions() -> None:
    steps = {"start": entry(verb("x")), "which": split("random"), "done": exit_()}
    assert list(faults(design(steps, "start>which", *["which>done 33.3%"] * 2, "which>done 33.4%"))) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_text_ends_in_another_exception(text: bytes) -> None:
    try:
        load(text)
    except InvalidJourney as error:
        assert error.findings


@given(journeys(), st.data())
@settings(deadline=None, max_examples=80)
def test_no_mangled_journey_ends_in_another_exception(journey: Journey, data: st.DataObject) -> None:
    mangled = to_document(journey)
    holder: Any = mangled
    while isinstance(holder, dict | list) and holder:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
            holder[key] = data.draw(json_values)
            break
        holder = holder[key]
    try:
        load(json.dumps(mangled))
    except InvalidJourney as error:
        assert all(finding.place.startswith("$") and finding.message for finding in error.findings)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"count": "3"}, "did you mean 3?"),
        ({"window": "7d"}, "did you mean 'within'?"),
        ({"within": "7 days"}, "did you mean '7d'?"),
        ({"within": "1 day, 12 hours"}, "did you mean '1d12h'?"),
        ({"within": 172_800}, "did you mean '2d'?"),
        (
            {"count": 2, "within": "7d", "zone": {"trait": "traits.zone", "else": "UTC"}},
            "did you mean 'path'?",
        ),
    ],
)
def test_what_was_probably_meant_in_a_step(change: dict[str, Any], hint: str) -> None:
    quiz = {**waypoint("passed"), **change}
    assert hint in [finding.hint for finding in findings(document({**START, "quiz": quiz}, WAY))]


@pytest.mark.parametrize(("zone", "meant"), [("Berlin", "Europe/Berlin"), ("Europe/Berln", "Europe/Berlin")])
def test_the_zone_that_was_probably_meant(zone: str, meant: str) -> None:
    quiz = waypoint("passed", count=2, within="7d", zone=zone)
    (finding,) = findings(document({**START, "quiz": quiz}, WAY))
    assert f"did you mean {meant}?" in finding.message
