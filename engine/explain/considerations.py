"""Every event of an owner against one step: what became of it there, and which clauses decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.explain.reasons import reasons
from engine.explain.stay import ClauseReason, Consideration, Verdict
from engine.explain.step_tests import Asked, same_key, tests_at_step
from engine.explain.tallies import refusal
from engine.fold import fold
from engine.machine import Moved
from engine.moment import Moment, holds
from engine.plan import CountedTest, FilterTest, Plan, Test
from engine.progress import Attempt, MatchedEvent

START: Final = -1
"""Stands for the attempt that has not started."""


def considered_events(
    plan: Plan, owner: str, log: Sequence[MatchedEvent], until: int, seed: int, steps: Mapping[int, str]
) -> dict[int, list[Consideration]]:
    """Events of ``owner`` in its ``log`` up to ``until``, per attempt (``START`` for none yet), against the step
    that ``steps`` give for it.

    Of those that came when it stood elsewhere, only such as the step would have taken. ``plan`` and ``seed`` are the
    fold's.
    """
    found: dict[int, list[Consideration]] = {number: [] for number in steps}

    def watch(moment: Moment, before: Attempt | None, moved: Moved | None) -> None:
        if moment.event is None:
            return
        number = START if before is None else before.number
        if number in steps:
            found[number].extend(_considerations(plan, steps[number], moment, moment.event, before, moved))
        if before is None and moved is not None and steps.get(moved[0].number) in moved[0].last:
            begun = Consideration(event=moment.event.ref, at=moment.now, verdict="started")
            found[moved[0].number].append(begun)

    fold(plan, owner, log, until, seed, watch)
    return found


def _considerations(
    plan: Plan, step: str, moment: Moment, event: MatchedEvent, before: Attempt | None, moved: Moved | None
) -> Iterator[Consideration]:
    places = tests_at_step(plan, step)
    verdict = _verdict(plan, step, event, before, moved)
    if verdict == "elsewhere" and not any(_would_take(plan.tests[place], event) for place in places):
        return
    said = tuple(_failures(plan, places, moment, before)) if verdict == "failed" else ()
    yield Consideration(event=event.ref, at=event.time, verdict=verdict, reasons=said)


def _failures(plan: Plan, places: Asked, moment: Moment, before: Attempt | None) -> Iterator[ClauseReason]:
    """The reasons why none of the tests of a step of ``plan``, at ``places``, led anywhere at ``moment``; ``before``
    is the attempt.
    """
    assert moment.event is not None
    since = 0 if before is None else before.seen
    own = moment.event.key if before is None else before.key
    if not places:
        yield ClauseReason("no event moves it on from here")
    for place, name in places.items():
        test, key = plan.tests[place], own if same_key(plan, place) else None
        if not holds(test, moment, since=since, key=key):
            yield from reasons(plan, test, moment, since, key, name)
        elif before is not None and (refused := refusal(plan, place, moment, before, name)):
            yield refused
        else:
            yield ClauseReason("takes no more events", of=name)


def _verdict(
    plan: Plan, step: str, event: MatchedEvent, before: Attempt | None, moved: Moved | None
) -> Verdict:
    if before is None:
        return "failed" if moved is None else "started"
    assert moved is not None
    after = moved[0]
    if after.status == "exited":
        return "ended"
    if before.at != step:
        return "elsewhere"
    if after is not before:
        return "counted" if after.transitions == before.transitions else "moved"
    any_key = not all(same_key(plan, place) for place in tests_at_step(plan, step))
    return "failed" if any_key or event.key == before.key or not event.hits else "other_key"


def _would_take(test: Test, event: MatchedEvent) -> bool:
    """Tell whether the event is of a kind that the test asks for."""
    if isinstance(test, FilterTest):
        return test.filter in event.hits
    return isinstance(test, CountedTest) and any(number in event.hits for number in test.streams.values())
