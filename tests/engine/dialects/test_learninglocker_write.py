"""Journeys written as Learning Locker's documents, and what it cannot hold."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from locker import Document, example, read, stored_journey
from msgspec.structs import replace
from scenario import (
    callback,
    called,
    checklist,
    delay,
    design,
    entry,
    exit_,
    first_match,
    split,
    verb,
    waypoint,
    when,
)
from strategies import histories, journeys
from strategies.conditions import statement_queries

from engine.dialects.learninglocker import callback_journey, export_journey, import_journey
from engine.dialects.portability import ExportResult
from engine.duration import Duration
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate
from engine.steps import Checklist, Delay, Entry, Exit, FirstMatch, Item, Outcome, Step, Transition, Waypoint

Part = dict[str, Any]
relaxed = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])


def written(journey: Journey) -> Document:
    exported = export_journey(journey)
    assert exported.document is not None, exported.findings
    return exported.document


def told(exported: ExportResult) -> list[str]:
    return [f"{finding.severity} {finding.code} {finding.place}" for finding in exported.findings]


def row(middle: dict[str, Part], **fields: Any) -> Journey:
    """These steps between an entry and an exit, one after the other."""
    steps = {"start": first_match(), **middle, "done": exit_()}
    return design(steps, ">".join(steps), **fields)


def test_the_post_example_comes_back_as_it_was() -> None:
    assert written(read(example("journey-post"))) == example("journey-post")


def test_the_stored_example_comes_back_with_its_conditions_as_text() -> None:
    expected = stored_journey()
    for waypoint_ in expected["waypoints"]:
        waypoint_["conditions"] = json.dumps(waypoint_["conditions"])
    assert written(read(stored_journey())) == expected


@pytest.mark.parametrize("sequential", [True, False])
def test_the_journey_in_a_callback_is_the_stored_one(sequential: bool) -> None:
    stored = stored_journey(isSequential=sequential)
    assert callback_journey(read(stored)) == stored


def test_a_journey_that_learning_locker_cannot_hold_is_named_in_a_callback() -> None:
    journey = row({"pause": delay("1d")}, name="Pause")
    assert callback_journey(journey) == {"_id": "test", "description": "Pause"}


def test_keys_that_nobody_knows_come_back() -> None:
    document = example("journey-post") | {"colour": "red"}
    document["waypoints"][0]["badge"] = [1]
    assert written(read(document)) == document


def test_a_new_journey_is_written_without_ids_of_the_server() -> None:
    journey = row(
        {"quiz": waypoint("passed", count=2) | {"name": "Quiz"}, "tell": callback(name="Tell")}, name="New"
    )
    assert written(journey) == {
        "description": "New",
        "isActive": True,
        "isPublic": True,
        "trackBy": "actor",
        "isSequential": True,
        "isRepeatable": False,
        "sources": [],
        "waypoints": [
            {
                "description": "Quiz",
                "isActive": True,
                "conditions": '{"statement.verb.id": "http://example.org/verbs/passed"}',
                "count": 2,
                "order": 0,
            }
        ],
        "outcomes": [
            {
                "description": "Tell",
                "isActive": True,
                "type": "callback",
                "callback": "https://example.org/done",
            }
        ],
    }


def test_conditions_are_written_in_the_readers_letters() -> None:
    journey = row({"quiz": {"kind": "waypoint", "condition": {"statement.object.id": "prüfung"}}})
    assert written(journey)["waypoints"][0]["conditions"] == '{"statement.object.id": "prüfung"}'


def orders(journey: Journey) -> list[int]:
    return [waypoint_["order"] for waypoint_ in written(journey)["waypoints"]]


def test_the_orders_of_the_server_stay_while_they_still_fit() -> None:
    document = example("journey-post")
    document["waypoints"][1]["order"] = 7
    journey = read(document)
    assert orders(journey) == [1, 7]
    turned = Journey(
        id=journey.id,
        steps=journey.steps,
        transitions=tuple(
            Transition(source=a, target=b)
            for a, b in pairwise(
                ["start", "1-course-completion", "5-comments", "post-to-my-endpoint", "done"]
            )
        ),
        extras=journey.extras,
    )
    assert orders(turned) == [0, 1]
    renamed = json.loads(json.dumps(journey.extras).replace("5-comments", "gone"))
    assert orders(replace(journey, extras=renamed)) == [0, 1]


@pytest.mark.parametrize(
    "extras",
    [{"learninglocker": 5}, {"learninglocker": {"journey": [], "steps": {"quiz": 1}}}, {"segment": {}}],
)
def test_extras_that_make_no_sense_do_no_harm(extras: Part) -> None:
    plain = row({"quiz": waypoint("passed")})
    assert written(replace(plain, extras=extras)) == written(plain)


def test_extras_never_outweigh_the_design() -> None:
    stale = {
        "journey": {"description": "Old", "isActive": False},
        "steps": {"quiz": {"count": 9, "order": 4}},
    }
    journey = row({"quiz": waypoint("passed")}, extras={"learninglocker": stale})
    document = written(journey)
    assert (document["description"], document["isActive"], document["waypoints"][0]["count"]) == (
        "Test",
        True,
        1,
    )


QUIZ = waypoint("passed")
LIST = checklist("viewed", "passed")


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        (row({"pause": delay("1d")}), "unsupported-step $.steps.pause"),
        (
            row({"quiz": QUIZ}, entry_rule="multiple", concurrency_key="a"),
            "unsupported-entry-rule $.entry_rule",
        ),
        (row({"quiz": QUIZ}, concurrency_key="a"), "unsupported-key $.concurrency_key"),
        (row({"list": LIST | {"required": 1}}), "unsupported-required $.steps.list.required"),
        (row({"list": LIST, "quiz": QUIZ}), "unsupported-mix $.steps.list"),
        (row({"tell": callback(), "quiz": QUIZ}), "unsupported-order $.steps.tell"),
        (
            row({"quiz": QUIZ, "say": {"kind": "outcome", "type": "statement", "statement": {}}}),
            "unsupported-outcome $.steps.say",
        ),
        (
            row({"quiz": QUIZ, "send": {"kind": "outcome", "type": "destination", "destinations": []}}),
            "unsupported-outcome $.steps.send",
        ),
        (
            row({"quiz": {"kind": "waypoint", "condition": "event('Paid').count() >= 2"}}),
            "unsupported-condition $.steps.quiz.condition",
        ),
        (
            row({"quiz": QUIZ}, exit_rules=[{"id": "out", "trigger": {"on": "audience", "audience": "vip"}}]),
            "unsupported-exit-rule $.exit_rules[0]",
        ),
        (
            design({"start": entry(verb("left")), "quiz": QUIZ, "done": exit_()}, "start>quiz>done"),
            "unsupported-trigger $.steps.start",
        ),
        (
            design({"start": first_match(), "quiz": QUIZ, "lost": exit_(completes=False)}, "start>quiz>lost"),
            "unsupported-exit $.steps.lost",
        ),
        (
            design(
                {"start": first_match(), "quiz": QUIZ, "done": exit_()},
                "start>quiz>done",
                "quiz>done after 3d",
            ),
            "unsupported-timeout $.transitions[2]",
        ),
        (
            design({"start": first_match(), "quiz": QUIZ, "again": QUIZ}, "start>quiz>again>quiz"),
            "unsupported-loop $.steps.again",
        ),
        (
            design(
                {"start": first_match(), "choose": split("event"), "done": exit_()},
                "start>choose",
                when("choose>done", verb("passed")),
                "choose>done after 1d",
            ),
            "unsupported-step $.steps.choose",
        ),
    ],
    ids=lambda value: value.split()[0] if isinstance(value, str) else "",
)
def test_what_learning_locker_cannot_hold(journey: Journey, expected: str) -> None:
    exported = export_journey(journey)
    assert exported.document is None
    assert f"error {expected}" in told(exported)


def test_every_reason_is_told_at_once() -> None:
    journey = row({"pause": delay("1d"), "list": LIST | {"required": 1}}, concurrency_key="a")
    assert told(export_journey(journey)) == [
        "error unsupported-key $.concurrency_key",
        "error unsupported-step $.steps.pause",
        "error unsupported-required $.steps.list.required",
    ]


def test_a_half_built_design_says_what_is_missing() -> None:
    exported = export_journey(design({"start": first_match(), "quiz": QUIZ}, "start>quiz"))
    assert exported.document is None
    assert told(exported) == ["error bad-transitions $.steps.quiz"]


def test_a_condition_of_segment_that_has_an_equal_is_written_as_a_query() -> None:
    exported = export_journey(row({"paid": {"kind": "waypoint", "condition": called("Paid")}}))
    assert exported.document is not None
    assert json.loads(exported.document["waypoints"][0]["conditions"]) == {"type": "track", "event": "Paid"}
    assert told(exported) == ["note rewritten-condition $.steps.paid.condition"]


def test_a_checklist_of_one_item_fits_between_waypoints_in_a_row() -> None:
    document = written(row({"quiz": QUIZ, "list": checklist("viewed"), "tell": callback()}))
    assert document["isSequential"] is True
    assert [json.loads(each["conditions"]) for each in document["waypoints"]] == [
        verb("passed"),
        verb("viewed"),
    ]


def test_waypoints_that_are_off_fit_beside_a_checklist() -> None:
    document = written(row({"quiz": QUIZ | {"active": False}, "list": LIST}))
    assert document["isSequential"] is False
    assert [each["isActive"] for each in document["waypoints"]] == [False, True, True]


def test_what_is_left_out_without_a_change_of_meaning_is_told() -> None:
    steps = {
        "start": first_match() | {"name": "Begin"},
        "nap": delay("1d", active=False),
        "list": checklist("viewed", required=1, name="All", description="Everything"),
        "off": waypoint("left", active=False),
        "done": exit_(),
        "island": waypoint("failed"),
    }
    journey = design(
        steps,
        "start>nap>list>off",
        {"from": "off", "to": "done", "name": "on"},
        "island>done",
        "off>done after 2d",
        description="A test",
        exit_rules=[{"id": "out", "active": False, "trigger": {"on": "audience", "audience": "vip"}}],
        layout={"position": {"start": [1, 1]}},
    )
    exported = export_journey(journey)
    assert exported.document is not None
    assert told(exported) == [
        "warning lost-text $.description",
        "warning lost-exit-rule $.exit_rules[0]",
        "warning lost-text $.steps.start.name",
        "warning lost-step $.steps.nap",
        "warning lost-text $.steps.list.description",
        "warning lost-text $.steps.list.name",
        "warning lost-required $.steps.list.required",
        "warning lost-step $.steps.island",
        "warning lost-text $.transitions[3].name",
        "warning lost-timeout $.transitions[5]",
    ]


def test_a_checklist_that_is_off_is_written_as_waypoints_that_are_off() -> None:
    exported = export_journey(row({"quiz": QUIZ, "list": LIST | {"active": False}}))
    assert exported.document is not None
    assert [each["isActive"] for each in exported.document["waypoints"]] == [True, False, False]
    assert told(exported) == ["warning lost-checklist $.steps.list.active"]


# Laws.

flags = st.booleans()
texts = st.sampled_from(["", "Quiz", "quiz", "5 comments", "Prüfung"])
mongo_ids = st.integers(0, 16**24 - 1).map("{:024x}".format)
rows_of_waypoints = st.fixed_dictionaries(
    {"conditions": statement_queries().map(json.dumps)},
    optional={
        "_id": mongo_ids,
        "description": texts,
        "isActive": flags,
        "count": st.integers(1, 3),
        "order": st.integers(-3, 3),
        "badge": texts,
    },
)
rows_of_outcomes = st.fixed_dictionaries(
    {"callback": st.just("https://example.org/done")},
    optional={"_id": mongo_ids, "description": texts, "isActive": flags, "tripCount": st.integers(0, 15)},
)
models = st.fixed_dictionaries(
    {
        "waypoints": st.lists(rows_of_waypoints, max_size=4),
        "outcomes": st.lists(rows_of_outcomes, max_size=2),
    },
    optional={
        "_id": mongo_ids,
        "description": texts,
        "isActive": flags,
        "isPublic": flags,
        "isSequential": flags,
        "isRepeatable": flags,
        "trackBy": st.sampled_from(["actor", "persona", "person"]),
        "sources": st.lists(mongo_ids, max_size=2),
        "__v": st.integers(0, 9),
    },
)


def _same_meaning(one: Journey, other: Journey) -> bool:
    return replace(one, extras=None) == replace(other, extras=None)


@relaxed
@given(models)
def test_writing_and_reading_again_gives_the_same_journey(model: Document) -> None:
    ids = [part["_id"] for part in [*model["waypoints"], *model["outcomes"]] if "_id" in part]
    assume(len(ids) == len(set(ids)))
    journey = read(model)
    again = import_journey(written(journey))
    assert _same_meaning(again.journey, journey)
    assert written(again.journey) == written(journey)


@relaxed
@given(models)
def test_what_was_read_is_written_without_a_loss(model: Document) -> None:
    ids = [part["_id"] for part in [*model["waypoints"], *model["outcomes"]] if "_id" in part]
    assume(len(ids) == len(set(ids)))
    assert export_journey(read(model)).findings == ()
    document = written(read(model))
    sent = sorted(enumerate(model["waypoints"]), key=lambda each: (each[1].get("order", each[0]), each[0]))
    for given_, kept in zip([each for _, each in sent], document["waypoints"], strict=True):
        assert given_.items() - {("order", given_.get("order"))} <= kept.items()


off_or_on = st.sampled_from((True, True, False))
points = st.builds(Waypoint, condition=statement_queries(), count=st.integers(1, 2), active=off_or_on)
items = st.builds(Item, condition=statement_queries(), count=st.integers(1, 2), active=off_or_on)
lists = st.builds(
    Checklist,
    items=st.lists(items, max_size=2).map(lambda items: dict(enumerate(items))),
    required=st.none(),
    active=off_or_on,
)
pauses = st.just(Delay(duration=Duration("1h"), active=False))
outcomes = st.builds(Outcome, type=st.just("callback"), callback=st.just("https://x.org"), active=off_or_on)


@st.composite
def straight(draw: st.DrawFn) -> Journey:
    """A journey in one row that Learning Locker can perhaps hold."""
    drawn = draw(st.lists(points | lists | pauses, max_size=3)) + draw(st.lists(outcomes, max_size=2))
    steps: dict[str, Step] = {"start": Entry(trigger=FirstMatch())}
    for number, step in enumerate(drawn):
        if isinstance(step, Checklist):
            step = replace(step, items={f"s{number}-{item}": each for item, each in step.items.items()})
        steps[f"s{number}"] = step
    steps["done"] = Exit()
    return Journey(
        id="straight",
        entry_rule="after_exit" if draw(flags) else "once",
        steps=steps,
        transitions=tuple(Transition(source=one, target=next) for one, next in pairwise(steps)),
    )


def _lived(journey: Journey, history: list[Document]) -> list[Any]:
    """What every owner goes through, without the names of the steps."""
    owners = simulate(Plan(journey), map(from_document, history)).owners
    attempts = [
        (
            each.owner,
            attempt.status,
            attempt.started_at,
            attempt.ended_at,
            sorted(reached.at for reached in attempt.waypoints.values()),
        )
        for each in owners
        for attempt in each.attempts
    ]
    return [attempts, sorted((effect.owner, effect.at) for each in owners for effect in each.effects)]


@relaxed
@given(straight(), histories(shape="statement"))
def test_what_can_be_held_means_the_same_there(journey: Journey, history: list[Document]) -> None:
    document = export_journey(journey).document
    assume(document is not None)
    assert document is not None
    assert _lived(read(document), history) == _lived(journey, history)


@relaxed
@given(journeys())
def test_any_design_is_written_or_refused_with_a_reason(journey: Journey) -> None:
    exported = export_journey(journey)
    refused = any(finding.severity == "error" for finding in exported.findings)
    assert (exported.document is None) == refused
    assert callback_journey(journey)["description"] == journey.name
