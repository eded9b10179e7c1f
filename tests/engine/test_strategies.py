"""The random designs and histories of the other tests are what they promise to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings
from strategies import histories, journeys
from strategies.world import Document

from engine.events import from_document
from engine.journey import Journey
from engine.rules import faults
from engine.steps import KINDS, Step

relaxed = settings(deadline=None, max_examples=50)


@relaxed
@given(journeys())
def test_random_designs_have_no_fault(journey: Journey) -> None:
    assert list(faults(journey)) == []


@relaxed
@given(histories())
def test_random_histories_are_all_events(history: list[Document]) -> None:
    assert len({from_document(document).id for document in history}) <= len(history)


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_of_step_turns_up(kind: type[Step]) -> None:
    assert one_such_journey(lambda journey: any(isinstance(step, kind) for step in journey.steps.values()))


def test_a_way_back_turns_up() -> None:
    assert one_such_journey(
        lambda journey: any(transition.source == transition.target for transition in journey.transitions)
    )


def one_such_journey(wanted: Callable[[Journey], bool]) -> Journey:
    """Raises NoSuchExample."""
    patient = settings(relaxed, max_examples=2000, phases=[Phase.generate], database=None)
    return find(journeys(), wanted, settings=patient)
