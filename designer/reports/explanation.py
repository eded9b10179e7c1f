"""An explanation in lines: why somebody is where they are, for a terminal of any kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from engine import owners
from engine.explain import ClauseReason, Consideration, Onward, OwnerExplanation, SplitChoice, Stay
from engine.instant import plain_text
from engine.journey import Journey
from engine.labels import title
from engine.steps import Split

_MOST_SHOWN: Final = 20
"""Events that are shown of each stay, the newest."""
_NEWEST: Final = 3
"""The same, in short."""
_VERDICTS: Final = {
    "started": "starts the attempt",
    "moved": "moves it on",
    "counted": "counts",
    "ended": "ends it by an exit rule",
    "failed": "no",
    "elsewhere": "would count here, but came while it was elsewhere",
    "other_key": "is about another value of the concurrency key",
    "voided": "was voided",
    "other_source": "is of a store the journey does not listen to",
}


def lines(journey: Journey, told: OwnerExplanation) -> Iterator[str]:
    """Lines for each stay in ``told``: what sums it up, the events that were considered for it in ``journey``, what
    would move it on.
    """
    yield f"{owners.name(told.owner)}, as of {plain_text(told.until)}"
    for stay in told.stays:
        yield ""
        yield from _stay(journey, stay)


def because(journey: Journey, told: OwnerExplanation) -> Iterator[str]:
    """Lines in short of ``told``: how each attempt in ``journey`` stands, what became of the newest events, what
    would move it on.
    """
    for stay in told.stays:
        yield from stay.says
        for choice in stay.choices:
            yield from _choice(journey, choice)
        yield from map(_event, stay.considered[-_NEWEST:])
        yield from (f"to move it on: {_move(journey, onward)}" for onward in stay.onward)


def _stay(journey: Journey, stay: Stay) -> Iterator[str]:
    named = (
        "Nothing started" if stay.attempt is None else f"Attempt {stay.attempt + 1}: {'>'.join(stay.path)}"
    )
    yield named
    yield from (f"  {said}" for said in stay.says)
    for choice in stay.choices:
        yield from (f"  {line}" for line in _choice(journey, choice))
    if not _chooses(journey, stay.step):
        yield from _considered_lines(stay, title(stay.step, journey.steps[stay.step]))
    if stay.onward:
        yield "  What would move it on:"
    for onward in stay.onward:
        yield from _onward(journey, onward)


def _choice(journey: Journey, choice: SplitChoice) -> Iterator[str]:
    """Lines for the branch that an attempt took, why none before, and what would have led elsewhere."""
    named, target = (title(id, journey.steps[id]) for id in (choice.split, choice.target))
    yield f"at {named} it went to {target} on {plain_text(choice.at)}: {choice.branch}"
    yield from (f"  {_reason(reason)}" for reason in choice.reasons)
    for other in choice.elsewhere:
        if other.event is not None and other.step is not None:
            step = title(other.step, journey.steps[other.step]) if other.step in journey.steps else other.step
            event = json.dumps(other.event, ensure_ascii=False)
            target = title(other.target, journey.steps[other.target])
            yield f"  it would have gone to {target} with this at {step}: {event}"


def _chooses(journey: Journey, step: str) -> bool:
    """Tell whether a step takes no events because it chooses by what is known."""
    part = journey.steps[step]
    return isinstance(part, Split) and part.on != "event"


def _considered_lines(stay: Stay, named: str) -> Iterator[str]:
    number = len(stay.considered)
    yield f"  {number:,} {'event' if number == 1 else 'events'} considered for {named}" + (
        ":" if number else ""
    )
    if number > _MOST_SHOWN:
        yield f"    … {number - _MOST_SHOWN:,} earlier ones; `waypost explain --json` has them all"
    yield from (f"    {_event(each)}" for each in stay.considered[-_MOST_SHOWN:])


def _event(considered: Consideration) -> str:
    return f"{plain_text(considered.at)}  {considered.event}  {_verdict(considered)}"


def _verdict(considered: Consideration) -> str:
    said = "; ".join(map(_reason, considered.reasons))
    return _VERDICTS[considered.verdict] + (f": {said}" if said else "")


def _reason(reason: ClauseReason) -> str:
    of = f"{reason.of}: " if reason.of not in ("", reason.text) else ""
    found = ", ".join(json.dumps(value, ensure_ascii=False) for value in reason.found) or "nothing"
    return f"{of}{reason.text} (found {found})"


def _onward(journey: Journey, onward: Onward) -> Iterator[str]:
    yield f"    {_move(journey, onward)}"
    if onward.event is not None:
        yield f"      such as {json.dumps(onward.event, ensure_ascii=False)}"
    elif onward.by != "timer":
        yield "      none could be made up from this owner's events"


def _move(journey: Journey, onward: Onward) -> str:
    at = "" if onward.at is None else f" on {plain_text(onward.at)}"
    to = "" if onward.target is None else f", to {title(onward.target, journey.steps[onward.target])}"
    return f"{onward.says}{at}{to}"
