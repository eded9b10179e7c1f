"""Rules that a design must obey to mean anything (semantics §1 and §4): every fault, each with its place.

A journey that has a fault cannot be run. Reading one from a file is ``load``; while it is being built, ``faults``
tells what is still missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, assert_never
from urllib.parse import urlsplit

from engine import conditions
from engine.calendar.faults import until_faults, zone_faults
from engine.calendar.zones import zone as known_zone
from engine.claim_faults import claim_faults
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey, from_document
from engine.steps import (
    DAY,
    ID,
    Checklist,
    Condition,
    Delay,
    Entry,
    Exit,
    ExitRule,
    FirstMatch,
    Item,
    OnEvent,
    Outcome,
    PersonalZone,
    Split,
    Step,
    Transition,
    Trigger,
    Until,
    Waypoint,
    Zone,
    date_path,
    waits,
)
from engine.typed_json import FAILED, parse_json, read


def load(text: str | bytes) -> Journey:
    """Read a document that means something. Raises InvalidJourney with every finding."""
    return from_plain(parse_json(text))


def from_plain(raw: object) -> Journey:
    """The same from plain JSON values."""
    try:
        journey = from_document(raw)
    except InvalidJourney as error:
        raise InvalidJourney([*error.findings, *_of_what_can_be_read(raw)]) from None
    return checked(journey)


def _of_what_can_be_read(raw: object) -> Iterator[Finding]:
    """Faults inside the steps and transitions that can be read although others cannot."""
    if not isinstance(raw, dict):
        return
    steps = _readable(Step, raw.get("steps"))
    for id, step in steps.items():
        yield from _step(id, step)
    for index, transition in _readable(Transition, raw.get("transitions")).items():
        if transition.when is not None:
            yield from _condition(transition.when, f"$.transitions[{index}].when", transition=index)
    for index, rule in _readable(ExitRule, raw.get("exit_rules")).items():
        yield from _trigger(rule.trigger, f"$.exit_rules[{index}].trigger")


def readable_part(raw: object) -> Journey:
    """The steps, transitions and exit rules of a document that can be read although others cannot."""
    parts = raw if isinstance(raw, dict) else {}
    steps = _readable(Step, parts.get("steps"))
    return Journey(
        id="",
        steps=steps,
        transitions=tuple(_readable(Transition, parts.get("transitions")).values()),
        exit_rules=tuple(_readable(ExitRule, parts.get("exit_rules")).values()),
    )


def _readable(kind: Any, raw: object) -> dict[Any, Any]:
    """The parts of a map or a list ``raw`` that can be read as ``kind``, by key or index."""
    parts = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    read_parts = {key: read(kind, part, "$", lambda _: None) for key, part in parts}
    return {key: part for key, part in read_parts.items() if part is not FAILED}


def checked(journey: Journey) -> Journey:
    """The journey itself, if it has no fault. Raises InvalidJourney with all of them otherwise."""
    if found := list(faults(journey)):
        raise InvalidJourney(found)
    return journey


def faults(journey: Journey) -> Iterator[Finding]:
    """Everything without which the design has no meaning, in the order of the document."""
    yield from _ids(journey)
    yield from _entry(journey)
    yield from _exit_rules(journey)
    for id, step in journey.steps.items():
        yield from _step(id, step)
    for index, transition in enumerate(journey.transitions):
        yield from _transition(journey, index, transition)
    for id, step in journey.steps.items():
        yield from _outgoing_faults(journey, id, step)
    yield from _loops(journey)
    yield from claim_faults(journey)


def _ids(journey: Journey) -> Iterator[Finding]:
    places = [(id, f"$.steps.{id}", id) for id in journey.steps]
    places += [
        (item, f"$.steps.{id}.items.{item}", id)
        for id, step in journey.steps.items()
        if isinstance(step, Checklist)
        for item in step.items
    ]
    times = Counter(id for id, _, _ in places)
    for id, place, step in places:
        if not ID.fullmatch(id):
            yield Finding(
                code="bad-id",
                place=place,
                step=step,
                message=f"{id!r} is no id",
                hint="use A-Z a-z 0-9 _ - only",
            )
        if times[id] > 1:
            message = f"the id {id!r} is used {times[id]} times"
            yield Finding(
                code="duplicate-id", place=place, step=step, message=message, hint="give each its own"
            )


def _entry(journey: Journey) -> Iterator[Finding]:
    entries = [id for id, step in journey.steps.items() if isinstance(step, Entry)]
    if not entries:
        yield Finding(
            code="no-entry", place="$.steps", message="there is no entry", hint="add a step of kind entry"
        )
    for id in entries[1:]:
        message = f"{id!r} is a second entry beside {entries[0]!r}"
        yield Finding(code="second-entry", place=f"$.steps.{id}", step=id, message=message, hint="keep one")
    if not entries:
        return
    trigger = journey.steps[entries[0]].trigger  # type: ignore[union-attr]
    if (
        isinstance(trigger, FirstMatch)
        and journey.entry_rule == "multiple"
        and journey.concurrency_key is None
    ):
        yield Finding(
            code="first-match-needs-key",
            place="$.entry_rule",
            message="with the trigger first_match, the entry rule multiple needs a concurrency key",
            hint="name the key, or use once or after_exit",
        )


def _exit_rules(journey: Journey) -> Iterator[Finding]:
    times = Counter(rule.id for rule in journey.exit_rules)
    for index, rule in enumerate(journey.exit_rules):
        place = f"$.exit_rules[{index}]"
        if times[rule.id] > 1:
            message = f"the id {rule.id!r} is used {times[rule.id]} times"
            yield Finding(code="duplicate-id", place=f"{place}.id", message=message, hint="give each its own")
        yield from _trigger(rule.trigger, f"{place}.trigger")
        for number, outcome in enumerate(rule.outcomes):
            if not isinstance(journey.steps.get(outcome), Outcome):
                message = f"{outcome!r} is no outcome of this journey"
                yield Finding(code="dangling-outcome", place=f"{place}.outcomes[{number}]", message=message)


def _trigger(trigger: Trigger, place: str, step: str | None = None) -> Iterator[Finding]:
    if isinstance(trigger, OnEvent):
        yield from _condition(trigger.condition, f"{place}.condition", step)


def _condition(
    condition: Condition, place: str, step: str | None = None, transition: int | None = None
) -> Iterator[Finding]:
    for problem in conditions.problems(condition, place):
        yield Finding(
            code="bad-condition",
            place=problem.place,
            step=step,
            transition=transition,
            message=problem.message,
            hint=problem.hint,
        )


def _step(id: str, step: Step) -> Iterator[Finding]:
    place = f"$.steps.{id}"
    if not step.active and isinstance(step, Entry | Split | Exit):
        message = f"{step.__struct_config__.tag} {id!r} cannot be inactive: there is no one way past it"
        yield Finding(code="bad-inactive", place=f"{place}.active", step=id, message=message)
    match step:
        case Entry(trigger=trigger):
            yield from _trigger(trigger, f"{place}.trigger", id)
        case Waypoint(condition=condition):
            yield from _condition(condition, f"{place}.condition", id)
            yield from _count(step, place, id)
        case Checklist():
            yield from _checklist(step, place, id)
        case Split(sticky=True, on=on) if on != "random":
            message = "only a random split can be sticky"
            yield Finding(code="bad-sticky", place=f"{place}.sticky", step=id, message=message)
        case Outcome():
            yield from _outcome(step, place, id)
        case Delay():
            yield from _delay(step, place, id)
        case Split() | Exit():
            pass
        case _ as unknown:
            assert_never(unknown)


def _delay(step: Delay, place: str, id: str) -> Iterator[Finding]:
    if (step.duration is None) == (step.until is None):
        message = f"delay {id!r} has one of duration and until"
        yield Finding(
            code="bad-delay", place=place, step=id, message=message, hint="say how long, or until when"
        )
    if step.until is not None:
        yield from _moment(step.until, step.zone, f"{place}.until", f"{place}.zone", step=id)
    elif step.zone is not None:
        yield from _zone(step.zone, f"{place}.zone", step=id)
    elif step.duration is not None and step.duration.by_calendar:
        message = (
            f"{step.duration} is as long as the calendar says: months, years and working days need a zone"
        )
        yield Finding(
            code="bad-delay", place=f"{place}.duration", step=id, message=message, hint="name a zone"
        )
    if step.follow and not (step.until is not None and _reads_traits(step.until, step.zone)):
        message = f"delay {id!r} follows nothing: its moment depends on no trait"
        yield Finding(code="bad-follow", place=f"{place}.follow", step=id, message=message)


def _reads_traits(until: Until, zone: Zone) -> bool:
    paths = (until.date or "", zone.path if isinstance(zone, PersonalZone) else "")
    return any(path.startswith("traits.") for path in paths)


def _moment(
    until: Until,
    zone: Zone,
    place: str,
    zone_place: str,
    step: str | None = None,
    transition: int | None = None,
) -> Iterator[Finding]:
    for key, message in until_faults(until, zone):
        at = f"{place}.{key}" if key else place
        yield Finding(code="bad-until", place=at, step=step, transition=transition, message=message)
    yield from _zone(zone, zone_place, step, transition)


def _zone(
    zone: Zone, place: str, step: str | None = None, transition: int | None = None
) -> Iterator[Finding]:
    for key, message in zone_faults(zone, known_zone):
        at = f"{place}.{key}" if key else place
        yield Finding(code="bad-zone", place=at, step=step, transition=transition, message=message)


def _count(count: Waypoint | Item, place: str, step: str) -> Iterator[Finding]:
    """Faults of what a ``count`` at ``place`` in ``step`` asks for beside a number."""
    if count.distinct is not None and not _PATH.fullmatch(count.distinct):
        message = f"{count.distinct[:40]!r} is no path into an event"
        hint = "write one such as statement.object.id, or day for different days"
        yield Finding(code="bad-distinct", place=f"{place}.distinct", step=step, message=message, hint=hint)
    if count.zone is None and count.within is not None and count.within.by_calendar:
        message = (
            f"{count.within} is as long as the calendar says: months, years and working days need a zone"
        )
        yield Finding(
            code="bad-within", place=f"{place}.within", step=step, message=message, hint="name a zone"
        )
    if count.zone is not None and count.distinct != DAY and count.within is None:
        message = "the zone means nothing: no days are counted"
        hint = "take it out, or count different days (distinct: day) or a window of days (within: 7d)"
        yield Finding(code="bad-zone", place=f"{place}.zone", step=step, message=message, hint=hint)
    yield from _zone(count.zone, f"{place}.zone", step)


_PATH: Final = re.compile(r"[^$.][^.]*(?:\.[^.]+)*")


def _checklist(step: Checklist, place: str, id: str) -> Iterator[Finding]:
    for item, waypoint in step.items.items():
        yield from _condition(waypoint.condition, f"{place}.items.{item}.condition", id)
        yield from _count(waypoint, f"{place}.items.{item}", id)
    if step.required is not None and step.required > len(step.items):
        message = f"{step.required} of {len(step.items)} items are required"
        yield Finding(
            code="bad-required", place=f"{place}.required", step=id, message=message, hint="lower it"
        )


def _outcome(step: Outcome, place: str, id: str) -> Iterator[Finding]:
    key = "destinations" if step.type == "destination" else step.type
    if getattr(step, key) is None:
        message = f"an outcome of type {step.type} needs the key {key!r}"
        yield Finding(code="missing-key", place=place, step=id, message=message)
    elif step.type == "callback" and not _is_web_address(step.callback or ""):
        message = f"{_without_password(str(step.callback))[:80]!r} is no http or https address"
        hint = "write it whole, as in https://example.org/hook"
        yield Finding(code="bad-callback", place=f"{place}.callback", step=id, message=message, hint=hint)
    for other in {"callback", "statement", "destinations"} - {key}:
        if getattr(step, other) is not None:
            message = f"an outcome of type {step.type} has no {other!r}"
            yield Finding(code="unknown-key", place=f"{place}.{other}", step=id, message=message)


def _without_password(address: str) -> str:
    return re.sub(r"//[^/]*@", "//…@", address)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _transition(journey: Journey, index: int, transition: Transition) -> Iterator[Finding]:
    place = f"$.transitions[{index}]"
    for key, id in (("from", transition.source), ("to", transition.target)):
        if id not in journey.steps:
            message = f"there is no step {id!r}"
            hint = "".join(f"did you mean {near!r}?" for near in get_close_matches(id, journey.steps, n=1))
            at = f"{place}.{key}"
            yield Finding(code="dangling-transition", place=at, transition=index, message=message, hint=hint)
    if isinstance(journey.steps.get(transition.target), Entry):
        message = "nothing leads back into the entry"
        yield Finding(code="into-entry", place=f"{place}.to", transition=index, message=message)
    guards = [
        transition.when,
        transition.after,
        transition.by,
        transition.percent,
        transition.default or None,
    ]
    if sum(guard is not None for guard in guards) > 1:
        message = "a transition has at most one of when, after, by, percent and default"
        yield Finding(
            code="many-guards", place=place, transition=index, message=message, hint="make two of it"
        )
    if transition.when is not None:
        yield from _condition(transition.when, f"{place}.when", transition=index)
    split = journey.steps.get(transition.source)
    if not transition.same_key and not (isinstance(split, Split) and split.on == "event"):
        message = "only a branch of a split on events has 'same_key'"
        yield Finding(code="bad-same-key", place=f"{place}.same_key", transition=index, message=message)
    if transition.by is not None:
        yield from _moment(transition.by, transition.zone, f"{place}.by", f"{place}.zone", transition=index)
    elif transition.zone is not None:
        message = "only a transition with 'by' has a zone"
        yield Finding(code="bad-zone", place=f"{place}.zone", transition=index, message=message)


def _outgoing_faults(journey: Journey, id: str, step: Step) -> Iterator[Finding]:
    """Faults where the transitions out of ``step`` ``id`` of ``journey`` are not those its kind has (the table of
    semantics §1).
    """
    out = [transition for _, transition in journey.out(id)]
    guards = Counter(_guard(transition) for transition in out)
    for message in _wrong_guards(journey, id, step, guards):
        yield Finding(code="bad-transitions", place=f"$.steps.{id}", step=id, message=f"{id!r} {message}")
    if isinstance(step, Split) and step.on == "random" and guards["percent"]:
        total = sum(transition.percent or 0 for transition in out)
        if abs(total - 100) > 1e-9:
            message = f"the branches of {id!r} add up to {total:g} %, not 100 %"
            yield Finding(code="bad-percentages", place=f"$.steps.{id}", step=id, message=message)


def _guard(transition: Transition) -> str:
    if transition.when is not None:
        return "when"
    if transition.timed:
        return "after"
    if transition.percent is not None:
        return "percent"
    return "default" if transition.default else "plain"


def _wrong_guards(journey: Journey, id: str, step: Step, guards: Counter[str]) -> Iterator[str]:
    allowed = _guard_limits(journey, id, step)
    for guard in guards:
        if guard not in allowed:
            yield (
                f"has a transition with {guard!r}"
                if guard != "plain"
                else "has a transition without a condition"
            )
    for guard, (least, most) in allowed.items():
        number = guards[guard]
        if number < least:
            yield f"lacks {_WAYS[guard]}"
        elif most is not None and number > most:
            yield f"has {number} of {_WAYS[guard]}"


_WAYS: Final = {
    "plain": "a transition to the next step",
    "when": "a branch with a condition ('when')",
    "after": "a timeout ('after') or a deadline ('by')",
    "percent": "a branch with a share ('percent')",
    "default": "a default branch ('default')",
}


def _guard_limits(journey: Journey, id: str, step: Step) -> dict[str, tuple[int, int | None]]:
    """The least and the most transitions of each guard out of ``step`` ``id`` of ``journey``."""
    match step:
        case Waypoint() | Checklist():
            return {"plain": (1, 1), "after": (0, 1)}
        case Split(on="event"):
            return {"when": (1, None), "after": (1, 1)}
        case Split(on="data"):
            return {"when": (1, None), "default": (1, 1)}
        case Split():
            return {"percent": (1, None)}
        case Exit():
            return {}
        case Outcome() if _runs_on_exit_only(journey, id):
            return {"plain": (0, 1)}
        case Delay() if date_path(step) is not None:
            return {"plain": (1, 1), "default": (0 if _is_known_before(journey, id, step) else 1, 1)}
        case Entry() | Delay() | Outcome():
            return {"plain": (1, 1)}


def _is_known_before(journey: Journey, id: str, step: Step) -> bool:
    """Tell whether another delay of ``journey`` waits for the same date of the entry event as ``step`` ``id``, and
    tells those without apart.
    """
    path = date_path(step)
    return (
        path is not None
        and path.startswith("entry.")
        and any(
            transition.default
            and transition.source != id
            and date_path(journey.steps[transition.source]) == path
            for transition in journey.transitions
            if transition.source in journey.steps
        )
    )


def _runs_on_exit_only(journey: Journey, id: str) -> bool:
    is_led_to = any(transition.target == id for transition in journey.transitions)
    return not is_led_to and any(id in rule.outcomes for rule in journey.exit_rules)


def _may_be_over(step: Step) -> bool:
    """A delay until a date or a window may be over as soon as it is entered, again and again."""
    return isinstance(step, Delay) and step.until is not None and step.until.weekday is None


def _has_loop(ahead: Mapping[str, Set[str]]) -> bool:
    """Tell whether one comes back to where one was, by what is ``ahead`` of each."""
    try:
        TopologicalSorter(ahead).prepare()
    except CycleError:
        return True
    return False


def _loops(journey: Journey) -> Iterator[Finding]:
    """Cycles in which no step waits: an attempt would go round for ever at one instant."""
    running = {id for id, step in journey.steps.items() if not waits(step) or _may_be_over(step)}
    if not _has_loop({id: {each.target for _, each in journey.out(id)} & running for id in running}):
        return
    import networkx as nx  # it takes long to load, and nearly every design is run without it

    still: nx.DiGraph[str] = nx.DiGraph(journey.graph.subgraph(running))
    for cycle in nx.strongly_connected_components(still):
        if len(cycle) > 1 or any(still.has_edge(id, id) for id in cycle):
            first = min(cycle)
            message = f"{' → '.join(sorted(cycle))} go round in a circle without waiting"
            hint = "put a waypoint, a split on events or a delay in between"
            yield Finding(
                code="loop-without-wait", place=f"$.steps.{first}", step=first, message=message, hint=hint
            )
