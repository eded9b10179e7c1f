"""Journeys read from Learning Locker's documents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st
from locker import example, read, stored_journey

from engine.dialects.learninglocker import import_journey
from engine.finding import InvalidJourney
from engine.journey import Journey
from engine.rules import faults
from engine.steps import ID, Checklist, Entry, FirstMatch, Outcome, Waypoint

COMMENTED = '{"statement.verb.id": "http://adlnet.gov/expapi/verbs/commented"}'


def route(journey: Journey) -> str:
    """The steps as they are walked."""
    path = [journey.entry]
    while following := [transition.target for _, transition in journey.out(path[-1])]:
        path += following
    return ">".join(path)


def ordered(*orders: int | None) -> dict[str, Any]:
    """A journey in a row with waypoints a, b, c, … of these orders."""
    rows = [{"description": name, "conditions": "{}"} for name in "abcdefg"[: len(orders)]]
    waypoints = [
        row if order is None else row | {"order": order} for row, order in zip(rows, orders, strict=True)
    ]
    return {"description": "Ordered", "isSequential": True, "waypoints": waypoints}


def wrong(document: Any) -> list[str]:
    with pytest.raises(InvalidJourney) as caught:
        import_journey(document)
    return [f"{finding.place} {finding.code}" for finding in caught.value.findings]


def test_the_post_example_becomes_a_row_of_steps_with_readable_ids() -> None:
    imported = import_journey(example("journey-post"))
    journey = imported.journey
    assert route(journey) == "start>5-comments>1-course-completion>post-to-my-endpoint>done"
    assert (journey.id, journey.name) == (
        "5-comments-and-1-completion-of-a-course",
        "5 comments and 1 completion of a course",
    )
    assert journey.steps["5-comments"] == Waypoint(
        name="5 comments",
        condition={"statement.verb.id": "http://adlnet.gov/expapi/verbs/commented"},
        count=5,
    )
    assert journey.steps["post-to-my-endpoint"] == Outcome(
        name="POST to my endpoint", type="callback", callback="http://example.org/myPOSTcallbackURL/"
    )
    assert imported.findings == ()


def test_the_stored_example_keeps_the_ids_of_the_server() -> None:
    journey = read(stored_journey())
    assert route(journey) == (
        "start>59c237bebdf9ac67b2ab5eea>59c237bebdf9ac67b2ab5ee9"
        ">59c237bebdf9ac67b2ab5ee8>59c23b00bdf9ac67b2ab5eeb>done"
    )
    assert journey.id == "59c23527bdf9ac67b2ab5ee6"
    assert journey.sources[-1] == "5943782ac3f34065c7b4132a"
    assert (journey.entry_rule, journey.track_by, journey.active, journey.public) == (
        "once",
        "actor",
        True,
        True,
    )
    assert journey.steps["start"] == Entry(trigger=FirstMatch())


def test_what_is_not_sequential_is_one_checklist_of_all() -> None:
    journey = read(stored_journey(isSequential=False))
    assert route(journey) == "start>waypoints>59c237bebdf9ac67b2ab5ee8>59c23b00bdf9ac67b2ab5eeb>done"
    checklist = journey.steps["waypoints"]
    assert isinstance(checklist, Checklist)
    assert {id: (item.name, item.count) for id, item in checklist.items.items()} == {
        "59c237bebdf9ac67b2ab5eea": ("5 comments", 5),
        "59c237bebdf9ac67b2ab5ee9": ("1 course completion", 1),
    }
    assert checklist.required is None


def test_the_journeys_own_switches() -> None:
    journey = read(stored_journey(isRepeatable=True, isActive=False, isPublic=False, trackBy="persona"))
    assert (journey.entry_rule, journey.active, journey.public) == ("after_exit", False, False)
    assert journey.track_by == "persona"


def test_what_is_switched_off_stays_so() -> None:
    document = stored_journey()
    for part in (document["waypoints"][0], document["outcomes"][1]):
        part["isActive"] = False
    steps = read(document).steps
    assert [id for id, step in steps.items() if not step.active] == [
        "59c237bebdf9ac67b2ab5eea",
        "59c23b00bdf9ac67b2ab5eeb",
    ]


def test_the_older_word_for_persona_is_read_and_said() -> None:
    imported = import_journey(stored_journey(trackBy="person"))
    assert imported.journey.track_by == "persona"
    (note,) = imported.findings
    assert (note.severity, note.place) == ("note", "$.trackBy")


def test_conditions_come_as_text_or_as_an_object() -> None:
    document = stored_journey()
    document["waypoints"][0]["conditions"] = COMMENTED
    assert read(document) == read(stored_journey())


def test_ids_come_in_extended_json() -> None:
    document = stored_journey()
    document["_id"] = {"$oid": document["_id"]}
    document["sources"] = [{"$oid": source} for source in document["sources"]]
    document["outcomes"][0]["_id"] = {"$oid": document["outcomes"][0]["_id"]}
    assert read(document) == read(stored_journey())


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ((1, 2, 3), "abc"),
        ((30, -5, 2), "bca"),
        ((1, 0, 1, 0), "bdac"),
        ((None, None), "ab"),
        ((7, None), "ba"),
    ],
)
def test_waypoints_stand_by_order_then_position(orders: tuple[int | None, ...], expected: str) -> None:
    assert "".join(route(read(ordered(*orders))).split(">")[1:-1]) == expected


def test_equal_and_empty_descriptions_still_give_every_step_an_id_of_its_own() -> None:
    rows = [{"description": name, "conditions": "{}"} for name in ("Quiz", "quiz!", "", "Done", "Prüfung 1")]
    outcome = {"description": "Quiz", "callback": "https://example.org"}
    journey = read({"isSequential": True, "waypoints": rows, "outcomes": [outcome, {**outcome}]})
    assert route(journey) == "start>quiz>quiz-2>waypoint>done-2>prufung-1>quiz-3>quiz-4>done"
    assert journey.id == "journey"


@given(st.lists(st.text(max_size=60), max_size=6))
@also(["59c237bebdf9ac67b2ab5eea", "waypoints", "Start"])
@settings(deadline=None, max_examples=30)
def test_any_description_gives_a_good_id_that_is_not_taken_for_the_servers(texts: list[str]) -> None:
    rows = [{"description": text, "conditions": "{}"} for text in texts]
    journey = read({"isSequential": True, "waypoints": rows})
    waypoints = [id for id, step in journey.steps.items() if isinstance(step, Waypoint)]
    assert [journey.steps[id].name for id in waypoints] == texts
    assert all(ID.fullmatch(id) and len(id) < 60 for id in waypoints)
    assert journey == read({"isSequential": True, "waypoints": rows})
    assert not any(len(id) == 24 and set(id) <= set("0123456789abcdefABCDEF") for id in waypoints)


def test_keys_that_nobody_knows_are_carried_and_named() -> None:
    document = stored_journey(colour="red")
    document["waypoints"][1]["badge"] = {"image": "gold.png"}
    imported = import_journey(document)
    assert [f"{note.severity} {note.place}" for note in imported.findings] == [
        "note $.colour",
        "note $.waypoints[1].badge",
    ]
    carried = (imported.journey.extras or {})["learninglocker"]
    assert carried["journey"]["colour"] == "red"
    assert carried["steps"]["59c237bebdf9ac67b2ab5ee9"]["badge"] == {"image": "gold.png"}


def test_every_fault_is_told_with_its_place_at_once() -> None:
    document = stored_journey(isActive="yes", trackBy="team")
    first, second = document["waypoints"]
    first |= {"count": 0, "conditions": "{not json"}
    second |= {"order": "first", "conditions": "[1]"}
    document["outcomes"][0]["type"] = "statement"
    assert sorted(wrong(document)) == [
        "$.isActive wrong-type",
        "$.outcomes[0].type unsupported-outcome",
        "$.trackBy wrong-type",
        "$.waypoints[0].conditions bad-json",
        "$.waypoints[0].count wrong-type",
        "$.waypoints[1].conditions wrong-type",
        "$.waypoints[1].order wrong-type",
    ]


@pytest.mark.parametrize(
    ("waypoint", "finding"),
    [
        ({"conditions": "{not json"}, "$.waypoints[0].conditions bad-json"),
        ({"conditions": "[1]"}, "$.waypoints[0].conditions wrong-type"),
        ({"conditions": 5}, "$.waypoints[0].conditions wrong-type"),
        ({}, "$.waypoints[0] missing-key"),
        ({"conditions": "{}", "_id": "quiz"}, "$.waypoints[0]._id bad-id"),
        ({"conditions": "{}", "_id": 5}, "$.waypoints[0]._id wrong-type"),
        ("5 comments", "$.waypoints[0] wrong-type"),
    ],
)
def test_a_wrong_waypoint(waypoint: Any, finding: str) -> None:
    assert wrong({"description": "Wrong", "waypoints": [waypoint]}) == [finding]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_operator_that_does_not_exist_is_told_at_its_place_in_the_document(sequential: bool) -> None:
    document = stored_journey(isSequential=sequential)
    document["waypoints"].reverse()
    document["waypoints"][0]["conditions"] = '{"statement.verb.id": {"$like": "x"}}'
    (found,) = wrong(document)
    assert found.startswith("$.waypoints[0].conditions.statement.verb.id")
    assert found.endswith("bad-condition")


@pytest.mark.parametrize("callback", [None, "", "ftp://example.org", "example.org/done"])
def test_a_callback_without_an_address(callback: str | None) -> None:
    outcome = {"description": "Tell", "type": "callback"} | (
        {} if callback is None else {"callback": callback}
    )
    (found,) = wrong({"waypoints": [], "outcomes": [outcome]})
    assert found.startswith("$.outcomes[0]")


def test_an_id_given_twice() -> None:
    document = stored_journey()
    document["outcomes"][0]["_id"] = document["waypoints"][0]["_id"]
    assert wrong(document) == ["$.waypoints[0]._id duplicate-id", "$.outcomes[0]._id duplicate-id"]


@pytest.mark.parametrize("document", [[], "journey", None, {"waypoints": {}}])
def test_what_is_no_journey_model(document: Any) -> None:
    assert [found.split()[1] for found in wrong(document)] == ["wrong-type"]


def test_what_is_read_means_something() -> None:
    for document in (example("journey-post"), stored_journey(), stored_journey(isSequential=False)):
        assert list(faults(read(document))) == []
