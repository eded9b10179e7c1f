"""An attempt's path as visits: when it came to each step, and when it left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.journey import Journey
from engine.progress import Attempt, Progress


class Visit(Struct, frozen=True, kw_only=True, gc=False):
    """One attempt at one step, in instants. ``left`` is None where it still waits, and at the exit where it ended.

    It ``went_on`` if it left along a transition, after a timeout if it ``timed_out``; an exit rule ends a visit without
    that.
    """

    owner: str
    attempt: int
    step: str
    entered: int
    left: int | None
    went_on: bool
    timed_out: bool = False

    @property
    def did(self) -> bool:
        """Tell whether the step was done: it was left, and not because of a timeout."""
        return self.went_on and not self.timed_out


def visits(journey: Journey, people: Iterable[Progress]) -> Iterator[Visit]:
    """All visits of ``people`` in ``journey``, owner by owner, attempt by attempt, in the order of the path: as many
    as steps entered.
    """
    timeouts = frozenset(index for index, each in enumerate(journey.transitions) if each.timed)
    for progress in people:
        for attempt in progress.attempts:
            yield from _visits(journey, timeouts, progress.owner, attempt)


def _visits(journey: Journey, timeouts: frozenset[int], owner: str, attempt: Attempt) -> Iterator[Visit]:
    stops = len(attempt.path) - farewells(journey, attempt)
    taken = iter(attempt.transitions)
    for number, (step, entered) in enumerate(zip(attempt.path, attempt.entered, strict=True), 1):
        went_on = number < stops
        left = attempt.entered[number] if went_on else attempt.ended_at if attempt.exit_rule else None
        yield Visit(
            owner=owner,
            attempt=attempt.number,
            step=step,
            entered=entered,
            left=left,
            went_on=went_on,
            timed_out=went_on and _transition_out(journey, step, taken) in timeouts,
        )


def _transition_out(journey: Journey, step: str, taken: Iterator[int]) -> int | None:
    """The index of the next of the transitions of ``journey`` that were ``taken`` that leads out of ``step``; those
    between lead through steps that are not recorded.
    """
    for index in taken:
        if journey.transitions[index].source == step:
            return index
    return None


def farewells(journey: Journey, attempt: Attempt) -> int:
    """Count the outcomes of ``journey`` at the end of the path that were run by the exit rule that ended
    ``attempt``.
    """
    if attempt.exit_rule is None:
        return 0
    rules = (rule for rule in journey.exit_rules if rule.id == attempt.exit_rule)
    return sum(journey.steps[outcome].active for rule in rules for outcome in rule.outcomes)
