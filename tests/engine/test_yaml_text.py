"""YAML: the same values as JSON, refused where JSON has none, and written with what people put around them kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import journeys

from engine.finding import InvalidJourney
from engine.journey import dumps, from_document, to_document
from engine.yaml_text import parse_yaml, updated_yaml, yaml_text

WRITTEN = """\
# Everybody who begins
$schema: ./journey.schema.json
format: 1
id: onboarding  # the same on the server
steps:
  # the start
  start: {kind: entry, trigger: {on: event, condition: event('Begun').count() = 1}}
  quiz:
    kind: waypoint
    count: 2   # twice, since the first is a trial
    condition:
      statement.verb.id: 'http://example.org/passed'
      statement.timestamp: {$gte: 2026-01-05T00:00:00Z}
  done: {kind: exit}
transitions:
  - {from: start, to: quiz}  # straight on
  # the end
  - from: quiz
    to: done
"""


def test_it_reads_as_json_would_and_takes_no_text_for_a_time_or_a_truth() -> None:
    read = parse_yaml(WRITTEN)
    assert read["steps"]["start"]["trigger"]["on"] == "event"
    assert read["steps"]["quiz"]["condition"]["statement.timestamp"] == {"$gte": "2026-01-05T00:00:00Z"}
    assert parse_yaml("a: yes\nb: 09:00\nc: 2026-01-05\nd: true\ne: ~\nf: 1.5\ng: 7") == {
        "a": "yes", "b": "09:00", "c": "2026-01-05", "d": True, "e": None, "f": 1.5, "g": 7,
    }  # fmt: skip
    assert to_document(from_document(read))["$schema"] == "./journey.schema.json"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("a: 1\na: 2", "found duplicate key"),
        ("a: [1,", "at line 1, column 7"),
        ("a: &x [*x]", "$.a[0] contains itself"),
        ("steps: {1: x}", 'a key of $.steps is 1; write it as "1"'),
        ("a: .nan", "JSON cannot say"),
        ("a: !!binary aGVsbG8=", "JSON cannot say"),
        ("a: !new b", "could not determine a constructor"),
        ("--- 1\n--- 2", "found another document at line 2"),
        (b"a: \xff", "not UTF-8"),
    ],
)
def test_what_json_cannot_say_is_refused_with_its_place(written: str | bytes, sentence: str) -> None:
    with pytest.raises(InvalidJourney, match=sentence.replace("$", r"\$").replace("[", r"\[")):
        parse_yaml(written)


def test_aliases_that_multiply_are_refused_before_they_fill_the_memory() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InvalidJourney, match="more than 300,000 values"):
        parse_yaml("\n".join(rows))


def test_saying_the_same_changes_no_byte() -> None:
    assert updated_yaml(WRITTEN, parse_yaml(WRITTEN)) == WRITTEN


def test_a_change_stays_where_it_is_and_comments_stay_around_it() -> None:
    document = parse_yaml(WRITTEN)
    document["steps"]["quiz"]["count"] = 3
    document["steps"]["pause"] = {"kind": "delay", "duration": "3d"}
    document["transitions"][1:] = [{"from": "quiz", "to": "pause"}, {"from": "pause", "to": "done"}]
    written = updated_yaml(WRITTEN, document)
    assert parse_yaml(written) == document
    before, after = WRITTEN.splitlines(), written.splitlines()
    assert [line for line in before if line not in after] == [
        "    count: 2   # twice, since the first is a trial"
    ]
    assert "    count: 3   # twice, since the first is a trial" in after


def test_what_goes_takes_its_own_comment_alone() -> None:
    document = parse_yaml(WRITTEN)
    del document["transitions"][0]
    written = updated_yaml(WRITTEN, document)
    assert parse_yaml(written) == document
    assert "# twice" in written
    assert "straight on" not in written


@settings(max_examples=10)
@given(journeys(), journeys())
def test_any_journey_is_written_and_can_take_the_place_of_another(one: Any, other: Any) -> None:
    before, after = (json.loads(dumps(each)) for each in (one, other))
    assert parse_yaml(yaml_text(before)) == before
    assert parse_yaml(updated_yaml(yaml_text(before), after)) == after


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc~-"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30)
@given(VALUES, VALUES)
def test_any_values_survive_being_written_and_updated(one: Any, other: Any) -> None:
    assert parse_yaml(yaml_text(one)) == one
    assert parse_yaml(updated_yaml(yaml_text(one), other)) == other
