"""Findings on the event that starts attempts, elsewhere: it is not offered to their first step, and may end others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.check.examples import example_statement, takes
from engine.check.logic import implies
from engine.condition_sites import ConditionSite, Query
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Entry, OnEvent, Outcome, Waypoint
from engine.xapi.storage import as_stored


def of_start(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on an entry with an event, by the conditions ``sites``, in a fixed order. The graph must be sound."""
    entry = journey.steps[journey.entry]
    if not isinstance(entry, Entry) or not isinstance(entry.trigger, OnEvent):
        return
    by_place = {site.place: site for site in sites}
    trigger = by_place.get(f"$.steps.{journey.entry}.trigger.condition")
    if trigger is None:
        return
    yield from _first_steps_like_trigger(journey, trigger, by_place)
    yield from _exit_rules_at_start(journey, trigger, by_place)
    if journey.entry_rule != "once" and trigger.query is not None:
        yield from _statements_that_start(journey, trigger.query)


def _statements_that_start(journey: Journey, query: Query) -> Iterator[Finding]:
    """Outcomes whose statements satisfy the ``query`` of the entry, so that the journey feeds itself."""
    for id, step in journey.steps.items():
        if not isinstance(step, Outcome) or not step.active or step.statement is None:
            continue
        statement = example_statement(step.statement)
        if takes(query, {"statement": as_stored(statement), "timestamp": statement["timestamp"]}):
            yield Finding(
                code="starts-itself",
                severity="warning",
                place=f"$.steps.{id}.statement",
                step=id,
                message=f"the statement of {id!r} satisfies what starts attempts, so the journey starts itself again",
                hint="emit another statement, narrow the entry, or let people enter once",
            )


def _first_steps_like_trigger(
    journey: Journey, trigger: ConditionSite, by_place: dict[str, ConditionSite]
) -> Iterator[Finding]:
    """Find first waypoints that wait for another event like the one that started the attempt."""
    for _, transition in journey.out(journey.entry):
        step, site = journey.steps[transition.target], by_place.get(f"$.steps.{transition.target}.condition")
        if isinstance(step, Waypoint) and step.active and step.count == 1 and site and _alike(trigger, site):
            message = (
                f"{transition.target!r} asks for what starts an attempt, and waits for a second event of it"
            )
            hint = "let the entry start with first_match, or remove the step, if the first event was meant"
            yield site.finding("start-asked-again", message, "warning", hint)


def _exit_rules_at_start(
    journey: Journey, trigger: ConditionSite, by_place: dict[str, ConditionSite]
) -> Iterator[Finding]:
    """An exit rule that fires on every event that starts an attempt."""
    for number, rule in enumerate(journey.exit_rules):
        site = by_place.get(f"$.exit_rules[{number}].trigger.condition")
        if site is not None and site.tree and trigger.tree and implies(trigger.tree, site.tree):
            message = f"every event that starts an attempt makes {rule.id!r} end those that are running"
            hint = "narrow the rule, unless each new start is to end the one before"
            yield site.finding("exit-on-entry", message, "note", hint)


def _alike(one: ConditionSite, other: ConditionSite) -> bool:
    if one.tree is None or other.tree is None:
        return one.condition == other.condition
    return implies(one.tree, other.tree) and implies(other.tree, one.tree)
