"""Scenarios: what happens to a journey, written down with what is expected to come of it, and held against it."""

from engine.scenario.judge import judge, run
from engine.scenario.loader import InvalidScenario, load
from engine.scenario.scenario import (
    SUFFIXES,
    Expectation,
    ExpectedAttempt,
    Happening,
    Miss,
    PersonVerdict,
    Scenario,
    Verdict,
)
from engine.scenario.scenario_events import events, until

__all__ = [
    "SUFFIXES",
    "Expectation",
    "ExpectedAttempt",
    "Happening",
    "InvalidScenario",
    "Miss",
    "PersonVerdict",
    "Scenario",
    "Verdict",
    "events",
    "judge",
    "load",
    "run",
    "until",
]
