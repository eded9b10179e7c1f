"""The slips that people make in conditions, each named with what was probably meant; and no false alarm."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from scenario import Part, design, entry, exit_, first_match, split, verb, waypoint, when
from strategies.valid_events import events, slippery_conditions

from designer.editing.design_argument import read_file
from designer.editing.templates import TEMPLATES, from_template
from engine.check import check
from engine.conditions import mongo
from engine.events import from_document
from engine.finding import Finding
from engine.journey import Journey
from engine.schema import SHAPES, schemas_at
from engine.schema.values import is_valid

PASSED = "http://adlnet.gov/expapi/verbs/passed"
SCALED = "statement.result.score.scaled"
REGISTRATION = "statement.context.registration"
SLIPS = (
    "unknown-path", "impossible-value", "unusual-word", "mixed-shapes", "unescaped-dot", "whole-object", "wildcard",
    "literal-slashes", "text-order", "text-for-field", "bad-statement",
)  # fmt: skip


def asking(condition: Part) -> Journey:
    quiz = {"kind": "waypoint", "condition": condition}
    return design({"start": first_match(), "quiz": quiz, "done": exit_()}, "start>quiz>done")


def slips(journey: Journey) -> list[Finding]:
    return [finding for finding in check(journey) if finding.code in SLIPS]


ERRORS: list[tuple[Part, str]] = [
    # paths
    ({"verb.id": PASSED}, "statement.verb.id"),
    ({"statement.verb.idd": PASSED}, "statement.verb.id"),
    ({"statement.verb": PASSED}, "statement.verb.id"),
    ({"statment.verb.id": PASSED}, "statement.verb.id"),
    ({"Statement.Verb.Id": PASSED}, "statement.verb.id"),
    ({"statement.verbs.id": PASSED}, "statement.verb.id"),
    ({"result.score.scaled": {"$gte": 0.8}}, SCALED),
    ({"statement.result.scaled": {"$gte": 0.8}}, SCALED),
    ({"statement.score.scaled": {"$gte": 0.8}}, SCALED),
    ({"statement.result.score": {"$gte": 0.8}}, SCALED),
    ({"statement.results.success": True}, "statement.result.success"),
    ({"statement.result.succes": True}, "statement.result.success"),
    ({"statement.actor.email": "mailto:anna@example.org"}, "statement.actor.mbox"),
    ({"statement.actor": "mailto:anna@example.org"}, "statement.actor.mbox"),
    ({"statement.object.type": "http://adlnet.gov/expapi/activities/course"}, "statement.object.definition.type"),
    ({"statement.context.parent.id": "http://a.org/1"}, "statement.context.contextActivities.parent.id"),
    ({"statement.actor.account.homepage": "http://a.org"}, "statement.actor.account.homePage"),
    ({"statement.context.extension.http://a&46;org/x": 1}, "statement.context.extensions.http://a&46;org/x"),
    ({"event": "Order Completed", "propertes.total": 5}, "properties.total"),
    ({"statement.verb.display": "played"}, "statement.verb.display.en"),
    ({"statement.object.definition.name": "Quiz 1"}, "statement.object.definition.name.en"),
    ({"statement.result.duration": {"$gt": 60}}, '"PT60S"'),
    ({"statement.context.platform": ["moodle"]}, '"moodle"'),
    ({"userid": "anna", "event": "Order Completed"}, "userId"),
    # values and types
    ({SCALED: {"$gte": 80}}, "0.8"),
    ({SCALED: {"$gte": "0.8"}}, "0.8"),
    ({SCALED: "80%"}, "0.8"),
    ({"statement.result.success": "true"}, "true"),
    ({"statement.result.success": 1}, "true"),
    ({"statement.verb.id": "passed"}, PASSED),
    ({"statement.verb.id": {"$in": ["pased"]}}, PASSED),
    ({"statement.verb.id": "adlnet.gov/expapi/verbs/passed"}, PASSED),
    ({"statement.actor.mbox": "anna@example.org"}, "mailto:anna@example.org"),
    ({"statement.object.objectType": "activity"}, "Activity"),
    ({"statement.object.definition.type": "course"}, "http://adlnet.gov/expapi/activities/course"),
    ({"type": "Track", "event": "Order Completed"}, "track"),
    ({"event": 5}, '"5"'),
    ({"timestamp": {"$gte": 1700000000}}, "2023-11-14T22:13:20"),
    ({"statement.timestamp": 1700000000000}, "2023-11-14T22:13:20"),
    ({REGISTRATION: "course 5"}, '{"$exists": true}'),
    ({REGISTRATION: 5}, "the whole UUID"),
    ({"statement.object.id": "course-1"}, "the whole IRI"),
    ({"statement.result.success": "passed"}, "true"),
    ({"statement.result.duration": "1 hour"}, '"PT1H"'),
    ({"statement.result.duration": "01:30:00"}, '"PT1H30M0S"'),
    ({"statement.object.definition.interactionType": "multiple-choice"}, '"choice"'),
    ({"type": "pageview"}, '"page"'),
    ({"event": ["Order Completed", "Order Updated"]}, '{"$in": ["Order Completed", "Order Updated"]}'),
    ({SCALED: {"$in": [80, 90]}}, "0.8 or 0.9"),
    ({SCALED: {"$gt": 1}}, '{"$gte": 1}'),
    # operators
    ({SCALED: {"$size": 1}}, "no list"),
    ({"statement.verb.id": {"$elemMatch": {"$eq": PASSED}}}, "without $elemMatch"),
    ({"statement.verb": {"$elemMatch": {"id": PASSED}}}, "statement.verb.id"),
    ({"statement.context.contextActivities.parent": {"$elemMatch": {"ID": "http://a.org/1"}}}, "id in $elemMatch"),
    ({"statement.context.contextActivities.parent": {"$elemMatch": {"id": "1"}}}, "the whole IRI"),
    ({SCALED: {"$regex": "^0.8$"}}, "0.8"),
    ({"statement.result.score.raw": {"$regex": "^[89]"}}, "compare the value"),
    ({"statement.result.success": {"$regex": "true"}}, "true"),
    ({"statement.result.score.raw": {"$type": "string"}}, '"number"'),
    ({"statement.result.success": {"$type": "string"}}, '"bool"'),
    ({"statement.verb.id": {"eq": PASSED}}, '{"$eq": "' + PASSED),
    ({"and": [{"statement.verb.id": PASSED}]}, "$and"),
    # shapes
    ({"statement.verb.id": PASSED, "event": "Order Completed"}, "the one or the other"),
]  # fmt: skip
WARNINGS: list[tuple[Part, str]] = [
    ({"event": "Order Completed", "total": 5}, "properties.total"),
    ({"statement.verb.id": "http://adlnet.gov/expapi/verbs/pased"}, PASSED),
    ({"statement.verb.id": "https://adlnet.gov/expapi/verbs/passed"}, PASSED),
    ({"statement.verb.id": "http://adlnet.gov/expapi/verb/passed"}, PASSED),
    ({"statement.verb.id": {"$in": [PASSED, "failed"]}}, "verbs/failed"),
    ({"$or": [verb("passed"), {"verb.id": PASSED}]}, "statement.verb.id"),
    ({**verb("passed"), SCALED: {"$ne": "0.8"}}, "0.8"),
    ({**verb("passed"), "verb.id": {"$exists": False}}, "statement.verb.id"),
    ({"type": "page", "event": "Home"}, "did you mean name?"),
    ({"type": "identify", "properties.plan": "pro"}, "traits.plan"),
    ({"type": "track", "traits.plan": "pro"}, "properties.plan"),
    ({"type": "page", "title": "Home"}, "properties.title"),
    ({"event": "Order Completed", "properties": {"total": 5}}, "properties.total"),
    ({"statement.actor": {"mbox": "mailto:anna@example.org"}}, "statement.actor.mbox"),
    ({"event": {"$regex": "/order/i"}}, '{"$regex": "order", "$options": "i"}'),
    ({"event": "/order/i"}, '{"$regex": "order", "$options": "i"}'),
    ({"event": "Order*"}, '{"$regex": "Order"}'),
    ({"statement.result.duration": {"$gte": "PT10M"}}, "a number"),
    (
        {"$expr": {"$gt": ["statement.result.score.raw", "$statement.result.score.min"]}},
        "$statement.result.score.raw",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "meant"), ERRORS, ids=[str(each[0])[:60] for each in ERRORS])
def test_a_condition_that_no_valid_event_satisfies(condition: Part, meant: str) -> None:
    (finding,) = slips(asking(condition))
    assert finding.severity == "error"
    assert meant in finding.hint
    assert finding.place.startswith("$.steps.quiz.condition")


@pytest.mark.parametrize(("condition", "meant"), WARNINGS, ids=[str(each[0])[:60] for each in WARNINGS])
def test_a_part_that_says_nothing(condition: Part, meant: str) -> None:
    (finding,) = slips(asking(condition))
    assert finding.severity == "warning"
    assert meant in finding.hint


@pytest.mark.parametrize(
    "condition",
    [
        verb("passed"),
        {SCALED: {"$gte": 0.8, "$lte": 1}},
        {SCALED: {"$lt": 0}},
        {SCALED: {"$type": "number"}},
        {"event": {"$regex": "^/order/"}},
        {"event": "2 * 3"},
        {"statement.attachments": {"$size": 0}},
        {"statement.context.contextActivities.parent": {"$elemMatch": {"id": "http://a.org/1"}}},
        {"statement.verb.id": {"$all": [PASSED]}},
        {REGISTRATION: {"$exists": True}},
        {SCALED: {"$not": {"$gte": 0.8}}},
        {SCALED: None},
        {"statement.verb.display.en-GB": "passed"},
        {"statement.object.definition.extensions": {"$exists": True}},
        {"statement.result.extensions.http://a&46;org/x.deep.er": 5},
        {"statement.context.contextActivities.category.id": "http://a.org/1"},
        {"statement.context.contextActivities.category.0.id": "http://a.org/1"},
        {"statement.context.contextActivities.category": {"$elemMatch": {"id": "http://a.org/1"}}},
        {"statement.context.contextActivities.category": {"$size": 2}},
        {"statement.object.actor.mbox": "mailto:anna@example.org"},
        {"statement.object.id": "d0d27c01-2185-4f81-81c2-99af3326b86b"},
        {"statement.object.object.id": "http://a.org/1"},
        {"statement.actor.member.account.name": "anna"},
        {"statement.verb.id": {"$regex": "passed$"}},
        {"statement.verb.id": {"$type": "string"}},
        {"statement.timestamp": {"$gte": {"$dte": "2026-01-01T00:00:00Z"}}},
        {"timestamp": {"$gte": "2026-01-01"}},
        {"statement.result.duration": "PT1H30M"},
        {"personaIdentifier": "59c23b27f6463f3569446bc5"},
        {"person._id": "59c23b27f6463f3569446bc5"},
        {"lrs_id": "5943782ac3f34065c7b4132a", **verb("passed")},
        {"event": "Order Completed", "properties.total": {"$gte": "5"}},
        {"type": "track", "context.page.url": {"$regex": "^https"}},
        {"properties.products": {"$elemMatch": {"sku": "a"}}},
        {"type": "identify", "traits.plan": "pro"},
    ],
    ids=lambda condition: str(condition)[:60],
)
def test_a_condition_that_valid_events_satisfy(condition: Part) -> None:
    assert slips(asking(condition)) == []


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ({"verb": {"id": PASSED}}, "needs object"),
        ({"verb": {"id": "passed"}, "object": {"id": "http://a.org/1"}}, "IRI"),
        (
            {"verb": {"id": PASSED}, "object": {"id": "http://a.org/1"}, "result": {"score": {"scaled": 80}}},
            "-1 to 1",
        ),
    ],
)
def test_a_statement_that_no_lrs_takes(statement: Part, wrong: str) -> None:
    tell = {"kind": "outcome", "type": "statement", "statement": statement}
    steps = {"start": entry(verb("began")), "tell": tell, "done": exit_()}
    (finding,) = slips(design(steps, "start>tell>done"))
    assert wrong in finding.message


def test_a_count_of_different_values_at_a_path_that_no_event_has() -> None:
    quiz = waypoint("passed", count=3, distinct="object.id")
    (finding,) = slips(design({"start": first_match(), "quiz": quiz, "done": exit_()}, "start>quiz>done"))
    assert (finding.place, finding.hint) == ("$.steps.quiz.distinct", "did you mean statement.object.id?")


def choosing(condition: Part) -> Journey:
    steps = {
        "start": entry(verb("began")),
        "quiz": waypoint("passed"),
        "choose": split("data"),
        "done": exit_(),
    }
    return design(
        steps | {"well": exit_()},
        "start>quiz>choose",
        when("choose>well", condition),
        "choose>done otherwise",
    )


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ({f"steps.quiz.{SCALED}": {"$gte": "0.8"}}, "0.8"),
        ({"steps.quiz.result.score.scaled": {"$gte": 0.8}}, f"steps.quiz.{SCALED}"),
        ({SCALED: {"$gte": 0.8}}, SCALED),
        ({"trait.plan": "pro"}, "traits.plan"),
        ({"entry.verb.id": PASSED}, "entry.statement.verb.id"),
    ],
)
def test_a_slip_in_a_data_split(condition: Part, meant: str) -> None:
    (finding,) = slips(choosing(condition))
    assert finding.severity == "error"
    assert meant in finding.hint


def test_the_data_of_a_split_is_known() -> None:
    for condition in (
        {f"steps.quiz.{SCALED}": 0.8},
        {"traits.a.b": 1},
        {"audiences": "vip"},
        {"entry.event": "x"},
    ):
        assert slips(choosing(condition)) == []


DATA = Path(__file__).parents[1] / "data"
EXAMPLES = files("designer.examples")


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_have_no_slips(template: str) -> None:
    assert slips(from_template(template, id="a", title="")) == []


DESIGNS = (
    *DATA.glob("learning-locker-journey-post.json"),
    *DATA.glob("segment-create-journey.json"),
    *DATA.glob("segment-xstate-*.json"),
    *Path(str(EXAMPLES)).glob("*-journey.json"),
)


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.name)
def test_examples_have_no_slips(path: Path) -> None:
    assert slips(read_file(path).journey) == []


def _fits(value: Any, path: str, shape: str) -> list[str]:
    """The paths of a document at which the schema would find it wrong."""
    if isinstance(value, list):
        return [each for part in value for each in _fits(part, path, shape)]
    if isinstance(value, dict):
        return [
            each
            for key, part in value.items()
            for each in _fits(part, f"{path}.{key}" if path else key, shape)
        ]
    there = list(schemas_at(SHAPES[shape], path.split(".")))
    dates = [each for each in there if "date" in each.kinds]
    return [] if dates or any(is_valid(value, each) for each in there) else [f"{path}: {value!r}"]


def test_real_statements_are_valid() -> None:
    raw = (EXAMPLES / "learning-locker-statements.ndjson").read_text().splitlines()
    raw += (
        gzip.decompress((EXAMPLES / "video-statements.ndjson.gz").read_bytes()).decode().splitlines()[:2_000]
    )
    wrong = {
        each for line in raw for each in _fits(from_document(json.loads(line)).document, "", "statement")
    }
    assert wrong == set()


@settings(deadline=None, max_examples=150, derandomize=True)
@given(slippery_conditions, events)
def test_no_valid_event_contradicts_an_error(condition: Part, event: Part) -> None:
    found = [finding for finding in slips(asking(condition)) if finding.severity == "error"]
    if found:
        assert not mongo.compile_query(condition, mongo.LEARNING_LOCKER_DATES)(event)
