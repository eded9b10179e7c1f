"""Flow along the transitions of the design, and where it stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from engine.journey import Journey
from engine.progress import Attempt, Progress, Status


class TransitionFlow(Struct, frozen=True, kw_only=True):
    """A transition (by index): how often it was ``taken``, in how many attempts, by how many people."""

    index: int
    source: str
    target: str
    taken: int
    attempts: int
    people: int


class FlowPlace(Struct, frozen=True, kw_only=True):
    """The place where attempts stop: those ``waiting`` at the step, those ``ended`` at it if it is an exit, and those
    that exit rules took away from it, by rule.
    """

    step: str
    waiting: int
    ended: int
    exited: dict[str, int]


class Flow(Struct, frozen=True):
    """Every transition and every step of the design, in its order.

    What comes to a step (starts, at the entry) is what leaves it along transitions and what stops there.
    """

    transitions: tuple[TransitionFlow, ...]
    places: tuple[FlowPlace, ...]


def flow(journey: Journey, people: Iterable[Progress]) -> Flow:
    """Count the transitions of ``journey`` that the attempts of ``people`` took, and where they stopped."""
    everyone = list(people)
    attempts = [attempt for progress in everyone for attempt in progress.attempts]
    each = [
        {transition for attempt in progress.attempts for transition in attempt.transitions}
        for progress in everyone
    ]
    taken = Counter(transition for attempt in attempts for transition in attempt.transitions)
    by_attempt = Counter(transition for attempt in attempts for transition in set(attempt.transitions))
    by_owner = Counter(transition for transitions in each for transition in transitions)
    transitions = tuple(
        TransitionFlow(
            index=index,
            source=transition.source,
            target=transition.target,
            taken=taken[index],
            attempts=by_attempt[index],
            people=by_owner[index],
        )
        for index, transition in enumerate(journey.transitions)
    )
    return Flow(transitions, _places(journey, attempts))


def _places(journey: Journey, attempts: Iterable[Attempt]) -> tuple[FlowPlace, ...]:
    stops: Counter[tuple[str, Status, str | None]] = Counter(
        (attempt.at, attempt.status, attempt.exit_rule) for attempt in attempts
    )
    return tuple(
        FlowPlace(
            step=id,
            waiting=stops[id, "running", None],
            ended=stops[id, "completed", None] + stops[id, "gave_up", None],
            exited={
                rule.id: number for rule in journey.exit_rules if (number := stops[id, "exited", rule.id])
            },
        )
        for id in journey.steps
    )
