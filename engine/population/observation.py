"""Populations that are learned: the chances and waiting times of people who have lived already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from engine import instant
from engine.duration import Duration
from engine.insight.visits import Visit, visits
from engine.journey import Journey
from engine.population.chances import Population, StepChances
from engine.simulate import SimulationResult
from engine.steps import Split, waits

SHARES: Final = 10
"""Even shares into which waiting times are cut."""
SECOND: Final = 1_000_000


def observe_population(simulated: SimulationResult) -> Population:
    """Return how the people of a dry run went on, and how long they took."""
    journey = simulated.plan.journey
    by_step: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits(journey, simulated.owners):
        by_step[visit.step].append(visit)
    branches = _branches(journey, simulated)
    steps = {
        id: _chances(journey, id, by_step[id], branches[id])
        for id, step in journey.steps.items()
        if waits(step) and by_step[id]
    }
    starts = [each.attempts[0].started_at for each in simulated.owners]
    if not starts:
        return Population(steps=steps)
    over = _duration(max(max(starts) - min(starts), SECOND))
    return Population(start=instant.text(min(starts)), over=over, steps=steps)


def _chances(journey: Journey, id: str, at: Sequence[Visit], branches: Counter[str]) -> StepChances:
    """The chances at step ``id`` of ``journey`` by the visits ``at`` it; whoever still waits may yet go on where there
    is a timeout, and else is one who does not.
    """
    did = sorted((each.left or 0) - each.entered for each in at if each.did)
    timed = any(transition.timed for _, transition in journey.out(id))
    over = [each for each in at if each.left is not None or not timed]
    chance = len(did) / len(over) if over else 1.0
    times = (
        tuple(_duration(did[(len(did) - 1) * share // SHARES]) for share in range(SHARES + 1)) if did else ()
    )
    total = sum(branches.values())
    told = {target: round(number / total, 4) for target, number in branches.items()} if total else {}
    return StepChances(chance=round(min(chance, 1.0), 4), times=times or StepChances().times, branches=told)


def _branches(journey: Journey, simulated: SimulationResult) -> dict[str, Counter[str]]:
    """Return how often each branch of an event split of ``journey`` was taken, by the step it leads to."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for person in simulated.owners:
        for attempt in person.attempts:
            for index in attempt.transitions:
                each = journey.transitions[index]
                if each.when is not None and isinstance(journey.steps[each.source], Split):
                    found[each.source][each.target] += 1
    return found


def _duration(microseconds: int) -> Duration:
    return Duration.of(max(microseconds, SECOND))
