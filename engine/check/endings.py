"""Ends of ways: success that gives up, running out of time that completes, steps that nobody comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from engine.check.conditions import contradicts_itself
from engine.condition_sites import ConditionSite
from engine.conditions import segment
from engine.finding import Finding
from engine.journey import Journey
from engine.reach import on_the_way, steps_leading_to
from engine.steps import Checklist, Delay, Exit, Outcome, Split, Transition, Waypoint, waits

_GOOD: Final = ("passed", "completed", "mastered", "earned", "satisfied", "accepted", "approved")
_BAD: Final = ("failed", "abandoned", "terminated", "exited", "declined", "rejected", "cancelled", "canceled")
"""How the names of verbs and events end that tell of success, and of the lack of it."""


def of_endings(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on the exits that paths lead to, by the conditions ``sites``. The graph must be sound."""
    ends = _Ends(journey)
    for id, step in journey.steps.items():
        if isinstance(step, Waypoint | Checklist) and waits(step):
            yield from _of_wait(journey, ends, id)
        elif isinstance(step, Split) and step.on != "random":
            yield from _of_split(journey, ends, id)
    yield from _late(journey)
    yield from _dead(journey, sites)


class _Ends:
    """The exits that lie ahead of each step: all complete, or all give up, or some of each."""

    def __init__(self, journey: Journey) -> None:
        exits = {id: step.completes for id, step in journey.steps.items() if isinstance(step, Exit)}
        self._completing = steps_leading_to(journey, [id for id, completes in exits.items() if completes])
        self._giving_up = steps_leading_to(journey, [id for id, completes in exits.items() if not completes])

    def completes(self, step: str) -> bool | None:
        """Tell whether every exit ahead completes, or none does; None where some do, or there is none."""
        completes = step in self._completing
        return completes if completes != (step in self._giving_up) else None


def _of_wait(journey: Journey, ends: _Ends, id: str) -> Iterator[Finding]:
    """A step whose success only leads to giving up, while running out of time completes."""
    plain = next((way for _, way in journey.out(id) if way.plain), None)
    for index, way in journey.out(id):
        if way.timed and plain and ends.completes(plain.target) is False and ends.completes(way.target):
            message = (
                f"whoever reaches {id!r} gives up, and whoever runs out of time there completes the journey"
            )
            yield _finding(journey, index, "swapped-ends", message, "let the two lead the other way round")


def _late(journey: Journey) -> Iterator[Finding]:
    """An exit that completes though only running out of time leads there, beside one that success leads to."""
    walked = on_the_way(journey)
    exits = [id for id, step in journey.steps.items() if isinstance(step, Exit) and step.completes]
    late = [id for id in exits if id in walked and _is_late(journey, id)]
    for id in late if len(late) < len(exits) else ():
        yield Finding(
            code="timeout-completes",
            severity="note",
            place=f"$.steps.{id}",
            step=id,
            message=f"only running out of time leads to {id!r}, and who comes there has completed the journey",
            hint="set completes to false, unless they are to count as those who did everything",
        )


def _is_late(journey: Journey, id: str) -> bool:
    """Tell whether every way to ``id``, looked at back through its outcomes, begins with running out of time."""
    ways = [way for way in journey.transitions if way.target == id]
    passed = [way for way in ways if isinstance(journey.steps[way.source], Outcome)]
    timed = (
        way.timed and not isinstance(journey.steps[way.source], Delay) for way in ways if way not in passed
    )
    return bool(ways) and all(timed) and all(_is_late(journey, way.source) for way in passed)


def _of_split(journey: Journey, ends: _Ends, id: str) -> Iterator[Finding]:
    """A branch of success that leads to giving up, while another one completes."""
    ways = list(journey.out(id))
    completing = [index for index, way in ways if ends.completes(way.target) is not False]
    giving_up = [index for index, way in ways if ends.completes(way.target) is False]
    for index in giving_up:
        others = [each for each in completing if _tone(journey.transitions[each]) <= 0]
        if _tone(journey.transitions[index]) > 0 and others:
            other = journey.transitions[others[0]].target
            message = f"this branch is one of success and leads to giving up, while the one to {other!r} can complete"
            yield _finding(journey, index, "swapped-ends", message, "let the two lead the other way round")
    for index in (each for each in completing if ends.completes(journey.transitions[each].target)):
        others = [each for each in giving_up if _tone(journey.transitions[each]) == 0]
        if _tone(journey.transitions[index]) < 0 and others:
            other = journey.transitions[others[0]].target
            message = f"this branch is one of failure and completes the journey, while the one to {other!r} gives up"
            yield _finding(journey, index, "swapped-ends", message, "let the two lead the other way round")


def _finding(journey: Journey, index: int, code: str, message: str, hint: str) -> Finding:
    return Finding(
        code=code,
        severity="warning",
        place=f"$.transitions[{index}]",
        step=journey.transitions[index].source,
        transition=index,
        message=message,
        hint=hint,
    )


def _tone(way: Transition) -> int:
    """Return 1 for a branch whose condition asks for success, -1 for failure, 0 for anything else."""
    if isinstance(way.when, str):
        names = [each.event for each in segment.filters(segment.parse(way.when))]
        return _tone_of_words(names)
    return 0 if way.when is None else _tone_of_query(way.when)


def _tone_of_query(query: dict[str, Any]) -> int:
    for path, test in query.items():
        if path.startswith("$"):
            continue
        last = path.rsplit(".", 1)[-1]
        if last in ("success", "completion") and isinstance(test, bool):
            return 1 if test else -1
        if last in ("scaled", "score", "raw") and isinstance(test, dict):
            low, high = {"$gte", "$gt"} & test.keys(), {"$lte", "$lt"} & test.keys()
            if bool(low) != bool(high):
                return 1 if low else -1
        if last in ("id", "event") and isinstance(test, str):
            return _tone_of_words([test])
    return 0


def _tone_of_words(names: list[str]) -> int:
    words = [name.rsplit("/", 1)[-1].lower() for name in names]
    if words and all(word.endswith(_GOOD) for word in words):
        return 1
    return -1 if words and all(word.endswith(_BAD) for word in words) else 0


def _dead(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Steps that the graph leads to, but only by ways that no event can take."""
    closed = set(_impassable_transitions(journey, sites))
    if not closed:
        return
    import networkx as nx  # it takes long to load, and few designs come here

    open_: nx.MultiDiGraph[str] = nx.MultiDiGraph(journey.graph)
    open_.remove_edges_from([edge for edge in journey.graph.edges(keys=True) if edge[2] in closed])
    alive, walked = nx.descendants(open_, journey.entry) | {journey.entry}, on_the_way(journey)
    for id in journey.steps:
        if id not in alive and id in walked:
            message = (
                f"nobody comes to {id!r}: each way there is never drawn, or asks for what nothing can satisfy"
            )
            hint = "see what is said of the branches and conditions before it"
            yield Finding(
                code="dead-step",
                severity="warning",
                place=f"$.steps.{id}",
                step=id,
                message=message,
                hint=hint,
            )


def _impassable_transitions(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[int]:
    """The transitions whose condition, or the condition of whose step, nothing satisfies; and those never drawn."""
    by_place = {each.place: each for each in sites}
    asked = {id: by_place.get(f"$.steps.{id}.condition") for id in journey.steps}
    for index, transition in enumerate(journey.transitions):
        is_next = transition.plain and waits(journey.steps[transition.source])
        condition = asked.get(transition.source) if is_next else by_place.get(f"$.transitions[{index}].when")
        if transition.percent == 0 or (condition is not None and contradicts_itself(condition.reading)):
            yield index
