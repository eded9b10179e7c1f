"""Conditions as they are typed: what can be used, and the stretch of text that is wrong in what cannot."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from strategies import conditions

from designer.editing.conditions.text import Mark, editor_text, typed
from engine.steps import Condition


@settings(deadline=None, max_examples=30)
@given(conditions("statement") | conditions("track"))
def test_what_is_shown_can_be_typed(condition: Condition) -> None:
    assert typed(editor_text(condition)).condition == condition


WRONG = """
{"a": «}»
{"a" «1»}
{"a": {"$in": [1]}, "b": {"«$inn»": [1]}}
{"$or": [{"a": 1}, {"b": {"«$type»": "nothing"}}]}
{"a": {"$elemMatch": {"b": {"$gt": 1}, "c": {"«$lst»": 1}}}}
event('A').count( «=» 1
event('A').«c»nt() = 1
"""


@pytest.mark.parametrize("marked", WRONG.strip().splitlines())
def test_the_stretch_that_is_wrong_is_marked(marked: str) -> None:
    before, wrong, after = re.split("[«»]", marked)
    read = typed(before + wrong + after)
    assert read.condition is None
    assert read.message
    assert read.mark == Mark(0, len(before), len(wrong))


def test_marks_are_found_in_later_lines() -> None:
    read = typed('{\n  "a": 1,\n  "b": {\n    "$regexx": "x"\n  }\n}')
    assert read.mark == Mark(3, 5, 7)
