"""Waits that go by a calendar, for systems that know lengths of time alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from engine.finding import Finding
from engine.journey import Journey
from engine.labels import detail, moment
from engine.steps import Delay, Step

_STEADY: Final = re.compile(r"(?:Etc/)?(?:UTC|GMT|UCT|Zulu|Universal|Greenwich)", re.ASCII)
"""Zones in which every day has 24 hours."""


def unsupported_moments(journey: Journey, system: str) -> Iterator[Finding]:
    """Errors for the waits that a system (by its name) cannot hold: moments, deadlines, lengths of the calendar."""
    for id, step in journey.steps.items():
        if isinstance(step, Delay) and not _is_plain(_as_plain(step)):
            message = f"{id!r} waits {detail(step)}, and {system} knows lengths of time alone"
            yield Finding(
                code="unsupported-moment",
                place=f"$.steps.{id}",
                step=id,
                message=message,
                hint="use a duration without a zone",
            )
    for index, transition in enumerate(journey.transitions):
        if transition.by is not None:
            said = moment(transition.by, transition.zone)
            message = f"{transition.source!r} has the deadline {said}, and {system} knows no deadlines"
            yield Finding(
                code="unsupported-moment",
                place=f"$.transitions[{index}].by",
                transition=index,
                message=message,
                hint="use a timeout ('after')",
            )


def with_plain_waits(journey: Journey) -> Journey:
    """The journey with plain durations where these mean the same for everyone."""
    steps = {id: _as_plain(step) for id, step in journey.steps.items()}
    return journey if steps == journey.steps else replace(journey, steps=steps)


def _as_plain(step: Step) -> Step:
    """A delay without its zone, where the zone changes nothing."""
    if not isinstance(step, Delay) or step.duration is None or step.duration.by_calendar:
        return step
    exact = "d" not in step.duration and "w" not in step.duration
    steady = isinstance(step.zone, str) and _STEADY.fullmatch(step.zone) is not None
    return replace(step, zone=None) if exact or steady else step


def _is_plain(step: Step) -> bool:
    return isinstance(step, Delay) and step.duration is not None and step.zone is None
