"""The documented examples of Learning Locker, and journeys of its kind in a few words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from designer import examples
from engine.dialects.learninglocker import import_journey
from engine.events import Event, from_line
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Progress
from engine.simulate import simulate

DATA = Path(__file__).parent / "data"
Document = dict[str, Any]


def example(name: str) -> Any:
    """``journey-post``, ``journey-progress`` or ``callback``."""
    return json.loads((DATA / f"learning-locker-{name}.json").read_text())


def stored_journey(**changed: Any) -> Document:
    """The journey of the callback example, as the server keeps it."""
    document: Document = example("callback")["journey"] | changed
    return document


def statement_lines() -> list[str]:
    """The six statement documents of the callback example, in the order of time."""
    return examples.path(examples.STATEMENTS).read_text().splitlines()


def read(document: Document) -> Journey:
    return import_journey(document).journey


def progress_of(journey: Journey, events: Iterable[Event | str]) -> tuple[Plan, Progress]:
    """The progress of the one owner there is, with whole statements."""
    plan = Plan(journey)
    read = (from_line(event) if isinstance(event, str) else event for event in events)
    (progress,) = simulate(plan, read, keep_documents=True).owners
    return plan, progress
