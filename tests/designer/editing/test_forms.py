"""Forms: every field of every part is there with its help, and what is typed comes back as an edit."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from scenario import called, checklist, delay, design, entry, exit_, first_match, split, verb, waypoint, when
from strategies import journeys

from designer.editing.form_field import FormField
from designer.editing.forms import filled, form, shown
from designer.editing.new_parts import BLANK_TRIGGERS
from designer.editing.selection import JOURNEY, Place, change, part_at
from engine.edit import InvalidEdit, apply
from engine.finding import InvalidJourney
from engine.journey import Journey, dumps
from engine.steps import Checklist, Trigger

JOURNEY_OF_ALL = design(
    {
        "start": first_match(),
        "quiz": waypoint("passed", count=2),
        "both": checklist("read", "written"),
        "choose": split("event"),
        "draw": split("random"),
        "pause": delay("3d"),
        "tell": {"kind": "outcome", "type": "statement", "statement": {"verb": {"id": "told"}}},
        "done": exit_(),
    },
    "start>quiz>both>choose",
    when("choose>draw", verb("passed")),
    "choose>pause after 14d",
    "draw>pause 100%",
    "pause>tell>done",
    exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": called("Left")}}],
)


def places(journey: Journey) -> list[Place]:
    """Everything that can be chosen."""
    items = [
        Place(step=id, item=item)
        for id, step in journey.steps.items()
        if isinstance(step, Checklist)
        for item in step.items
    ]
    steps = [Place(step=id) for id in journey.steps]
    transitions = [Place(transition=index) for index in range(len(journey.transitions))]
    rules = [Place(rule=rule.id) for rule in journey.exit_rules]
    return [JOURNEY, *steps, *items, *transitions, *rules]


def field(place: Place, label: str, journey: Journey = JOURNEY_OF_ALL) -> FormField:
    return next(field for field in form(journey, place) if field.label == label)


def labels(place: Place, journey: Journey = JOURNEY_OF_ALL) -> list[str]:
    return [field.label for field in form(journey, place)]


def typed(place: Place, label: str, text: str | bool, journey: Journey = JOURNEY_OF_ALL) -> Journey:
    fields = filled(journey, place, field(place, label, journey), text)
    return apply(journey, change(journey, place, fields))


@settings(deadline=None, max_examples=25)
@given(journeys())
def test_typing_what_stands_there_changes_nothing(journey: Journey) -> None:
    for place in places(journey):
        for each in form(journey, place):
            text = bool(each.value) if each.kind == "flag" else shown(each)
            if each.key[1:] == ("on",):
                continue  # choosing a trigger again makes a new one
            fields = filled(journey, place, each, text)
            assert dumps(apply(journey, change(journey, place, fields))) == dumps(journey)


def test_every_field_has_a_help_sentence() -> None:
    for place in places(JOURNEY_OF_ALL):
        for each in form(JOURNEY_OF_ALL, place):
            assert each.help.endswith("."), (place, each.key)


def test_fields_come_in_the_order_in_which_people_fill_them_in() -> None:
    assert labels(Place(step="quiz")) == [
        "name",
        "condition",
        "count",
        "distinct",
        "within",
        "description",
        "active",
    ]
    assert labels(Place(step="both", item="do-read")) == [
        "name",
        "condition",
        "count",
        "description",
        "active",
    ]
    assert labels(Place(rule="left"))[:4] == ["name", "id", "trigger", "condition"]


def test_only_fields_that_mean_something_are_there() -> None:
    assert "sticky" in labels(Place(step="draw"))
    assert "sticky" not in labels(Place(step="choose"))
    assert "statement" in labels(Place(step="tell"))
    assert "callback" not in labels(Place(step="tell"))
    assert labels(Place(transition=0)) == ["name", "from", "to"]
    assert labels(Place(transition=1)) == ["name", "from", "to", "after", "by"]
    assert labels(Place(transition=3)) == ["name", "from", "to", "when"]
    assert labels(Place(transition=5)) == ["name", "from", "to", "percent"]


def test_values_are_typed() -> None:
    assert typed(Place(step="quiz"), "count", "7").steps["quiz"].count == 7  # type: ignore[union-attr]
    assert typed(Place(step="pause"), "duration", "PT2H").steps["pause"].duration == "2h"  # type: ignore[union-attr]
    assert typed(Place(step="both"), "required", "1").steps["both"].required == 1  # type: ignore[union-attr]
    assert typed(Place(step="both"), "required", " ").steps["both"].required is None  # type: ignore[union-attr]
    assert typed(Place(step="quiz"), "active", False).steps["quiz"].active is False
    assert typed(JOURNEY, "sources", "north, south").sources == ("north", "south")
    assert typed(Place(transition=5), "percent", "62.5").transitions[5].percent == 62.5
    assert typed(Place(transition=0), "to", "both").transitions[0].target == "both"


def test_a_condition_is_a_query_or_segment_s_language() -> None:
    quiz = Place(step="quiz")
    assert typed(quiz, "condition", ' {"a": 1}').steps["quiz"].condition == {"a": 1}  # type: ignore[union-attr]
    assert typed(quiz, "condition", called("A")).steps["quiz"].condition == called("A")  # type: ignore[union-attr]
    with pytest.raises(InvalidJourney, match="line 1, column"):
        typed(quiz, "condition", '{"a": }')


@pytest.mark.parametrize(
    ("place", "label", "text", "why"),
    [
        (Place(step="quiz"), "count", "many", r"\$.count: expected a whole number, got a text"),
        (Place(step="quiz"), "count", "0", r"\$.count: expected a whole number of 1 or more"),
        (Place(step="pause"), "duration", "soon", r"\$.duration: 'soon' is not a duration"),
        (
            Place(step="both", item="do-read"),
            "count",
            "x",
            r"\$.items.do-read.count: expected a whole number",
        ),
        (Place(transition=5), "percent", "101", r"\$.percent: expected a number of 100 at most"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(place: Place, label: str, text: str, why: str) -> None:
    with pytest.raises(InvalidEdit, match=why):
        typed(place, label, text)


def test_another_trigger_brings_its_own_fields() -> None:
    start = Place(step="start")
    on_event = typed(start, "trigger", "event")
    assert labels(start, on_event)[1:3] == ["trigger", "condition"]
    changed = typed(start, "condition", called("Hello"), on_event)
    assert part_at(changed, start) == part_at(design({"start": entry(called("Hello"))}), start)
    on_audience = typed(start, "trigger", "audience", changed)
    assert labels(start, on_audience)[1:3] == ["trigger", "audience"]


def test_every_trigger_has_a_blank() -> None:
    assert {type(blank) for blank in BLANK_TRIGGERS.values()} == set(get_args(Trigger))


def test_an_item_and_a_rule_are_changed_inside_their_whole() -> None:
    item = Place(step="both", item="do-read")
    changed = part_at(typed(item, "name", "Read it"), item)
    assert changed is not None
    assert getattr(changed, "name") == "Read it"  # noqa: B009
    rule = Place(rule="left")
    assert typed(rule, "id", "gone").exit_rules[0].id == "gone"
    assert typed(rule, "outcomes", "tell").exit_rules[0].outcomes == ("tell",)
