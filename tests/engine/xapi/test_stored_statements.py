"""What Learning Locker's service stored of statements that were sent to it (``tests.peers.stored`` recorded it)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sent_statements import conditions

from engine.conditions import mongo
from engine.events import from_document, from_line

RECORD = Path(__file__).parents[2] / "data" / "stored-statements.ndjson"
PAIRS: list[dict[str, Any]] = [json.loads(line) for line in RECORD.read_text().splitlines()]


def read(pair: dict[str, Any]) -> dict[str, Any]:
    """What we make of a statement that comes with the time at which it was stored."""
    return from_document(pair["sent"] | {"stored": pair["stored"]["statement"]["stored"]}).document


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["sent"]["id"][:8])
def test_a_statement_is_read_as_it_was_stored(pair: dict[str, Any]) -> None:
    """Key for key, in the same order; whose authority it is, only the server knows."""
    ours, theirs = read(pair)["statement"], dict(pair["stored"]["statement"])
    del theirs["authority"]
    times = ("timestamp", "stored")
    parts = [key for key in theirs if key not in times]
    assert json.dumps({key: ours[key] for key in parts}) == json.dumps({key: theirs[key] for key in parts})
    assert {key: ours[key] for key in times} == {key: theirs[key] for key in times}
    assert ours.keys() == theirs.keys()
    assert from_document(pair["stored"]).time // 1000 == from_document(read(pair)).time // 1000


def test_every_condition_answers_the_same_on_both() -> None:
    documents = [(read(pair), from_line(json.dumps(pair["stored"])).document) for pair in PAIRS]
    asked = conditions([theirs for _, theirs in documents], 200)
    answers = set()
    for query in asked:
        holds = mongo.compile_query(query, mongo.LEARNING_LOCKER_DATES)
        for ours, theirs in documents:
            answers.add(holds(theirs))
            assert holds(ours) == holds(theirs), query
    assert answers == {True, False}
    sees_what_was_added = [query for query in asked if "objectType" in repr(query) or ".0." in repr(query)]
    assert len(sees_what_was_added) > 20
