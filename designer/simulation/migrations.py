"""Migrations of people in flight, by events at hand."""

from __future__ import annotations

from collections.abc import Iterable

from designer.reports.migration_text import lines
from engine.events import Event
from engine.journey import Journey
from engine.migration import preview
from engine.plan import Plan
from engine.simulate import Simulation


def migration_lines(before: Journey, after: Journey, events: Iterable[Event]) -> list[str]:
    """Tell what going over from ``before`` to ``after`` does to the people of ``events``. Raises InvalidJourney."""
    one, other = Simulation(Plan(before)), Simulation(Plan(after))
    for event in events:
        one.add(event)
        other.add(event)
    return list(lines(preview(one.result(), other.result()), before, after))
