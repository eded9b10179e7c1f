"""The fold with its calendar against a second one, written plainly on the library ``whenever`` (``plain_calendar``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_fold import plain_fold
from strategies.waits import Document, histories_near_changes, waiting_journeys
from whenever import reset_tzpath

from engine.events import Event, from_document
from engine.fold import fold
from engine.instant import parse
from engine.journey import Journey
from engine.match import Matcher, match_event
from engine.plan import Plan
from engine.progress import MatchedEvent
from engine.rules import faults
from engine.walk import EndlessAttempt

FUZZ = "fuzz"
SOME, ALL = 60, 5_000
"""Journeys and histories in each run of the tests, and in a round of ``make fuzz``."""


@pytest.fixture(scope="module", autouse=True)
def _same_data() -> Iterator[None]:
    """The other library reads the package's data, too, and not the machine's."""
    reset_tzpath(())
    yield
    reset_tzpath()


def event(told: Document) -> Event:
    beginning, quarters = told["at"]
    at = datetime.fromisoformat(beginning) + timedelta(minutes=15 * quarters)
    call = {key: value for key, value in told.items() if key != "at"}
    return from_document(call | {"timestamp": at.isoformat()})


def log_of(plan: Plan, told: list[Document]) -> list[MatchedEvent]:
    matcher = Matcher([plan])
    events = [event(each) for each in told]
    found = [match_event(plan, each, matcher.hits(each.document).get(0, ())) for each in events]
    return [each for each in found if each is not None]


fuzzing = settings.get_current_profile_name() == FUZZ


@settings(
    max_examples=ALL if fuzzing else SOME,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(waiting_journeys(), histories_near_changes(), st.sampled_from((0, 1, 40, 400)))
def test_two_calendars_written_apart_agree(journey: Journey, told: list[Document], days: int) -> None:
    if any(faults(journey)):
        return
    plan = Plan(journey)
    log = log_of(plan, told)
    until = parse(told[0]["at"][0]) + (6 + days) * 86_400_000_000
    try:
        expected = plain_fold(plan, "ann", log, until)
    except EndlessAttempt:
        return
    assert fold(plan, "ann", log, until) == expected
