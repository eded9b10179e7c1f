"""Texts cut in the middle of an emoji: read as what Node.js writes and MongoDB keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import decode, from_document, from_line
from engine.surrogates import in_values


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'"hi \ud83d"', "hi \ufffd"),
        (r'"\ude00 hi"', "\ufffd hi"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\uD83D\ud83d\uDE00"', "\ufffd\U0001f600"),
        (r'"\\ud83d \ud83d"', "\\ud83d \ufffd"),
        (r'{"\ud83d": 1e400}', {"\ufffd": float("inf")}),
    ],
)
def test_half_a_pair_is_the_replacement_character(written: str, read: object) -> None:
    assert decode(written) == decode(written.encode()) == read


texts = st.text(st.characters(categories=("Ll", "Cs", "So")), max_size=4)
values = st.recursive(
    texts | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=8
)


@given(values)
def test_a_line_and_the_values_in_it_are_read_alike(value: Any) -> None:
    """Two halves side by side are a pair in JSON; in Python they stay two."""
    line = json.dumps(value)
    assert in_values(json.loads(line)) == decode(line)


def test_it_does_not_cost_the_event() -> None:
    call = {"type": "track", "event": "\ud83d", "userId": "u", "timestamp": "2026-01-01T00:00:00Z"}
    assert from_document(call).document == from_line(json.dumps(call)).document
    assert from_document(call).document["event"] == "\ufffd"
