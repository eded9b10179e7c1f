"""What holds for every document of Segment and for every journey that it can hold."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from segment_documents import BRANCHES, CREATE, EVERYTHING, MACHINE, STEPS, STRAIGHT
from strategies import edits, histories
from strategies.segment_journeys import plain_journeys, portable_journeys

from engine.dialects import ExportResult, segment, segment_xstate
from engine.dialects.segment.difference import difference, restore
from engine.edit import InvalidEdit, apply
from engine.events import from_document
from engine.finding import InvalidJourney
from engine.journey import Journey, decode, dumps
from engine.plan import Plan
from engine.report import report
from engine.simulate import simulate
from engine.steps import Transition

JSON = dict[str, Any]

law = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
fuzz = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))

scalars = st.none() | st.booleans() | st.integers(-1, 3) | st.floats() | st.text(max_size=3)
odd = st.sampled_from(
    [
        "EXIT",
        "CONDITION",
        "exit_12345",
        "out",
        "hold",
        "splitBranch_gh5i6",
        "2h",
        "event('A').count() = 1",
        2**70,
    ]
)
keys = st.sampled_from(["id", "next", "type", "key", "on", "target", "x", "a b", "transitions"]) | st.text(
    max_size=2
)
values = st.recursive(
    scalars | odd, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)


def places(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in inside:
        yield (*place, part)
        yield from places(inner, (*place, part))


def at(document: Any, place: tuple[str | int, ...]) -> Any:
    for part in place:
        document = document[part]
    return document


@st.composite
def mutated(draw: st.DrawFn, examples: list[JSON]) -> JSON:
    """An example in which a few values are replaced, dropped, added, or copied from elsewhere."""
    document = copy.deepcopy(draw(st.sampled_from(examples)))
    for _ in range(draw(st.integers(0, 3))):
        (*outer, last) = draw(st.sampled_from(sorted(places(document), key=str)))
        inner = at(document, tuple(outer))
        match draw(st.sampled_from(("value", "drop", "key", "copy"))):
            case "value":
                inner[last] = draw(values)
            case "drop":
                del inner[last]
            case "key" if isinstance(inner, dict):
                inner[draw(keys)] = draw(values)
            case _:
                inner[last] = copy.deepcopy(
                    at(document, draw(st.sampled_from(sorted(places(document), key=str))))
                )
        if not document:
            break
    return document


def comes_back(
    document: JSON, read: Callable[[JSON], Journey], write: Callable[[Journey], ExportResult]
) -> None:
    """Either it is refused with findings, or it is written back as it was (or refused for a limit)."""
    given = copy.deepcopy(document)
    try:
        journey = decode(dumps(read(document)))
    except InvalidJourney as refused:
        assert refused.findings
        event("refused")
        return
    assert document == given
    written = write(journey).document
    event("refused in writing" if written is None else "written back")
    if written is not None:
        document.pop("containerId", None)
        assert written == document


@fuzz
@given(mutated([CREATE, EVERYTHING]))
def test_a_create_body_is_refused_or_comes_back(document: JSON) -> None:
    comes_back(document, lambda body: segment.import_journey(body).journey, segment.export_journey)


@fuzz
@given(mutated([STEPS, EVERYTHING["definition"] | {"entryRules": None, "exitRules": None}]))
def test_a_steps_body_is_refused_or_comes_back(document: JSON) -> None:
    body = {key: value for key, value in document.items() if key in ("initialState", "states")}
    comes_back(body, lambda body: segment.import_steps(body).journey, segment.export_steps)


@fuzz
@given(mutated([BRANCHES, STRAIGHT, MACHINE]))
def test_a_machine_is_refused_or_comes_back(document: JSON) -> None:
    comes_back(
        document, lambda body: segment_xstate.import_journey(body).journey, segment_xstate.export_journey
    )


@law
@given(mutated([STEPS]), mutated([CREATE, EVERYTHING]))
def test_steps_go_onto_a_journey_or_are_refused(steps: JSON, around: JSON) -> None:
    try:
        journey = segment.import_steps(steps, segment.import_journey(around).journey).journey
    except InvalidJourney:
        return
    exported = segment.export_journey(journey).document
    if exported is not None:
        assert exported["definition"]["states"] == steps["states"]
        assert exported["name"] == around["name"]


@law
@given(values)
def test_no_value_at_all_is_more_than_refused(value: Any) -> None:
    for read in (segment.import_journey, segment.import_steps, segment_xstate.import_journey):
        try:
            read(value)
        except InvalidJourney as refused:
            assert refused.findings


def grouped(transitions: tuple[Transition, ...]) -> list[Transition]:
    """By their step: all that a document keeps of the order."""
    return sorted(transitions, key=lambda transition: transition.source)


def same(one: Journey, other: Journey) -> bool:
    """Equal but for the extras and the order of transitions of different steps."""
    return grouped(one.transitions) == grouped(other.transitions) and replace(
        one, extras=None, transitions=()
    ) == replace(other, extras=None, transitions=())


def read_back(document: JSON, id: str) -> Journey:
    return segment.import_journey(document | {"containerId": id}).journey


@law
@given(plain_journeys())
def test_what_segment_can_hold_comes_back_the_same(journey: Journey) -> None:
    document = segment.export_journey(journey).document
    assert document is not None
    assert same(read_back(document, journey.id), journey)


def owners(journey: Journey, history: list[JSON]) -> object:
    """What became of whom, apart from what a split does not record of a waypoint, and from kinds of exit."""
    answered = report(simulate(Plan(journey), map(from_document, history)), owners=True)
    told = ("number", "key", "at", "path", "started_at", "ended_at")
    return [
        (owner["owner"], [tuple(attempt[key] for key in told) for attempt in owner["attempts"]])
        for owner in answered["owners"]
    ]


@law
@given(portable_journeys(), histories("call", min_size=12, max_size=24))
def test_what_segment_holds_in_its_own_way_moves_everybody_the_same(
    journey: Journey, history: list[JSON]
) -> None:
    journey = replace(journey, track_by="actor", sources=(), steps=without_sticky(journey))
    exported = segment.export_journey(journey)
    event("written" if exported.document else "refused")
    assume(exported.document is not None)
    assume("rewritten-count" not in {finding.code for finding in exported.findings})
    assert owners(read_back(exported.document or {}, journey.id), history) == owners(journey, history)


def without_sticky(journey: Journey) -> Any:
    return {
        id: replace(step, sticky=False) if hasattr(step, "sticky") else step
        for id, step in journey.steps.items()
    }


EXTRAS = [
    segment.import_journey(EVERYTHING).journey,
    segment.import_steps(STEPS, segment.import_journey(CREATE).journey).journey,
]
MACHINES = [segment_xstate.import_journey(document).journey for document in (BRANCHES, STRAIGHT, MACHINE)]


def edited(data: st.DataObject, journey: Journey) -> Journey:
    for _ in range(data.draw(st.integers(1, 4))):
        try:
            journey = apply(journey, data.draw(edits(journey)))
        except InvalidEdit:
            continue
    return journey


@law
@given(st.data(), st.sampled_from(EXTRAS))
def test_what_an_import_left_never_changes_what_an_edited_journey_means(data: Any, journey: Journey) -> None:
    journey = edited(data, journey)
    with_extras, without = (
        segment.export_journey(journey),
        segment.export_journey(replace(journey, extras=None)),
    )
    assert with_extras.findings == without.findings
    event("refused" if without.document is None else "written")
    if with_extras.document is not None and without.document is not None:
        assert same(read_back(with_extras.document, "j"), read_back(without.document, "j"))


@law
@given(st.data(), st.sampled_from(MACHINES))
def test_what_a_machine_left_never_changes_what_an_edited_journey_means(data: Any, journey: Journey) -> None:
    journey = edited(data, journey)
    with_extras = segment_xstate.export_journey(journey).document
    without = segment_xstate.export_journey(replace(journey, extras=None)).document
    event("refused" if without is None else "written")
    if with_extras is not None and without is not None:
        one, other = (
            segment_xstate.import_journey(document | {"containerId": "j"}).journey
            for document in (with_extras, without)
        )
        assert same(one, other)


@law
@given(st.dictionaries(keys, scalars, max_size=4), st.dictionaries(keys, scalars, max_size=4))
def test_a_difference_makes_theirs_of_ours(ours: JSON, theirs: JSON) -> None:
    assume(all(value == value for value in (*ours.values(), *theirs.values())))
    assert restore(ours, difference(ours, theirs)) == theirs


@law
@given(*[st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)) for _ in range(3)])
def test_a_difference_leaves_alone_what_was_edited(ours: JSON, theirs: JSON, now: JSON) -> None:
    written = restore(now, difference(ours, theirs))
    for key in "abc":
        edited = now.get(key) != ours.get(key)
        assert written.get(key) == (now if edited else theirs).get(key)
