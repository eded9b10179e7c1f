"""Reading a scenario: every fault with its place, those that the journey shows included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from msgspec.structs import replace

from engine.calendar.moment_text import parse_moment
from engine.claim_faults import claim_faults
from engine.duration import Duration
from engine.finding import Finding, Invalid, InvalidJourney
from engine.journey import Journey
from engine.scenario.scenario import Document, Expectation, ExpectedAttempt, Happening, Scenario
from engine.steps import Outcome
from engine.typed_json import FAILED, read
from engine.yaml_text import parse_named

_TIMES: Final = ("timestamp", "stored")


class InvalidScenario(Invalid):
    """A scenario that cannot be run."""


def load(text: str | bytes, name: str = "") -> Scenario:
    """Read the document of a file of this ``name``: YAML if it ends so, else JSON. Raises InvalidScenario with every
    finding.
    """
    try:
        raw = parse_named(text, name)
    except InvalidJourney as error:
        raise InvalidScenario(error.findings) from None
    findings: list[Finding] = []
    scenario = read(Scenario, raw, "$", findings.append)
    if scenario is not FAILED:
        findings += _faults(scenario)
    if findings:
        raise InvalidScenario(findings)
    assert isinstance(scenario, Scenario)
    return scenario


def _faults(scenario: Scenario) -> Iterator[Finding]:
    yield from _time(scenario.start, "$.start")
    for index, happening in enumerate(scenario.events):
        yield from _happening_faults(happening, f"$.events[{index}]")
    if scenario.until and not _is_duration(scenario.until):
        yield from _time(scenario.until, "$.until", "or how long after the last event: 3d")
    for called, expectation in scenario.expect.items():
        yield from _expectation(expectation, f"$.expect.{called}")


def _happening_faults(happening: Happening, place: str) -> Iterator[Finding]:
    if happening.at:
        yield from _time(happening.at, f"{place}.at")
    if happening.at and happening.after is not None:
        yield _fault("twice-timed", place, "it is timed by both 'at' and 'after'", "keep one")
    if (happening.at or happening.after) and not all(map(is_timeless, happening.written)):
        yield _fault("twice-timed", place, "the document has a time of its own", "drop one of them")
    if bool(happening.file) == (happening.event is not None):
        yield _fault("no-event", place, "a happening has an 'event' or a 'file'", "give one of them")
    elif happening.file and happening != Happening(file=happening.file):
        yield _fault("file-alone", place, "the events of a file have their own people and times", "drop them")


def is_timeless(written: str | Document) -> bool:
    """Tell whether an event, as it was written, leaves out when it happens."""
    if isinstance(written, str):
        return True
    statement = written.get("statement")
    return not any(key in part for part in (written, statement) if isinstance(part, dict) for key in _TIMES)


def _expectation(expectation: Expectation, place: str) -> Iterator[Finding]:
    if expectation.attempts is not None and expectation.only != ExpectedAttempt():
        message = "what is expected of 'attempts' is said of each of them"
        yield _fault("twice-expected", place, message, "move path, status and waits_at into attempts")


def _time(text: str, place: str, hint: str = "") -> Iterator[Finding]:
    try:
        parse_moment(text)
    except ValueError as error:
        yield _fault("bad-time", place, str(error), hint)


def _is_duration(text: str) -> bool:
    try:
        return bool(Duration.read(text))
    except ValueError:
        return False


def strangers(scenario: Scenario, journey: Journey) -> Iterator[Finding]:
    """Steps and claims that the scenario speaks of, and the journey does not have."""
    claimed = replace(journey, claims=(*journey.claims, *scenario.claims))
    ids = [claim.id for claim in claimed.claims]
    yield from claim_faults(claimed)
    for called, expectation in scenario.expect.items():
        place = f"$.expect.{called}"
        yield from _steps(expectation, place, journey)
        for number, attempt in enumerate(expectation.attempts or ()):
            yield from _steps(attempt, f"{place}.attempts[{number}]", journey)
        yield from _unknown(expectation.breaks, ids, f"{place}.breaks", "claim")
        outcomes = [id for id, step in journey.steps.items() if isinstance(step, Outcome)]
        yield from _unknown(expectation.sends or (), outcomes, f"{place}.sends", "outcome")


def _steps(expected: ExpectedAttempt, place: str, journey: Journey) -> Iterator[Finding]:
    if expected.path is not None:
        yield from _unknown(expected.path.split(">"), journey.steps, f"{place}.path", "step")
    if expected.waits_at is not None:
        yield from _unknown([expected.waits_at], journey.steps, f"{place}.waits_at", "step")


def _unknown(named: Iterable[str], known: Iterable[str], place: str, what: str) -> Iterator[Finding]:
    there = list(known)
    for name in dict.fromkeys(named):
        if name not in there:
            near = get_close_matches(name, there, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(there) or 'none'}"
            yield _fault(f"unknown-{what}", place, f"the journey has no {what} {name!r}", hint)


def _fault(code: str, place: str, message: str, hint: str = "") -> Finding:
    return Finding(code=code, place=place, message=message, hint=hint)
