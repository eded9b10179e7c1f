"""Events that two places ask for: an exit rule that comes before a step, two items, two steps in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.check.graph import first_stops
from engine.check.keys import takes_any_key
from engine.check.logic import implies
from engine.condition_sites import ConditionSite
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist, Entry, FirstMatch, Step, Waypoint


def of_order(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on events that two of the conditions ``sites`` ask for, in the order of the document."""
    asked = [each for each in sites if each.on == "event"]
    rules = [each for each in asked if each.step is None]
    steps = [each for each in asked if each.step not in (None, journey.entry)]
    starting = _starting_steps(journey)
    for site in (each for each in steps if starting.get(each.step or "") != 1):
        any_key = takes_any_key(journey, site)
        firing = (each for each in rules if not any_key or takes_any_key(journey, each))
        rule = next((each for each in firing if _takes_all(each, site)), None)
        if rule is not None:
            name = journey.exit_rules[int(rule.place.partition("[")[2].partition("]")[0])].id
            but = " but the one that starts the attempt" if site.step in starting else ""
            message = f"every event that this condition takes{but} makes the exit rule {name!r} end the attempt first"
            yield site.finding("rule-takes-all", message, hint="narrow the exit rule, or remove this")
    yield from _same_items(journey, steps)
    yield from _same_in_row(journey, steps)


def _starting_steps(journey: Journey) -> dict[str, int]:
    """The steps that may take the event that starts an attempt, before which no rule comes, and how many each takes."""
    entry = journey.steps[journey.entry]
    if not isinstance(entry, Entry) or not isinstance(entry.trigger, FirstMatch):
        return {}
    counts = {id: step.count for id, step in journey.steps.items() if isinstance(step, Waypoint)}
    return {id: counts.get(id, 1) for id in first_stops(journey)}


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
            names = [each.place.split(".items.")[1].removesuffix(".condition") for each in (first, second)]
            if _takes_all(first, second) and _takes_all(second, first):
                message = (
                    f"{names[1]!r} asks for the same events as {names[0]!r}, so one event counts for both"
                )
                yield second.finding("same-items", message, hint="ask for different events, or remove one")
            elif _takes_all(first, second):
                yield _counts_for_both(second, *names)
            elif _takes_all(second, first):
                yield _counts_for_both(first, *reversed(names))


def _counts_for_both(narrow: ConditionSite, wide: str, item: str) -> Finding:
    """The finding that each event that ``narrow``, the condition of ``item``, takes counts for the item ``wide``."""
    message = f"every event that counts for {item!r} counts for {wide!r}, too"
    return narrow.finding("nested-items", message, "note", f"narrow {wide!r}, if these are two things to do")


def _is_active_waypoint(step: Step) -> bool:
    return isinstance(step, Waypoint) and step.active


def _same_in_row(journey: Journey, sites: list[ConditionSite]) -> Iterator[Finding]:
    """Waypoints that ask for what the one right before them asked for."""
    asked = {each.step: each for each in sites if _is_active_waypoint(journey.steps[each.step or ""])}
    for transition in journey.transitions:
        first, second = asked.get(transition.source), asked.get(transition.target)
        if not transition.plain or first is None or second is None or first is second:
            continue
        if _takes_all(first, second) and _takes_all(second, first):
            message = (
                f"{transition.target!r} asks for the same as {transition.source!r} right before it, "
                "so it waits for one more such event"
            )
            hint = "correct the condition, or raise the count of the first, if it is to be done again"
            yield second.finding("asked-again", message, "note", hint)
