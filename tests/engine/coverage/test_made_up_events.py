"""Whatever is made up is valid: statements by xAPI 1.0.3, calls by the track spec."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from scenario import BEGINNING, Part, design, exit_, first_match
from strategies import journeys
from strategies.valid_events import slippery_conditions

from designer.editing.templates import TEMPLATES, from_template
from engine.check.examples import example
from engine.coverage import cover
from engine.journey import Journey
from engine.plan import Plan
from engine.schema import complete_event
from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1
from engine.xapi.storage import unescaped
from engine.xapi.validation import violations


def asking(condition: Part | str) -> Journey:
    quiz = {"kind": "waypoint", "condition": condition}
    return design({"start": first_match(), "quiz": quiz, "done": exit_()}, "start>quiz>done")


def made_up(journey: Journey) -> list[Part]:
    return list(cover(Plan(journey), bound=20, seed=0, start=BEGINNING).documents)


def wrong(document: Part) -> list[object]:
    """What the validators say of a made-up event."""
    if "type" in document:
        return [] if complete_event(document) == document else [document]
    statement = unescaped(document.get("statement", document))
    return [each for rules in (XAPI_1, LEARNING_LOCKER) for each in violations(statement, rules)]


@pytest.mark.parametrize(
    "condition",
    [
        {"statement.verb.id": {"$exists": True}},
        {"statement.verb.id": {"$ne": "http://adlnet.gov/expapi/verbs/experienced"}},
        {"statement.verb.id": {"$regex": "passed$"}},
        {"statement.verb.id": {"$not": {"$regex": "experienced"}}},
        {"statement.object.objectType": "Agent"},
        {"statement.object.objectType": "Group"},
        {"statement.object.objectType": "StatementRef"},
        {"statement.object.objectType": "SubStatement"},
        {"statement.object.object.id": "http://a.org/1"},
        {"statement.verb.id": "http://adlnet.gov/expapi/verbs/voided"},
        {"statement.object.definition.name.en": {"$regex": "^Intro"}},
        {"statement.actor.account.homePage": "http://a.org"},
        {"statement.actor.member.mbox": "mailto:anna@example.org"},
        {"statement.context.registration": {"$exists": True}},
        {"statement.context.statement": {"$exists": True}},
        {"statement.context.contextActivities.grouping": {"$size": 2}},
        {"statement.context.contextActivities.grouping.definition.type": {"$exists": True}},
        {"statement.context.contextActivities.category.id": {"$all": ["http://a.org/1", "http://a.org/2"]}},
        {"statement.context.contextActivities.parent.0.id": "http://a.org/1"},
        {"statement.context.contextActivities.parent.1.id": {"$regex": "course$"}},
        {
            "statement.context.contextActivities.parent.id": "http://a.org/1",
            "statement.context.contextActivities.parent.1.definition.name.en": "Unit",
        },
        {
            "statement.context.contextActivities.other": {
                "$elemMatch": {"id": {"$regex": "unit$"}, "definition.type": {"$regex": "/module$"}}
            }
        },
        {"statement.object.definition.correctResponsesPattern.2": "yes"},
        {"statement.actor.member.1.mbox": "mailto:anna@example.org"},
        {"statement.attachments.0.contentType": "text/html"},
        {"statement.attachments.contentType": "text/html"},
        {"statement.result.duration": {"$exists": True}},
        {"statement.result.duration": {"$regex": "M"}},
        {"statement.result.score.scaled": {"$gt": 0.8}},
        {"statement.result.score.raw": {"$gt": 80}, "statement.result.score.max": 100},
        {"type": "page", "name": "Home"},
        {"type": "identify", "traits.plan": "pro"},
        {"event": "Order Completed", "properties.products": {"$elemMatch": {"sku": "a"}}},
        {"event": "Order Completed", "properties.products": {"$size": 2}},
        {"event": "Order Completed", "properties.tags": {"$all": ["a", "b"]}},
        {"event": "Order Completed", "properties.products.0.sku": "a"},
        "event('Order Completed').where(property('total') > 5).count() >= 2",
    ],
    ids=str,
)
def test_a_condition_is_satisfied_by_valid_events(condition: Part | str) -> None:
    documents = made_up(asking(condition))
    assert documents
    assert [each for document in documents for each in wrong(document)] == []


@pytest.mark.parametrize(
    "condition",
    [
        {"statement.object.id": "course-v1:edX+DemoX+Demo"},
        {"statement.object.id": {"$regex": "^block-v1:.*@problem"}},
        {"statement.context.contextActivities.parent.0.id": {"$regex": "^course-v1"}},
        {"statement.context.contextActivities.grouping": {"$elemMatch": {"id": "course-v1:edX+DemoX+Demo"}}},
    ],
    ids=str,
)
def test_what_learning_locker_refuses_is_made_up_where_a_condition_asks_for_it(condition: Part) -> None:
    """Its validator knows no scheme with a hyphen."""
    (made,) = made_up(asking(condition))
    statement = unescaped(made["statement"])
    assert not list(violations(statement, XAPI_1))
    assert list(violations(statement, LEARNING_LOCKER))


@pytest.mark.parametrize(
    "condition",
    [
        {"verb.id": "http://adlnet.gov/expapi/verbs/passed"},
        {"statement.result.score.scaled": {"$gte": 80}},
        {"statement.verb.id": "passed"},
        {"statement.verb.idd": "http://adlnet.gov/expapi/verbs/passed"},
    ],
    ids=str,
)
def test_nobody_sends_what_is_not_valid(condition: Part) -> None:
    assert made_up(asking(condition)) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_are_walked_with_valid_events(template: str) -> None:
    documents = made_up(from_template(template, id="a", title=""))
    assert [each for document in documents for each in wrong(document)] == []


@settings(deadline=None, max_examples=25, derandomize=True)
@given(journeys())
def test_any_design_is_walked_with_valid_events(journey: Journey) -> None:
    documents = made_up(journey)
    assert [each for document in documents for each in wrong(document)] == []


@settings(deadline=None, max_examples=80, derandomize=True)
@given(slippery_conditions)
def test_every_example_is_a_valid_event(condition: Part) -> None:
    made = example([condition])
    assert made is None or wrong(made) == []
