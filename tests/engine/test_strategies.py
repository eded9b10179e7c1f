"""The random designs and histories of the other tests are what they promise to be."""

from __future__ import annotations

from hypothesis import find, given, settings
from strategies import histories, journeys
from strategies.world import Document

from engine.events import from_document
from engine.journey import Journey
from engine.rules import faults
from engine.steps import KINDS

relaxed = settings(deadline=None, max_examples=100)


@relaxed
@given(journeys())
def test_random_designs_have_no_fault(journey: Journey) -> None:
    assert list(faults(journey)) == []


@relaxed
@given(histories())
def test_random_histories_are_all_events(history: list[Document]) -> None:
    assert len({from_document(document).id for document in history}) <= len(history)


def test_every_kind_of_step_turns_up() -> None:
    for kind in KINDS.values():
        find(
            journeys(),
            lambda journey, kind=kind: any(isinstance(step, kind) for step in journey.steps.values()),
        )


def test_a_way_back_turns_up() -> None:
    find(journeys(), lambda journey: any(way.source == way.target for way in journey.transitions))
