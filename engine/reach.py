"""Steps that can be reached by going along transitions, whatever their conditions say."""

from __future__ import annotations

from collections.abc import Iterable

from engine.journey import Journey
from engine.steps import Entry, Exit


def on_the_way(journey: Journey) -> frozenset[str]:
    """The steps that can be reached from the entry."""
    return steps_ahead(journey, [id for id, step in journey.steps.items() if isinstance(step, Entry)])


def steps_ahead(journey: Journey, starts: Iterable[str]) -> frozenset[str]:
    """The steps that can be reached from one of the steps ``starts``, and those themselves."""
    ahead = list(starts)
    found = set(ahead)
    while ahead:
        beyond = {transition.target for _, transition in journey.out(ahead.pop())} - found
        found |= beyond
        ahead += beyond
    return frozenset(found & journey.steps.keys())


def reachable(journey: Journey) -> frozenset[str]:
    """The same and the outcomes that an active exit rule runs."""
    on_exit = {outcome for rule in journey.exit_rules if rule.active for outcome in rule.outcomes}
    return on_the_way(journey) | (on_exit & journey.steps.keys())


def steps_leading_to_exit(journey: Journey) -> frozenset[str]:
    """The steps from which an exit lies ahead, the exits among them."""
    return steps_leading_to(journey, [id for id, step in journey.steps.items() if isinstance(step, Exit)])


def steps_leading_to(journey: Journey, ends: Iterable[str]) -> frozenset[str]:
    """The steps from which one of the steps ``ends`` lies ahead, and those themselves."""
    back: dict[str, list[str]] = {}
    for transition in journey.transitions:
        back.setdefault(transition.target, []).append(transition.source)
    behind = list(ends)
    found = set(behind)
    while behind:
        before = set(back.get(behind.pop(), ())) - found
        found |= before
        behind += before
    return frozenset(found)
