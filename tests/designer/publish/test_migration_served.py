"""The preview of a change against the change itself: published to a server with people in flight, and asked there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from practice import Practice, practice, statement, waypoint

from engine.dialects.learninglocker import import_journey
from engine.events import from_document
from engine.journey import Journey
from engine.migration import preview
from engine.plan import Plan
from engine.simulate import simulate

JOURNEY = "/api/v2/journey"
PEOPLE = 60
DONE = "done"


def crowd(number: int) -> list[Any]:
    """Statements of so many people, who have come differently far."""
    verbs = ("commented", "commented", "passed", "submitted", "completed")
    return [
        statement(verb, f"p{who}", timestamp=f"2026-01-{1 + place:02}T09:{who % 60:02}:00.000Z")
        for who in range(number)
        for place, verb in enumerate(verbs[: 1 + who % len(verbs)])
    ]


def asked(api: Practice, id: str, journey: Journey) -> Counter[str]:
    """Count where everybody stands, by what the server says of their progress: the first waypoint they lack."""
    order = [step for step in _in_order(journey) if step in journey.steps]
    counted: Counter[str] = Counter()
    for found in api.locker.get(
        "/api/v2/journeyprogress", params={"query": json.dumps({"journey": id})}
    ).json():
        (attempt,) = found["completions"]
        reached = {step for step, each in attempt["waypoints"].items() if each["isCompleted"]}
        lacking = next((step for step in order if step not in reached), DONE)
        counted[DONE if attempt["isCompleted"] else lacking] += 1
    return counted


def _in_order(journey: Journey) -> list[str]:
    found, at = [], journey.entry
    while following := [each.target for _, each in journey.out(at)]:
        at = following[0]
        found.append(at)
    return [step for step in found if hasattr(journey.steps[step], "condition")]


def test_publishing_does_what_the_preview_said(tmp_path: Path) -> None:
    with practice(tmp_path / "workspace") as api:
        body = {
            "isSequential": True,
            "waypoints": [
                waypoint("commented", 2),
                waypoint("passed"),
                waypoint("submitted"),
                waypoint("completed"),
            ],
        }
        document = api.locker.post(JOURNEY, json=body).json()
        id = document["_id"]
        told = crowd(PEOPLE)
        assert api.locker.post("/data/xAPI/statements", json=told).status_code == 200
        before = import_journey(document).journey
        kept = [each | {"count": 1} for each in document["waypoints"]]
        del kept[2]  # nobody has to hand in an essay any more
        document = api.locker.patch(f"{JOURNEY}/{id}", json={"waypoints": kept}).json()
        after = import_journey(document).journey
        events = [from_document(each) for each in told]
        found = preview(*(simulate(Plan(each), events) for each in (before, after)))
        through = sum(
            target.count
            for each in found.steps
            for target in each.becomes["replay"]
            if target.status == "completed"
        )
        assert asked(api, id, after) == Counter(found.waiting) + Counter({DONE: through})
        assert found.stranded == PEOPLE // 5
        assert found.in_flight == PEOPLE * 4 // 5
        assert len(found.waiting) == 2
