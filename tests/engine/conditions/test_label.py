"""A condition in one short line."""

from __future__ import annotations

from typing import Any

import pytest

from engine.conditions import label

PLAYED = "http://adlnet.gov/expapi/verbs/played"


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ({"statement.verb.id": PLAYED}, "verb.id = played"),
        ({"statement.verb.id": "played"}, 'verb.id = "played"'),
        ({"statement.verb.id": {"$in": [PLAYED, "paused"]}}, 'verb.id in played, "paused"'),
        ({"statement.verb.id": {"$ne": "played"}}, 'verb.id ≠ "played"'),
        ({"event": "Bought"}, "event = Bought"),
        ({"statement.actor.name": "Dave"}, "actor.name = Dave"),
    ],
)
def test_a_word_where_addresses_stand_is_told_from_the_address(condition: Any, line: str) -> None:
    assert label(condition) == line
