"""Why somebody is where they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from designer.commands.options import AsJson, Design, Events, Seed, Until, workspace_of
from designer.console import Refused, emit, emit_json
from designer.designs import open_design
from designer.running import narrate_rejected, run
from engine import owners
from engine.events import Event, owner_of
from engine.explain import Considered, Explained, Onward, Reason, Stay
from engine.explain import explain as explained
from engine.explain.answer import answer
from engine.instant import text
from engine.journey import Journey
from engine.labels import title
from engine.plan import Plan

app = typer.Typer()

_SHOWN: Final = 20
"""Events that are shown of each stay, the newest; --json has all of them."""
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


@app.command()
def explain(
    context: typer.Context,
    design: Design,
    events: Events,
    owner: Annotated[
        str,
        typer.Option(help="Whom: an address, an account's name, a user id, a persona, or the owner's JSON."),
    ],
    step: Annotated[
        str | None, typer.Option(help="Ask about this step; by default, where each attempt waits.")
    ] = None,
    until: Until = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Why an owner is where it is: every event considered, which clause failed, what would move it on."""
    plan = Plan(open_design(design, workspace_of(context)))
    if step is not None and step not in plan.journey.steps:
        raise Refused(f"the design has no step {step!r}; it has {', '.join(plan.journey.steps)}")
    asked = _Asked(plan, owner)
    done = run(plan, events, seed=seed, until=until, show=asked.see)
    narrate_rejected(done)
    whose, mine = asked.found()
    clock = done.simulated.until or 0
    told = explained(plan, whose, mine, until=clock, seed=seed, voided=done.simulated.voided, step=step)
    if as_json:
        emit_json(answer(told))
        return
    for line in _lines(plan.journey, told):
        emit(line)


class _Asked:
    """Picks the events of the owner that is asked about out of a stream."""

    def __init__(self, plan: Plan, written: str) -> None:
        self._track_by = plan.journey.track_by
        self._written = written
        self._events: dict[str, list[Event]] = {}
        self._seen: dict[str, bool] = {}

    def see(self, event: Event) -> None:
        whose = owner_of(event, self._track_by)
        if whose is None:
            return
        if whose not in self._seen:
            self._seen[whose] = owners.is_called(whose, self._written)
        if self._seen[whose]:
            self._events.setdefault(whose, []).append(event)

    def found(self) -> tuple[str, list[Event]]:
        """Who was meant, and all of their events. Raises Refused for nobody and for several."""
        if len(self._events) == 1:
            return next(iter(self._events.items()))
        if self._events:
            several = ", ".join(sorted(self._events))
            raise Refused(f"{self._written!r} may be any of {several}; give the JSON of the one you mean")
        near = owners.near(self._written, self._seen)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {len(self._seen):,} owners"
        raise Refused(f"no event is of {self._written!r}; {hint}")


def _lines(journey: Journey, told: Explained) -> Iterator[str]:
    yield f"{owners.name(told.owner)}, as of {text(told.until)}"
    for stay in told.stays:
        yield ""
        yield from _stay(journey, stay)


def _stay(journey: Journey, stay: Stay) -> Iterator[str]:
    named = "Nothing started" if stay.attempt is None else f"Attempt {stay.attempt}: {'>'.join(stay.path)}"
    yield named
    yield from (f"  {said}" for said in stay.says)
    yield from _considered(stay, title(stay.step, journey.steps[stay.step]))
    if stay.onward:
        yield "  What would move it on:"
    for onward in stay.onward:
        yield from _onward(journey, onward)


def _considered(stay: Stay, named: str) -> Iterator[str]:
    number = len(stay.considered)
    yield f"  {number:,} {'event' if number == 1 else 'events'} considered for {named}" + (
        ":" if number else ""
    )
    if number > _SHOWN:
        yield f"    … {number - _SHOWN:,} earlier ones; --json has them all"
    for each in stay.considered[-_SHOWN:]:
        yield f"    {text(each.at)}  {each.event}  {_verdict(each)}"


def _verdict(considered: Considered) -> str:
    said = "; ".join(map(_reason, considered.reasons))
    return _VERDICTS[considered.verdict] + (f": {said}" if said else "")


def _reason(reason: Reason) -> str:
    of = f"{reason.of}: " if reason.of else ""
    found = ", ".join(json.dumps(value, ensure_ascii=False) for value in reason.found) or "nothing"
    return f"{of}{reason.text} (found {found})"


def _onward(journey: Journey, onward: Onward) -> Iterator[str]:
    at = "" if onward.at is None else f" on {text(onward.at)}"
    to = "" if onward.target is None else f", to {title(onward.target, journey.steps[onward.target])}"
    yield f"    {onward.says}{at}{to}"
    if onward.event is not None:
        yield f"      such as {json.dumps(onward.event, ensure_ascii=False)}"
    elif onward.by != "timer":
        yield "      none could be made up from this owner's events"
