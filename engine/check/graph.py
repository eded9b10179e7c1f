"""Findings that the graph alone tells: steps nobody reaches, transitions without an end, attempts that never start."""

from __future__ import annotations

from collections.abc import Iterator

from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.reach import on_the_way, reachable, steps_leading_to, steps_leading_to_exit
from engine.steps import Checklist, Delay, Entry, Exit, FirstMatch, Outcome, Step, Waypoint, waits


def of_graph(journey: Journey) -> Iterator[Finding]:
    """Findings on the ways through the design, in a fixed order."""
    yield from _start(journey)
    yield from _unreachable(journey)
    rounds = _rounds_without_events(journey)
    by_time = [each for each in rounds if all(_takes_no_event(journey.steps[id]) for id in each)]
    yield from _ends(journey, by_time)
    yield from _endless_rounds(journey, rounds, by_time)
    yield from _endless_waits(journey)


def _about(step: str, code: str, severity: Severity, message: str, hint: str = "") -> Finding:
    return Finding(
        code=code, severity=severity, place=f"$.steps.{step}", step=step, message=message, hint=hint
    )


def _start(journey: Journey) -> Iterator[Finding]:
    """Yield faults of a ``first_match`` entry: an attempt starts when its first step takes an event, so that step must
    be able to.
    """
    entry = journey.steps[journey.entry]
    if not isinstance(entry, Entry) or not isinstance(entry.trigger, FirstMatch):
        return
    first = first_stops(journey)
    deaf = [id for id in first if isinstance(journey.steps[id], Delay | Exit)]
    hint = "let a waypoint, a checklist or a split on events come first, or give the entry a trigger"
    if deaf and len(deaf) == len(first):
        message = f"no attempt ever starts: the first step is {_alternatives(deaf)}, which takes no event"
        yield _about(journey.entry, "never-starts", "error", message, hint)
    elif deaf:
        message = f"no attempt ever starts on the way to {_alternatives(deaf)}, which takes no event"
        yield _about(journey.entry, "seldom-starts", "warning", message, hint)


def first_stops(journey: Journey) -> list[str]:
    """Return where attempts first wait or end, in the order of the document."""
    import networkx as nx  # it takes long to load, and much of a check is done without

    passing = [id for id, step in journey.steps.items() if not waits(step) and not isinstance(step, Exit)]
    ahead = nx.descendants(journey.graph.subgraph(passing), journey.entry) | {journey.entry}
    next_ = {
        transition.target for id in ahead for _, transition in journey.out(id) if transition.percent != 0
    }
    return [id for id in journey.steps if id in next_ and id not in passing]


def _alternatives(ids: list[str]) -> str:
    return " or ".join(map(repr, ids))


def _unreachable(journey: Journey) -> Iterator[Finding]:
    reached = reachable(journey)
    for id, step in journey.steps.items():
        if id in reached:
            continue
        if isinstance(step, Outcome):
            message = f"nothing leads to the outcome {id!r}: no way and no active exit rule"
            hint = "connect it, name it in an exit rule, or delete it"
        else:
            message, hint = f"no transition leads from the entry to {id!r}", "connect it, or delete it"
        yield _about(id, "unreachable-step", "warning", message, hint)


def _ends(journey: Journey, rounds: list[list[str]]) -> Iterator[Finding]:
    """Yield findings about whether attempts can end, and how; ``rounds`` are those that time alone goes."""
    walked, leading = on_the_way(journey), steps_leading_to_exit(journey)
    ended_by_rule = any(rule.active for rule in journey.exit_rules)
    for id in journey.steps:
        if id in walked - leading and not any(id in each for each in rounds):
            rest = "; only an exit rule ends the attempt" if ended_by_rule else ""
            message = f"no exit can be reached from {id!r}{rest}"
            severity: Severity = "note" if ended_by_rule else "warning"
            yield _about(id, "no-exit-ahead", severity, message, "connect it onward to an exit")
    exits = [step for id, step in journey.steps.items() if id in walked and isinstance(step, Exit)]
    if not any(step.completes for step in exits):
        message = "nobody can complete this journey: no exit that completes can be reached"
        hint = "lead a way to an exit with completes on"
        yield Finding(code="no-completing-exit", severity="warning", message=message, hint=hint)


def _endless_rounds(journey: Journey, rounds: list[list[str]], by_time: list[list[str]]) -> Iterator[Finding]:
    """Yield findings about the ``rounds`` without events, first those ``by_time``, of delays and passing steps."""
    walked = on_the_way(journey)
    for each in by_time:
        first = each[0]
        if first in walked:
            message = (
                f"{', '.join(map(repr, each))}: a circle that only the clock moves, for as long as it runs"
            )
            hint = "let something end it: a transition out, or a step that takes events"
            yield _about(first, "endless-loop", "warning", message, hint)
    for each in rounds:
        takers = [id for id in each if not _takes_no_event(journey.steps[id])]
        if takers and each[0] in walked:
            message = f"whoever does nothing goes round {', '.join(map(repr, each))} for ever"
            hint = f"let time lead out of it in the end, unless people may wait at {takers[0]!r} for ever"
            yield _about(takers[0], "endless-rounds", "note", message, hint)


def _endless_waits(journey: Journey) -> Iterator[Finding]:
    walked, first = on_the_way(journey), first_stops(journey)
    for id in journey.steps:
        if id in walked and _waits_for_ever(journey, id) and _may_wait(journey, id, first):
            message = f"{id!r} waits for ever if no event comes"
            hint = "give it a timeout if people should move on"
            yield _about(id, "waits-for-ever", "note", message, hint)


def _rounds_without_events(journey: Journey) -> list[list[str]]:
    """The loops that whoever sends nothing never leaves, each in the order of the document."""
    import networkx as nx  # as above

    order = list(journey.steps)
    ways = [
        (way.source, way.target)
        for way in journey.transitions
        if way.percent != 0 and (way.timed or _takes_no_event(journey.steps[way.source]))
    ]
    moves: nx.DiGraph[str] = nx.DiGraph(ways)
    rounds = (each for each in nx.attracting_components(moves) if moves.subgraph(each).size())
    return sorted((sorted(each, key=order.index) for each in rounds), key=lambda each: order.index(each[0]))


def _takes_no_event(step: Step) -> bool:
    return isinstance(step, Delay) or not waits(step)


def _waits_for_ever(journey: Journey, id: str) -> bool:
    step = journey.steps[id]
    if not isinstance(step, Waypoint | Checklist) or not waits(step):
        return False
    return not any(transition.timed for _, transition in journey.out(id))


def _may_wait(journey: Journey, id: str, first: list[str]) -> bool:
    """Tell whether anybody stands there without having sent anything; ``first`` are the ``first_stops``.

    With first_match, an attempt starts when its first step takes an event: nobody waits there if it takes only one.
    """
    entry = journey.steps[journey.entry]
    if not isinstance(entry, Entry) or not isinstance(entry.trigger, FirstMatch):
        return True
    step = journey.steps[id]
    takes_one = (isinstance(step, Waypoint) and step.count == 1) or (
        isinstance(step, Checklist)
        and step.required == 1
        and all(each.count == 1 for each in step.items.values())
    )
    return not (takes_one and id in first and _is_entered_once(journey, id))


def _is_entered_once(journey: Journey, id: str) -> bool:
    """Tell whether a step is only come to from the entry, through steps that do not wait."""
    back = steps_leading_to(journey, [id]) - {id}
    return all(not waits(journey.steps[each]) for each in back)
