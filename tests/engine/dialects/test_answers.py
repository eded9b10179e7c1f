"""Journeys are found in what servers answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.dialects import read_design
from engine.dialects.answers import journeys_in
from engine.finding import InvalidJourney

DATA = Path(__file__).parents[2] / "data"
LOCKER: dict[str, Any] = {
    "_id": "8741d38bf70c1bfd1f0b3a4a",
    "description": "Complete it",
    "isActive": True,
    "waypoints": [
        {
            "_id": "db21097cf9b7de07004ba0c4",
            "description": "",
            "isActive": True,
            "count": 1,
            "conditions": '{"statement.verb.id": "http://adlnet.gov/expapi/verbs/completed"}',
            "order": 0,
        }
    ],
    "outcomes": [],
    "isSequential": True,
    "isRepeatable": False,
    "trackBy": "actor",
    "isPublic": True,
}
OTHER = {**LOCKER, "_id": "1" * 24, "description": "Other"}
CREATED: dict[str, Any] = json.loads((DATA / "segment-create-journey.json").read_text())
ABOUT = {"containerId": "jcon_1", "name": CREATED["name"], "description": "", "updatedBy": "segment"}
VERSION = {"id": "jver_1", "version": 1, "status": "DRAFT", "definition": CREATED["definition"]}

ANSWERS: dict[str, tuple[Any, str]] = {
    "Learning Locker, one": (LOCKER, LOCKER["_id"]),
    "Learning Locker, a list": ([LOCKER], LOCKER["_id"]),
    "Learning Locker, a connection": (
        {"edges": [{"cursor": "x", "node": LOCKER}], "pageInfo": {"hasNextPage": False}},
        LOCKER["_id"],
    ),
    "Segment, the version beside": (
        {"data": {"journey": {**ABOUT, "version": 1}, "version": VERSION}},
        "jcon_1",
    ),
    "Segment, the version inside": ({"data": {"journey": {**ABOUT, "version": VERSION}}}, "jcon_1"),
    "Segment, a list": ({"data": {"journeys": [{**ABOUT, "version": VERSION}]}}, "jcon_1"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_journey_in_an_answer(answer: str) -> None:
    document, id = ANSWERS[answer]
    assert read_design(json.dumps(document)).journey.id == id


def test_of_several_one_is_chosen_by_id_or_name() -> None:
    answer = json.dumps({"edges": [{"node": LOCKER}, {"node": OTHER}]})
    with pytest.raises(InvalidJourney) as several:
        read_design(answer)
    (finding,) = several.value.findings
    assert "there are 2 journeys here: 8741d38bf70c1bfd1f0b3a4a 'Complete it'; 1111" in finding.message
    assert "--pick ID" in finding.hint
    assert read_design(answer, pick="1" * 24).journey.id == "1" * 24
    assert read_design(answer, pick="Complete it").journey.id == LOCKER["_id"]
    with pytest.raises(InvalidJourney, match="no one journey here is called 'nothing'"):
        read_design(answer, pick="nothing")


@pytest.mark.parametrize(
    "document", [{}, [], 3, {"data": []}, {"data": {"data": {}}}, [[[[[[[[LOCKER]]]]]]]]]
)
def test_where_there_is_no_journey(document: object) -> None:
    assert journeys_in(document) == ()
