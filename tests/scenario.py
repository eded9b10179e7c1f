"""Journeys and histories in a few words, so that tests read like what happens.

design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
walked(journey, "0 passed", "5 dave failed")     # minutes since the beginning, owner (anna by default), verb
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from engine.events import Event, from_document
from engine.instant import parse, text
from engine.journey import Journey
from engine.journey import from_document as journey_from
from engine.plan import Plan
from engine.progress import Progress
from engine.report import report
from engine.simulate import SimulationResult, simulate

BEGINNING = parse("2026-01-01T00:00:00Z")
MINUTE = 60_000_000
VERB = "http://example.org/verbs/"

Part = dict[str, Any]


def verb(name: str) -> Part:
    """The condition that an event has this verb."""
    return {"statement.verb.id": VERB + name}


def called(name: str) -> str:
    """The condition that a track event of this name arrives."""
    return f"event('{name}').count() = 1"


def first_match() -> Part:
    return {"kind": "entry", "trigger": {"on": "first_match"}}


def entry(condition: Part | str) -> Part:
    return {"kind": "entry", "trigger": {"on": "event", "condition": condition}}


def waypoint(name: str, **fields: Any) -> Part:
    return {"kind": "waypoint", "condition": verb(name), **fields}


def checklist(*names: str, **fields: Any) -> Part:
    items = {f"do-{name}": {"condition": verb(name)} for name in names}
    return {"kind": "checklist", "items": items, **fields}


def split(on: str, **fields: Any) -> Part:
    return {"kind": "split", "on": on, **fields}


def delay(duration: str, **fields: Any) -> Part:
    return {"kind": "delay", "duration": duration, **fields}


def callback(**fields: Any) -> Part:
    return {"kind": "outcome", "type": "callback", "callback": "https://example.org/done", **fields}


def exit_(**fields: Any) -> Part:
    return {"kind": "exit", **fields}


def document(steps: dict[str, Part], *arrows: str | Part, **fields: Any) -> Part:
    """The document of a journey. An arrow is ``a>b>c``, ``a>b after 3d``, ``a>b 50%``, ``a>b otherwise``, or an
    object.
    """
    transitions = [transition for arrow in arrows for transition in _transitions(arrow)]
    return {"format": 1, "id": "test", "name": "Test", "steps": steps, "transitions": transitions, **fields}


def design(steps: dict[str, Part], *arrows: str | Part, **fields: Any) -> Journey:
    return journey_from(document(steps, *arrows, **fields))


def course(timeout: str = "1d", count: int = 1, **fields: Any) -> Journey:
    """Read so often, then pass and be told of, or run out of time."""
    steps = {
        "start": first_match(),
        "read": waypoint("read", count=count),
        "choose": split("event"),
        "tell": callback(),
        "done": exit_(),
        "late": exit_(completes=False),
    }
    passed = when("choose>tell", verb("passed"))
    return design(steps, "start>read>choose", passed, f"choose>late after {timeout}", "tell>done", **fields)


def when(arrow: str, condition: Part | str, **fields: Any) -> Part:
    source, target = arrow.split(">")
    return {"from": source, "to": target, "when": condition, **fields}


def _transitions(arrow: str | Part) -> Iterable[Part]:
    if isinstance(arrow, dict):
        return [arrow]
    path, _, guard = arrow.partition(" ")
    stops = path.split(">")
    return [{"from": a, "to": b, **_guard(guard)} for a, b in pairwise(stops)]


def _guard(text: str) -> Part:
    if text.startswith("after "):
        return {"after": text.removeprefix("after ")}
    if text.endswith("%"):
        return {"percent": float(text[:-1])}
    return {"default": True} if text == "otherwise" else {}


def instant(minutes: float) -> int:
    return BEGINNING + round(minutes * MINUTE)


def stamp(minutes: float) -> str:

    return text(instant(minutes))


def statement(minutes: float, name: str, owner: str = "anna", **fields: Any) -> Part:
    """A bare statement."""
    actor = {"mbox": f"mailto:{owner}@example.org"}
    return {"actor": actor, "verb": {"id": VERB + name}, "timestamp": stamp(minutes), **fields}


def track(minutes: float, name: str, owner: str = "anna", **properties: Any) -> Part:
    call = {"type": "track", "event": name, "userId": owner, "timestamp": stamp(minutes)}
    return {**call, "properties": properties}


def identify(minutes: float, owner: str = "anna", **traits: Any) -> Part:
    return {"type": "identify", "userId": owner, "timestamp": stamp(minutes), "traits": traits}


def event(told: str | Part) -> Event:
    """``"5 passed"`` or ``"5 dave passed"``: minutes, owner, verb; or a whole document."""
    if isinstance(told, dict):
        return from_document(told)
    minutes, *owner, name = told.split()
    return from_document(statement(float(minutes), name, *owner))


def ran(journey: Journey, *told: str | Part, until: float | None = None, seed: int = 0) -> SimulationResult:
    clock = None if until is None else instant(until)
    return simulate(Plan(journey), map(event, told), seed=seed, until=clock)


def walked(journey: Journey, *told: str | Part, until: float | None = None, seed: int = 0) -> list[str]:
    """Every attempt as ``path status``, owners in the order of their first start."""
    owners = ran(journey, *told, until=until, seed=seed).owners
    return [f"{'>'.join(each.path)} {each.status}" for progress in owners for each in progress.attempts]


def answered(
    journey: Journey, *told: str | Part, until: float | None = None, seed: int = 0
) -> dict[str, Any]:
    return report(ran(journey, *told, until=until, seed=seed), owners=True)


def only(simulated: SimulationResult) -> Progress:
    """The progress of the one owner there is."""
    (progress,) = simulated.owners
    return progress


def minutes_of(at: int) -> float:
    return (at - BEGINNING) / MINUTE
