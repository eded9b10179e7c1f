"""Events that two places ask for: an exit rule that comes before a step, two items that are the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.check.graph import first_stops
from engine.check.keys import takes_any_key
from engine.check.logic import implies
from engine.condition_sites import ConditionSite, meaningful_conditions
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist, Entry, FirstMatch, Waypoint


def of_order(journey: Journey) -> Iterator[Finding]:
    """Findings on events that two places ask for, in the order of the document."""
    sites = [each for each in meaningful_conditions(journey) if each.on == "event"]
    rules = [each for each in sites if each.step is None]
    steps = [each for each in sites if each.step not in (None, journey.entry)]
    for site in (each for each in steps if not _starts(journey, each)):
        any_key = takes_any_key(journey, site)
        firing = (each for each in rules if not any_key or takes_any_key(journey, each))
        rule = next((each for each in firing if _takes_all(each, site)), None)
        if rule is not None:
            name = journey.exit_rules[int(rule.place.partition("[")[2].partition("]")[0])].id
            message = (
                f"every event that this condition takes makes the exit rule {name!r} end the attempt first"
            )
            yield site.finding("rule-takes-all", message, hint="narrow the exit rule, or remove this")
    yield from _same_items(journey, steps)


def _starts(journey: Journey, site: ConditionSite) -> bool:
    """Tell whether the event that starts an attempt may be the only one that the condition takes, so that no rule
    comes before it.
    """
    entry, step = journey.steps[journey.entry], journey.steps[site.step or journey.entry]
    is_first_match = isinstance(entry, Entry) and isinstance(entry.trigger, FirstMatch)
    takes_one = not isinstance(step, Waypoint) or step.count == 1
    return is_first_match and takes_one and site.step in first_stops(journey)


def _takes_all(rule: ConditionSite, site: ConditionSite) -> bool:
    if rule.tree is None or site.tree is None:
        return rule.condition == site.condition
    return implies(site.tree, rule.tree)


def _same_items(journey: Journey, sites: list[ConditionSite]) -> Iterator[Finding]:
    """Items of a checklist that the same event completes."""
    for id, step in journey.steps.items():
        if not isinstance(step, Checklist):
            continue
        items = [each for each in sites if each.step == id]
        for first, second in combinations(items, 2):
            if _takes_all(first, second) and _takes_all(second, first):
                names = [
                    each.place.split(".items.")[1].removesuffix(".condition") for each in (first, second)
                ]
                message = (
                    f"{names[1]!r} asks for the same events as {names[0]!r}, so one event counts for both"
                )
                yield second.finding("same-items", message, hint="ask for different events, or remove one")
