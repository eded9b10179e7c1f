"""What Segment allows of a journey: as much is written, one more is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scenario import delay, design, entry, exit_, split, when
from segment_documents import track

from engine.dialects import segment, segment_xstate
from engine.dialects.segment_limits import JULY_2026, NOVEMBER_2025
from engine.finding import Finding
from engine.journey import Journey

JSON = dict[str, Any]
Design = Callable[[int], Journey]


def row(*parts: JSON, **fields: Any) -> Journey:
    """entry, the parts, out."""
    steps = {"in": entry(track("In")), **{f"part{n}": part for n, part in enumerate(parts)}, "out": exit_()}
    return design(steps, ">".join(steps), **fields)


def branches(on: str, number: int, **fields: Any) -> Journey:
    ends = {f"out{n}": exit_() for n in range(number)}
    condition = track if on == "event" else "trait('plan') = '{}'".format
    transitions = [when(f"split>{end}", condition(end)) for end in ends]
    if on == "random":
        transitions = [{"from": "split", "to": end, "percent": 100 / number} for end in ends]
    last = {"event": ["split>rest after 1d"], "data": ["split>rest otherwise"], "random": []}[on]
    steps = {"in": entry(track("In")), "split": split(on), **ends, "rest": exit_()}
    return design(steps, "in>split", *transitions, *last, **fields)


def sends(*activations: JSON) -> JSON:
    return {
        "kind": "outcome",
        "type": "destination",
        "destinations": [{"destinationId": "d", "activations": list(activations)}],
    }


def activation(name: str = "Sent", mappings: int = 0) -> JSON:
    mapped = {str(number): number for number in range(mappings)}
    return {"eventName": name, "actionDefinition": {"actionId": "a", "mappings": mapped}}


def exit_rules(number: int) -> list[JSON]:
    trigger = {"on": "event", "condition": track("Left")}
    return [{"id": str(n), "trigger": trigger, "outcomes": ["bye"]} for n in range(number)]


def with_exit_rules(number: int) -> Journey:
    steps = {"in": entry(track("In")), "bye": sends(), "out": exit_()}
    return design(steps, "in>out", exit_rules=exit_rules(number))


def with_exit_destinations(number: int) -> Journey:
    byes = {f"bye{n}": sends() for n in range(number)}
    rule = exit_rules(1)[0] | {"outcomes": list(byes)}
    return design({"in": entry(track("In")), **byes, "out": exit_()}, "in>out", exit_rules=[rule])


def with_key(length: int) -> Journey:
    return row(entry_rule="multiple", concurrency_key="properties." + "k" * length)


def errors_of(journey: Journey) -> list[Finding]:
    exported = segment.export_journey(journey)
    found = [finding for finding in exported.findings if finding.severity == "error"]
    assert (exported.document is None) == bool(found)
    return found


@pytest.mark.parametrize(
    ("make", "most", "place"),
    [
        (lambda number: row(*[delay("1h")] * (number - 2)), 50, "$.steps"),
        (lambda number: row(name="n" * number), 73, "$.name"),
        (lambda number: row(delay("1h", name="n" * number)), 73, "$.steps.part0.name"),
        (lambda number: branches("event", number), 9, "$.steps.split"),
        (lambda number: branches("data", number), 9, "$.steps.split"),
        (lambda number: branches("random", number), 5, "$.steps.split"),
        (lambda number: row(delay(f"{number}d")), 182, "$.steps.part0"),
        (with_exit_rules, 10, "$.exit_rules"),
        (with_exit_destinations, 1, "$.exit_rules"),
        (with_key, 500, "$.concurrency_key"),
        (lambda number: row(sends(*[activation()] * number)), 5, "$.steps.part0.destinations"),
        (
            lambda number: row(sends(activation(mappings=number))),
            100,
            "$.steps.part0.destinations[0].activations[0].actionDefinition.mappings",
        ),
        (
            lambda number: row(sends(activation("n" * number))),
            73,
            "$.steps.part0.destinations[0].activations[0].eventName",
        ),
    ],
)
def test_as_much_is_written_and_one_more_is_refused(make: Design, most: int, place: str) -> None:
    assert errors_of(make(most)) == []
    (finding,) = errors_of(make(most + 1))
    assert (finding.code, finding.place) == ("beyond-limit", place)
    assert str(most) in finding.message
    assert NOVEMBER_2025.as_of in finding.message


@pytest.mark.parametrize(
    ("duration", "fits"), [("5m", True), ("299s", False), ("26w", True), ("182d1s", False)]
)
def test_waiting_takes_five_minutes_to_182_days(duration: str, fits: bool) -> None:
    steps = {"in": entry(track("In")), "hold": split("event"), "out": exit_()}
    held = design(steps, "in>hold", when("hold>out", track("A")), f"hold>out after {duration}")
    for journey in (row(delay(duration)), held):
        assert (errors_of(journey) == []) is fits


@pytest.mark.parametrize("on", ["event", "data"])
def test_where_pages_differ_there_is_a_warning(on: str) -> None:
    assert segment.export_journey(branches(on, 5)).findings == ()
    (finding,) = segment.export_journey(branches(on, 6)).findings
    assert (finding.severity, finding.step) == ("warning", "split")
    assert "says 5, another 9" in finding.message


def test_names_of_steps_are_told_apart() -> None:
    exported = segment.export_journey(row(delay("1h", name="Wait"), delay("2h", name="Wait")))
    assert [(finding.severity, finding.step) for finding in exported.findings] == [
        ("warning", "part0"),
        ("warning", "part1"),
    ]


def test_a_journey_without_a_name_is_told_of() -> None:
    (finding,) = segment.export_journey(row(name="")).findings
    assert (finding.code, finding.severity, finding.place) == ("no-name", "warning", "$.name")


def test_a_way_longer_than_a_year_is_cut_off() -> None:
    assert segment.export_journey(row(delay("182d"), delay("182d"))).findings == ()
    (finding,) = segment.export_journey(row(*[delay("182d")] * 3)).findings
    assert (finding.code, finding.severity) == ("beyond-limit", "warning")
    assert "546 days" in finding.message


def test_a_circle_counts_once() -> None:
    steps = {"in": entry(track("In")), "hold": split("event"), "out": exit_()}
    again = when("hold>hold", track("A"))
    journey = design(steps, "in>hold", again, when("hold>out", track("B")), "hold>out after 182d")
    assert segment.export_journey(journey).findings == ()


def test_instances_side_by_side_are_counted() -> None:
    (finding,) = segment.export_journey(with_key(5)).findings
    assert (finding.severity, finding.place) == ("note", "$.entry_rule")
    assert "25" in finding.message


def test_names_of_branches_are_told_apart_where_they_are_written() -> None:
    transitions = [when(f"split>out{n}", track(str(n)), name="Yes") for n in range(2)]
    steps = {"in": entry(track("In")), "split": split("event"), "out0": exit_(), "out1": exit_()}
    last = {"from": "split", "to": "out1", "after": "1d", "name": "n" * 74}
    journey = design(steps, "in>split", *transitions, last, entry_rule="multiple")
    exported = segment_xstate.export_journey(journey)
    assert [finding.place for finding in exported.findings if finding.severity == "error"] == [
        "$.transitions[1].name",
        "$.transitions[2].name",
        "$.transitions[3].name",
    ]
    assert segment.export_journey(journey).document is not None


def test_the_alpha_waits_as_short_as_its_example() -> None:
    assert str(JULY_2026.shortest_wait) == "3m"
    steps = {"in": entry(track("In")), "hold": split("event"), "out": exit_()}
    hold = ("in>hold", when("hold>out", track("A")), "hold>out after 3m")
    journey = design(steps, *hold, entry_rule="multiple")
    assert segment_xstate.export_journey(journey).document is not None
    assert segment.export_journey(journey).document is None
