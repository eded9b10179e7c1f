"""JSON Schema of documents: as the types say, as it is published, and of one mind with what reads documents."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from scenario import design, document, exit_, first_match, waypoint
from strategies import journeys

from engine.document_schema import SCHEMAS
from engine.finding import Invalid
from engine.journey import decode, dumps, from_document, to_document
from engine.rules import load
from engine.scenario import load as load_scenario

EXAMPLES = [
    *(path for path in files("designer.examples").iterdir() if path.name.endswith("y.json")),
    *(path for path in files("designer.editing.templates").iterdir() if path.name.endswith("y.json")),
]
SCENARIOS = [path for path in files("designer.examples").iterdir() if path.name.endswith(".scenario.json")]
SOUND = document({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
"""A journey in three steps."""


VALIDATORS = {kind: jsonschema.Draft202012Validator(make()) for kind, make in SCHEMAS.items()}


def valid(kind: str, read: Any) -> bool:
    return VALIDATORS[kind].is_valid(json.loads(json.dumps(read)))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_what_is_published_is_what_the_types_say(kind: str) -> None:
    """After a change: ``waypost schema KIND > designer/schemas/KIND.schema.json``."""
    published = files("designer.schemas").joinpath(f"{kind}.schema.json").read_text("utf-8")
    assert json.loads(published) == json.loads(json.dumps(SCHEMAS[kind]()))
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[kind]())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_and_templates_are_valid(path: Any) -> None:
    read = json.loads(path.read_text("utf-8"))
    assert valid("journey", read) == ("format" in read)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_example_scenarios_are_valid(path: Any) -> None:
    assert valid("scenario", json.loads(path.read_text("utf-8")))


@settings(max_examples=25)
@given(journeys())
def test_every_journey_as_it_is_written_is_valid(journey: Any) -> None:
    assert valid("journey", to_document(journey))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("steps.quiz.cuont", 2),
        ("steps.quiz.count", 0),
        ("steps.quiz.kind", "wait"),
        ("steps.start.trigger.on", "ready"),
        ("steps.quiz.condition", 5),
        ("transitions.0.after", "three days"),
        ("transitions.0.from", None),
        ("format", 7),
        ("accepted", [{"code": "late-timer"}]),
        ("step", {}),
    ],
)
def test_slips_are_invalid_to_the_schema_and_refused_when_read(place: str, value: object) -> None:
    read = json.loads(json.dumps(SOUND))
    *within, key = place.split(".")
    part = read
    for name in within:
        part = part[int(name)] if isinstance(part, list) else part[name]
    part[key] = value
    assert not valid("journey", read)
    with pytest.raises(Invalid):
        from_document(read)


def test_every_field_explains_itself() -> None:
    for kind in SCHEMAS:
        for name, part in SCHEMAS[kind]()["$defs"].items():
            for field, described in part["properties"].items():
                where = f"{kind}: {name}.{field}"
                assert described.get("description") or field in ("position",), where
                assert "``" not in described.get("description", ""), where


def test_the_schemas_address_is_kept_first_in_the_document_and_changes_nothing() -> None:
    there = {"$schema": "./journey.schema.json"} | SOUND
    journey = load(json.dumps(there))
    assert list(json.loads(dumps(journey)))[:2] == ["$schema", "format"]
    assert decode(dumps(journey)) == journey
    assert valid("journey", there)
    assert "$schema" not in to_document(load(json.dumps(SOUND)))
    scenario = {"$schema": "s", "journey": "seed", "events": [], "expect": {}}
    assert load_scenario(json.dumps(scenario)).schema == "s"


def test_designs_that_differ_in_the_schemas_address_mean_the_same() -> None:
    from engine.diff import diff

    one = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
    told = diff(one, load(json.dumps({"$schema": "x"} | to_document(one))))
    assert told.same_meaning
    assert [change.message for change in told.changes] == ["the $schema of the journey changed"]
