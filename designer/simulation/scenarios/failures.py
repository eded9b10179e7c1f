"""Failures: what a scenario expected of people and did not come, in words."""

from __future__ import annotations

from collections.abc import Iterator

from designer.reports.explanation import because
from engine.scenario import PersonVerdict, Verdict


def failures(verdict: Verdict) -> list[PersonVerdict]:
    """Everybody of whom something was expected that did not come."""
    return [judged for judged in verdict.judged if judged.misses]


def lines(verdict: Verdict) -> Iterator[str]:
    """Yield for each failure in ``verdict`` what was expected, what happened, and why they are where they are."""
    for judged in failures(verdict):
        yield judged.called
        for miss in judged.misses:
            yield f"  {miss.where}"
            yield f"    expected  {miss.expected}"
            yield f"    happened  {miss.happened}"
        yield "  why"
        yield from (f"    {said}" for said in why(verdict, judged))


def why(verdict: Verdict, judged: PersonVerdict) -> Iterator[str]:
    """The reason in ``verdict``, in short, why whoever is ``judged`` is where they are."""
    return iter(()) if judged.why is None else because(verdict.simulated.plan.journey, judged.why)
