"""Scenarios: what happens to a journey, written down with what is expected to come of it, and held against it."""

from engine.scenario.events import events, until
from engine.scenario.judging import judge, run
from engine.scenario.reading import InvalidScenario, load
from engine.scenario.records import (
    SUFFIX,
    Expectation,
    Expected,
    Happening,
    Judged,
    Miss,
    Scenario,
    Verdict,
)

__all__ = [
    "SUFFIX",
    "Expectation",
    "Expected",
    "Happening",
    "InvalidScenario",
    "Judged",
    "Miss",
    "Scenario",
    "Verdict",
    "events",
    "judge",
    "load",
    "run",
    "until",
]
