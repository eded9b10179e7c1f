"""Ways on for an attempt: events, timers, exit rules."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar.moment_text import distance, local_text
from engine.explain.reasons import queries
from engine.explain.stay import Onward
from engine.explain.step_tests import count_at, tests_at_step
from engine.explain.tallies import another, unseen
from engine.explain.trial import TrialResult, trial
from engine.labels import branch, detail, title
from engine.plan import Place, Plan
from engine.progress import Attempt, Progress
from engine.steps import Delay
from engine.walk import onward as next_transition
from engine.walk import timeout


def onward(plan: Plan, progress: Progress, attempt: Attempt | None, step: str, seed: int) -> Iterator[Onward]:
    """Events, timers and rules that would take ``attempt`` of ``progress`` away from ``step`` where it waits, or
    start one, by ``plan`` and ``seed``.
    """
    own = title(step, plan.journey.steps[step])
    for place, name in tests_at_step(plan, step).items():
        if attempt is None or not _is_complete(plan, attempt, place):
            yield _by_event(plan, progress, attempt, place, name or own, seed)
    if attempt is None:
        return
    if attempt.due is not None:
        yield _by_timer(plan, progress, attempt, attempt.due)
    for rule in plan.journey.exit_rules:
        if rule.active:
            yield _by_rule(plan, progress, attempt, rule.id, rule.name, seed)


def _by_event(
    plan: Plan, progress: Progress, attempt: Attempt | None, place: Place, name: str, seed: int
) -> Onward:
    tried = _try_event(plan, progress, attempt, place, seed)
    missing = _count(plan, place) - (len(attempt.open.get(place[-1], ())) if attempt else 0)
    needed = max(missing, 1) + (tried.times - 1 if tried else 0)
    says = _events(needed, name) + another(plan, place)
    return Onward(
        by="event", says=says, target=_target(plan, place), times=needed, event=tried.event if tried else None
    )


def _by_rule(plan: Plan, progress: Progress, attempt: Attempt, rule: str, name: str, seed: int) -> Onward:
    tried = _try_event(plan, progress, attempt, ("exit", rule), seed)
    needed = tried.times if tried else 1
    says = _events(needed, f"the exit rule {name or rule}")
    return Onward(by="exit_rule", says=says, times=needed, event=tried.event if tried else None)


def _events(number: int, of: str) -> str:
    return f"an event for {of}" if number == 1 else f"{number} events for {of}"


def _by_timer(plan: Plan, progress: Progress, attempt: Attempt, due: int) -> Onward:
    step = plan.journey.steps[attempt.at]
    index = next_transition(plan, attempt.at) if isinstance(step, Delay) else timeout(plan, attempt.at)
    assert index is not None
    transition = plan.journey.transitions[index]
    if isinstance(step, Delay):
        says = f"the wait {detail(step)}" if step.until else f"the wait of {detail(step)}"
    else:
        says = f"the {'deadline' if transition.by else 'timeout'} {branch(transition)}"
    if (wait := plan.waits.get(attempt.at)) is not None:
        local = wait.local({"traits": progress.traits})
        says += f", until {local_text(due, local)}, {distance(due, progress.clock or due)}"
    return Onward(by="timer", says=says, target=transition.target, at=due)


def _try_event(
    plan: Plan, progress: Progress, attempt: Attempt | None, place: Place, seed: int
) -> TrialResult | None:
    number = len(progress.attempts) if attempt is None else attempt.number
    asked_for = queries(plan, plan.tests[place])
    if (tally := plan.tallies.get(place)) is not None and attempt is not None:
        new = unseen(tally, progress, attempt.open.get(place[-1], ()))
        asked_for = [{"$and": [each, new]} for each in asked_for]
    return next(filter(None, (trial(plan, progress, number, place, each, seed) for each in asked_for)), None)


def _count(plan: Plan, place: Place) -> int:
    """Return how many events the waypoint or the item at this place takes."""
    return count_at(plan.journey, place).count if place[0] in ("step", "item") else 1


def _is_complete(plan: Plan, attempt: Attempt, place: Place) -> bool:
    return place[0] == "item" and len(attempt.open.get(place[-1], ())) >= _count(plan, place)


def _target(plan: Plan, place: Place) -> str | None:
    """The next step of ``plan`` on the way that the event at ``place`` opens."""
    match place:
        case ("branch", index):
            return plan.journey.transitions[int(index)].target
        case ("entry",):
            return plan.journey.transitions[next_transition(plan, plan.journey.entry)].target
        case ("step" | "item", id, *_):
            return plan.journey.transitions[next_transition(plan, id)].target
        case _:
            return None
