"""Places: what is there, what is left of one after an edit, where a finding sends a person."""

from __future__ import annotations

from scenario import checklist, design, exit_, first_match, verb, waypoint

from designer.editing.selection import (
    JOURNEY,
    Place,
    change,
    kind_at,
    part_at,
    path_of,
    place_of,
    still_there,
    title_at,
)
from engine.check import check
from engine.edit import apply

BROKEN = design(
    {
        "start": first_match(),
        "quiz": {**waypoint("passed"), "name": "Quiz"},
        "both": {"kind": "checklist", "items": {"read": {"condition": {"a": {"$inn": 1}}}}},
        "done": exit_(),
    },
    "start>quiz>both>done",
    {"from": "quiz", "to": "done", "when": {"b": {"$inn": 1}}},
    exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": {"c": {"$inn": 1}}}}],
)
ALL = {
    JOURNEY: ("journey", "Test", "$"),
    Place(step="quiz"): ("waypoint", "Quiz", "$.steps.quiz"),
    Place(step="both", item="read"): ("item", "read", "$.steps.both.items.read"),
    Place(transition=1): ("transition", "Quiz → both", "$.transitions[1]"),
    Place(rule="left"): ("exit rule", "left", "$.exit_rules[0]"),
}


def test_places_have_a_kind_a_title_and_a_path() -> None:
    for place, (kind, title, path) in ALL.items():
        assert part_at(BROKEN, place) is not None
        assert (kind_at(BROKEN, place), title_at(BROKEN, place), path_of(BROKEN, place)) == (
            kind,
            title,
            path,
        )


def test_findings_send_to_the_smallest_place_that_they_speak_of() -> None:
    found = {place_of(BROKEN, finding) for finding in check(BROKEN) if finding.code == "bad-condition"}
    assert found == {Place(step="both", item="read"), Place(transition=3), Place(rule="left")}


def test_what_is_left_of_a_place() -> None:
    fewer = design({"start": first_match(), "both": checklist("other"), "done": exit_()}, "start>both>done")
    left = {place: still_there(fewer, place) for place in ALL}
    assert left == {
        JOURNEY: JOURNEY,
        Place(step="quiz"): JOURNEY,
        Place(step="both", item="read"): Place(step="both"),
        Place(transition=1): Place(transition=1),
        Place(rule="left"): JOURNEY,
    }
    assert part_at(fewer, Place(transition=2)) is None


def test_every_place_can_be_changed_and_nothing_else_is() -> None:
    for place in ALL:
        changed = apply(BROKEN, change(BROKEN, place, {"name": "New"}))
        assert getattr(part_at(changed, place), "name") == "New"  # noqa: B009
        others = [other for other in ALL if other not in (place, JOURNEY, Place(step=place.step))]
        assert all(part_at(changed, other) == part_at(BROKEN, other) for other in others)


def test_a_condition_of_an_item_is_changed_in_its_checklist() -> None:
    item = Place(step="both", item="read")
    changed = apply(BROKEN, change(BROKEN, item, {"condition": verb("read")}))
    assert getattr(part_at(changed, item), "condition") == verb("read")  # noqa: B009
