"""Scenarios: what happens to a journey, written down with what is expected to come of it, and held against it."""

from engine.scenario.judge import judge, run
from engine.scenario.loader import InvalidScenario, load
from engine.scenario.scenario import (
    SUFFIXES,
    Expectation,
    Expected,
    Happening,
    Judged,
    Miss,
    Scenario,
    Verdict,
)
from engine.scenario.scenario_events import events, until

__all__ = [
    "SUFFIXES",
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
