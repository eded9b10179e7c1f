"""Skimming changes no answer: not where lines are odd, doubled, taken back, nobody's, or no events at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scenario import VERB, design, exit_, first_match, statement, track, verb, waypoint
from strategies import lives
from strategies.raw import json_objects

from engine.events import VOIDED, RejectedEvent, from_line
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation
from engine.skim import skim_for

law = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

QUIZ = design(
    {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "end": {"kind": "waypoint", "condition": {**verb("ended"), "statement.object.id": "x"}},
        "done": exit_(),
    },
    "start>quiz>end>done",
    "quiz>done after 1h",
)


def answer(journey: Journey, lines: Sequence[bytes], portion: int) -> tuple[dict[str, Any], int]:
    """What comes of lines that are skimmed so many at once (0: none is), and how many were read whole."""
    plan = Plan(journey)
    simulation, skim, whole = Simulation(plan), skim_for(plan), 0
    step = portion or max(1, len(lines))
    for start in range(0, len(lines), step):
        some = lines[start : start + step]
        for position in simulation.skim(skim, some) if skim and portion else range(len(some)):
            whole += 1
            try:
                simulation.add(from_line(some[position], as_stored=simulation.as_stored))
            except RejectedEvent:
                simulation.reject()
    return report(simulation.result(), owners=True), whole


def line(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


@law
@given(lives(), st.integers(1, 9))
def test_lives_come_to_the_same(life: tuple[Journey, list[dict[str, Any]]], portion: int) -> None:
    journey, history = life
    lines = [*map(line, history), b"{"]
    assert answer(journey, lines, portion)[0] == answer(journey, lines, 0)[0]


ENDS = ('"id": "s"', '"id": ""', '"id": 7', '"id": "\\u0073"', '"stored": "2026-01-01"', '"stored": "soon"',
        '"stored": null', '"timestamp": "2026-01-01T09:00:00"', '"timestamp": "0001-01-01T00:00:00+14:00"',
        '"actor": {"name": "Ann"}', '"actor": {"mbox": ""}', '"actor": {"openid": "o"}', '"actor": []',
        '"actor": {"account": {"homePage": "h", "name": ""}}', '"actor": {"account": {"name": "n"}}',
        '"statement": null', '"statement": {}', '"verb": {}', '"verb": []', '"verb": {"id": 1}', '"type": "track"',
        f'"verb": {{"id": "{VERB}passed"}}', '"verb": {"id": "' + VERB.replace("/", "\\/") + 'passed"}',
        f'"verb": {{"id": "{VOIDED}"}}, "object": {{"objectType": "StatementRef", "id": "s"}}',
        f'"verb": {{"id": "{VERB}ended"}}, "object": {{"id": "x"}}', '"object": [{"id": "x"}]', '"voided": true',
        '"n": 1e400', '"n": 1' + "0" * 400, '"n": NaN', '"n": "\\ud800"', '"n": "\x01"', '"n": "\\x"', '"n": 01',
        '"n": ' + "[" * 2000 + "]" * 2000, "}{", "}\n{")  # fmt: skip
"""Members at the end of a statement: what is given twice counts as it was given last."""

BASE = '{"actor": {"mbox": "mailto:a@b.c"}, "verb": {"id": "v"}, "timestamp": "2026-01-01T08:00:00Z"'


def told(number: int, ends: list[str], content: str, tail: bytes) -> bytes:
    members = [BASE, f'"id": "{number}"', f'"result": {content}', *ends]
    return ", ".join(members).encode() + b"}" + tail


odd = st.builds(
    told,
    st.integers(0, 30),
    st.lists(st.sampled_from(ENDS), max_size=2),
    json_objects,
    st.sampled_from((b"", b"", b"", b" ", b"\r", b"}", b"\xff")),
)
broken = st.sampled_from((b"", b"\xef\xbb\xbf{}", b"\xff", b"null", b"[]", b"{}", line(track(1, "Viewed"))))


@law
@given(st.lists(odd | broken, max_size=12), st.integers(1, 5))
@example([told(1, ['"n": "\xe9"'], "{}", b"")], 1)
def test_odd_lines_come_to_the_same(lines: list[bytes], portion: int) -> None:
    assert answer(QUIZ, lines, portion)[0] == answer(QUIZ, lines, 0)[0]


LINES = [
    *(line(statement(minute, "seen", id=f"s{minute}")) for minute in range(20)),
    line(statement(5, "ended", id="e", object={"id": "y"})),
    line(statement(6, "passed", id="p")),
]


def test_nothing_is_read_whole_where_the_texts_tell() -> None:
    told, whole = answer(QUIZ, LINES, 8)
    assert told["events"]["matched"] == 1
    assert (told, whole) == (answer(QUIZ, LINES, 0)[0], 0)


def test_only_what_matters_is_read_whole() -> None:
    steps = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
    steps["quiz"]["condition"] |= {"statement.result.success": {"$ne": False}}
    journey = design(steps, "start>quiz>done")
    told, whole = answer(journey, LINES, 8)
    assert told["events"]["matched"] == 1
    assert (told, whole) == (answer(journey, LINES, 0)[0], 1)


REGEX = {"$regex": "^ab", "$exists": True}
PLAINLY = ({"statement.object.id": REGEX}, {"statement.object.id": {"$ne": "abc"}, "type": None},
           {"statement.object.id": {"$exists": False}}, {"statement.object.id": {"$type": "null"}})  # fmt: skip


@law
@given(st.sampled_from(PLAINLY), st.lists(st.sampled_from(("abc", "x", None, "none")), max_size=6))
def test_texts_tell_what_any_condition_on_them_asks(asked: Any, objects: list[str | None]) -> None:
    verbs = ("passed", "ended")
    steps = {"start": first_match(), "quiz": waypoint("passed"), "end": waypoint("ended"), "done": exit_()}
    steps["quiz"]["condition"] = {**verb("passed"), "statement.object.id": {"$in": ["abc", "x"]}}
    steps["end"]["condition"] = {**verb("ended"), **asked}
    journey = design(steps, "start>quiz>end>done")
    happened = [
        statement(minute, verbs[minute % 2], id=f"s{minute}", object={} if id == "none" else {"id": id})
        for minute, id in enumerate(objects)
    ]
    told, whole = answer(journey, list(map(line, happened)), 3)
    assert (told, whole) == (answer(journey, list(map(line, happened)), 0)[0], 0)


def test_conditions_that_anything_may_meet_are_not_skimmed_for() -> None:
    steps = {"start": first_match(), "any": waypoint("x", count=2), "done": exit_()}
    for condition in ({"statement.verb.id": {"$ne": "x"}}, {"statement.result.success": True}, {}):
        steps["any"] = {"kind": "waypoint", "condition": condition}
        assert skim_for(Plan(design(steps, "start>any>done"))) is None
    steps["any"] = {"kind": "waypoint", "condition": "event('Viewed').count() = 1"}
    assert skim_for(Plan(design(steps, "start>any>done"))) is not None  # no statement is a call
