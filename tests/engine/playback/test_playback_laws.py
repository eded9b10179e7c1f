"""A playback and a simulation that stops earlier tell the same, at every instant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scenario import design, exit_, first_match, ran, waypoint
from strategies import lives
from strategies.world import Document

from engine.events import Event, from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.playback import CannotInject, Frame, Playback
from engine.playback.frames import CLOSEST, Frames
from engine.report import report
from engine.simulate import SimulationResult, simulate

law = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
Life = tuple[Journey, list[Document]]


def simulated(journey: Journey, events: Iterable[Event], until: int | None = None) -> SimulationResult:
    return simulate(Plan(journey), events, until=until)


def told(frame: Frame) -> Any:
    return msgspec.to_builtins([frame.totals, frame.steps]), {effect.id for effect in frame.effects}


def reported(done: SimulationResult) -> Any:
    answer = report(done)
    return [answer["totals"], answer["steps"]], {effect["id"] for effect in answer["effects"]}


@law
@given(lives())
def test_at_the_end_it_tells_what_the_simulation_reports(life: Life) -> None:
    journey, history = life
    done = simulated(journey, map(from_document, history))
    played = Playback.of(done)
    assert told(played.frame(len(played))) == reported(done)
    assert [each.progress for each in played.histories.values()] == [*done.owners, *done.others]


@law
@given(lives())
def test_at_every_move_it_tells_what_a_simulation_until_then_reports(life: Life) -> None:
    journey, history = life
    events = [from_document(document) for document in history]
    played = Playback.of(simulated(journey, events))
    for clock in sorted({move.at for move in played.moves} | {event.time for event in events[:3]}):
        assert told(played.at(clock)) == reported(simulated(journey, events, until=clock))


@law
@given(lives())
def test_moves_are_in_order_and_what_has_happened_stays(life: Life) -> None:
    journey, history = life
    played = Playback.of(simulated(journey, map(from_document, history)))
    frames = [played.frame(index) for index in range(len(played) + 1)]
    assert [move.at for move in played.moves] == sorted(move.at for move in played.moves)
    for before, after in pairwise(frames):
        assert after.effects[: len(before.effects)] == before.effects
        assert all(after.steps[id].entered >= count.entered for id, count in before.steps.items())
        assert after.totals["entered"] >= before.totals["entered"]


@law
@given(lives(), st.integers(0, 30))
def test_injecting_an_event_equals_simulating_the_longer_history(life: Life, which: int) -> None:
    journey, history = life
    events = [from_document(document) for document in history]
    injected = events.pop(which % len(events))
    try:
        longer = Playback.of(simulated(journey, events)).with_event(injected)
    except CannotInject:
        assume(False)
    whole = Playback.of(simulated(journey, [*events, injected]))
    assert [replaced(move) for move in longer.moves] == [replaced(move) for move in whole.moves]
    assert longer.until == whole.until
    assert told(longer.frame(len(longer))) == told(whole.frame(len(whole)))


def replaced(move: Any) -> Any:
    """A move without the document of its event, which an injected one always keeps."""
    kept = move.event and msgspec.structs.replace(move.event, document=None)
    return msgspec.structs.replace(move, event=kept)


@law
@given(lives())
def test_a_timeline_has_every_event_and_every_move_of_its_owner_once(life: Life) -> None:
    journey, history = life
    played = Playback.of(simulated(journey, map(from_document, history)))
    for whose, each in played.histories.items():
        line = played.timeline(whose)
        assert [happening.event for happening in line if happening.event] == [
            event.ref for event in each.progress.log
        ]
        assert tuple(move for happening in line for move in happening.moves) == each.moves
        assert all(happening.says for happening in line)


def test_snapshots_far_apart_tell_the_same_as_counting_all_the_way() -> None:
    """Many moves: every frame from its nearest snapshot equals one more move after the frame before."""
    journey = design(
        {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()},
        "start>quiz>done",
        entry_rule="after_exit",
    )
    played = Playback.of(ran(journey, *(f"{minute} p{minute % 7} passed" for minute in range(3 * CLOSEST))))
    assert len(played) == 3 * CLOSEST
    for index in range(len(played) + 1):
        assert (
            Frames(journey.steps, played.moves[:index]).frame(index, None).steps == played.frame(index).steps
        )
