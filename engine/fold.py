"""The second phase: the state machine of semantics §4.

``step`` moves one attempt by one event or one timer. ``advance`` and ``tick`` move an owner's progress, ``fold``
computes it from the whole log. All are pure, and all ways to the same set of events and the same clock end equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from engine.moment import Moment, holds
from engine.plan import Plan
from engine.progress import Attempt, Completion, Effect, Matched, Progress
from engine.steps import Checklist, Delay, Entry, ExitRule, FirstMatch, Split, Waypoint
from engine.wakes import wakes
from engine.walk import Moved, end, onward, run_outcomes, timeout, walk

Watch = Callable[[Moment, Attempt | None, Moved | None], None]
"""Told of each attempt that an event or a timer is offered to, and what becomes of it.

For an attempt that could start there is none before, and None after if it does not. The moment is only good for now.
"""

SEND_BACKS: Final = 100
"""How often an event split leads back to itself in one attempt before it takes no more events."""


def step(plan: Plan, attempt: Attempt, moment: Moment) -> Moved:
    """Move a running attempt by the arriving event, or, without one, by its timer."""
    if moment.event is None:
        return _time_out(plan, attempt, moment)
    if rule := _exit_rule(plan, attempt, moment):
        leaving, effects = run_outcomes(plan, attempt, rule.outcomes, moment)
        return end(leaving, "exited", moment, rule.id), effects
    if plan.key_path is not None and moment.event.key != attempt.key:
        return attempt, ()
    return _take(plan, attempt, moment) or (attempt, ())


def start(plan: Plan, number: int, moment: Moment, since: int) -> Moved | None:
    """The attempt that the arriving event starts, or None. ``since`` is where a first step's windows look back to."""
    event = moment.event
    assert event is not None
    entry = plan.journey.steps[plan.journey.entry]
    assert isinstance(entry, Entry)
    waiting = isinstance(entry.trigger, FirstMatch)
    if not waiting and not holds(plan.tests["entry",], moment, since=0, key=event.key):
        return None
    attempt = Attempt(
        number=number,
        started_at=moment.now,
        at=plan.journey.entry,
        since=moment.now,
        seen=moment.seen,
        begun=moment.seen,
        key=event.key,
        entry=moment.position,
        taken=() if waiting else (moment.position,),
    )
    if not waiting:
        return walk(plan, attempt, None, moment)
    attempt, effects = walk(plan, attempt, None, moment, seen=since)
    moved = _take(plan, attempt, moment) if attempt.status == "running" else None
    return moved and (moved[0], effects + moved[1])


def _exit_rule(plan: Plan, attempt: Attempt, moment: Moment) -> ExitRule | None:
    for rule in plan.journey.exit_rules:
        key = attempt.key if rule.same_key else None
        other = rule.same_key and moment.event is not None and moment.event.key != attempt.key
        if (
            rule.active
            and not other
            and holds(plan.tests["exit", rule.id], moment, since=attempt.begun, key=key)
        ):
            return rule
    return None


def _time_out(plan: Plan, attempt: Attempt, moment: Moment) -> Moved:
    if isinstance(plan.journey.steps[attempt.at], Delay):
        return walk(plan, attempt, onward(plan, attempt.at), moment)
    way = timeout(plan, attempt.at)
    return (attempt, ()) if way is None else walk(plan, attempt, way, moment)


def _take(plan: Plan, attempt: Attempt, moment: Moment) -> Moved | None:
    """What the step where the attempt waits makes of the event; None if it does not take it."""
    match plan.journey.steps[attempt.at]:
        case Waypoint(count=count):
            return _take_waypoint(plan, attempt, count, moment)
        case Checklist() as checklist:
            return _take_checklist(plan, attempt, checklist, moment)
        case Split(on="event"):
            return _take_branch(plan, attempt, moment)
        case _:
            return None


def _take_waypoint(plan: Plan, attempt: Attempt, count: int, moment: Moment) -> Moved | None:
    id = attempt.at
    if not holds(plan.tests["step", id], moment, since=attempt.seen, key=attempt.key):
        return None
    attempt = _count(attempt, {id: count}, [id], moment)
    if len(attempt.open[id]) < count:
        return attempt, ()
    return walk(plan, attempt, onward(plan, id), moment)


def _take_checklist(plan: Plan, attempt: Attempt, checklist: Checklist, moment: Moment) -> Moved | None:
    id = attempt.at
    active = {item: each.count for item, each in checklist.items.items() if each.active}
    matching = [
        item
        for item, count in active.items()
        if len(attempt.open.get(item, ())) < count
        and holds(plan.tests["item", id, item], moment, since=attempt.seen, key=attempt.key)
    ]
    if not matching:
        return None
    attempt = _count(attempt, {item: active[item] for item in matching}, [id, *matching], moment)
    complete = sum(len(attempt.open.get(item, ())) >= count for item, count in active.items())
    required = len(active) if checklist.required is None else checklist.required
    return walk(plan, attempt, onward(plan, id), moment) if complete >= required else (attempt, ())


def _take_branch(plan: Plan, attempt: Attempt, moment: Moment) -> Moved | None:
    id = attempt.at
    if attempt.sent_back.get(id, 0) >= SEND_BACKS:
        return None
    for index, transition in plan.journey.out(id):
        if transition.when is None:
            continue
        if holds(plan.tests["branch", str(index)], moment, since=attempt.seen, key=attempt.key):
            moved, effects = walk(plan, _taken(attempt, [id], moment), index, moment)
            return _count_send_back(moved, id), effects
    return None


def _count_send_back(attempt: Attempt, split: str) -> Attempt:
    if attempt.at != split or attempt.status != "running":
        return attempt
    return replace(attempt, sent_back=attempt.sent_back | {split: attempt.sent_back.get(split, 0) + 1})


def _count(attempt: Attempt, waypoints: dict[str, int], steps: Iterable[str], moment: Moment) -> Attempt:
    """One more event for each of the waypoints, and taken by these steps; reached with the event that was wanting."""
    counted = {id: (*attempt.open.get(id, ()), moment.position) for id in waypoints}
    reached = {
        id: Completion(moment.now, events) for id, events in counted.items() if len(events) >= waypoints[id]
    }
    return replace(
        attempt,
        open=attempt.open | counted,
        waypoints=attempt.waypoints | reached if reached else attempt.waypoints,
        last=attempt.last | dict.fromkeys(steps, moment.position),
        taken=(*attempt.taken, moment.position),
    )


def _taken(attempt: Attempt, steps: Iterable[str], moment: Moment) -> Attempt:
    last = attempt.last | dict.fromkeys(steps, moment.position)
    return replace(attempt, last=last, taken=(*attempt.taken, moment.position))


def fold(
    plan: Plan, owner: str, log: Iterable[Matched], until: int, seed: int = 0, watch: Watch | None = None
) -> Progress:
    """An owner's progress at the clock ``until``: its events up to then in the central law's order, timers included."""
    folding = _Folding(plan, Progress(owner=owner), seed, watch)
    for event in sorted(log, key=_ORDER):
        if event.time <= until:
            folding.arrive(event)
    folding.wait(until)
    return folding.progress()


def advance(plan: Plan, progress: Progress, event: Matched, seed: int = 0) -> Progress:
    """Take in one more event. A late one is inserted and the owner folded again; the same id twice is one event."""
    clock = event.time if progress.clock is None else max(progress.clock, event.time)
    if twin := next((past for past in progress.log if past.id == event.id), None):
        kept = min(twin, event, key=precedence)
        log = [kept if past is twin else past for past in progress.log]
        return (
            tick(plan, progress, clock, seed)
            if kept == twin
            else fold(plan, progress.owner, log, clock, seed)
        )
    if _is_late(progress, event):
        return fold(plan, progress.owner, [*progress.log, event], clock, seed)
    folding = _Folding(plan, progress, seed)
    folding.arrive(event)
    return folding.progress()


def withdraw(plan: Plan, progress: Progress, id: str, seed: int = 0) -> Progress:
    """Progress as if the event with this id had never been: it was voided."""
    log = [event for event in progress.log if event.id != id]
    if len(log) == len(progress.log) or progress.clock is None:
        return progress
    return fold(plan, progress.owner, log, progress.clock, seed)


def tick(plan: Plan, progress: Progress, clock: int, seed: int = 0) -> Progress:
    """Let time pass: the timers due until then fire. A clock that stands earlier changes nothing."""
    if progress.clock is not None and clock <= progress.clock:
        return progress
    folding = _Folding(plan, progress, seed)
    folding.wait(clock)
    return folding.progress()


def precedence(event: Matched) -> tuple[int, int, bytes]:
    """Which of several documents with one id stands for the event: it must not depend on which came first."""
    return (event.time, event.stored, _ENCODER.encode(event))


_ORDER: Final = attrgetter("time", "stored", "id")
"""The order of a log (``Matched.order``), fast."""

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def _is_late(progress: Progress, event: Matched) -> bool:
    after_log = not progress.log or progress.log[-1].order < event.order
    return not after_log or (progress.clock is not None and event.time < progress.clock)


class _Folding:
    """An owner's progress while it is being moved: the one place that mutates."""

    def __init__(self, plan: Plan, progress: Progress, seed: int, watch: Watch | None = None) -> None:
        self.plan = plan
        self.wakes = wakes(plan)
        self.watch = watch
        self.owner = progress.owner
        self.seed = seed
        self.log = list(progress.log)
        self.clock = progress.clock
        self.attempts = list(progress.attempts)
        self.effects: list[Effect] = list(progress.effects)
        self.traits: dict[str, Any] = dict(progress.traits)
        self.audiences = dict(progress.audiences)
        self.running = [attempt.number for attempt in self.attempts if attempt.status == "running"]
        self.ended = {
            attempt.key: attempt.ended_seen for attempt in self.attempts if attempt.ended_at is not None
        }

    def progress(self) -> Progress:
        return Progress(
            owner=self.owner,
            log=tuple(self.log),
            clock=self.clock,
            attempts=tuple(self.attempts),
            effects=tuple(self.effects),
            traits=self.traits,
            audiences=self.audiences,
        )

    def wait(self, until: int) -> None:
        """Fire what is due until then: earliest first, then the older attempt."""
        while self.wakes.timers and (due := self._due(until)):
            now, number = min(due)
            self._offer(number, self._moment(now, None))
        self.clock = until if self.clock is None else max(self.clock, until)

    def arrive(self, event: Matched) -> None:
        """Timers first, then the running attempts in order, then the entry (semantics §4)."""
        self.wait(event.time)
        self.log.append(event)
        if event.traits or event.audience:
            self.traits.update(event.traits or {})
            self.audiences.update(event.audience or {})
        can_start = self._can_start(event)
        if self.watch is None:
            can_start = can_start and self.wakes.start(event.hits)
            if not can_start and not self._wakes_any(event):
                return
        moment = self._moment(event.time, event)
        for number in list(self.running):
            self._offer(number, moment)
        if can_start:
            self._start(moment, self.ended.get(event.key, 0))

    def _wakes_any(self, event: Matched) -> bool:
        """Whether the event can move an attempt; most move none."""
        return any(self.wakes.at(self.attempts[number].at, event.hits) for number in self.running)

    def _offer(self, number: int, moment: Moment) -> None:
        before = self.attempts[number]
        self._keep(moment, before, step(self.plan, before, moment))

    def _start(self, moment: Moment, since: int) -> None:
        moved = start(self.plan, len(self.attempts), moment, since)
        if moved is not None:
            self.attempts.append(moved[0])
            self.running.append(moved[0].number)
        self._keep(moment, None, moved)

    def _due(self, until: int) -> list[tuple[int, int]]:
        """The timers due until then: when, and of which attempt."""
        timers = ((self.attempts[number].due, number) for number in self.running)
        return [(due, number) for due, number in timers if due is not None and due <= until]

    def _moment(self, now: int, event: Matched | None) -> Moment:
        return Moment(
            owner=self.owner,
            seed=self.seed,
            now=now,
            log=self.log,
            seen=len(self.log),
            event=event,
            traits=self.traits,
            audiences=self.audiences,
        )

    def _can_start(self, event: Matched) -> bool:
        """Whether the entry rule allows a new attempt, judged by what runs as the event arrives."""
        if self.plan.key_path is not None and event.key is None:
            return False
        match self.plan.journey.entry_rule:
            case "once":
                return not self.attempts
            case "after_exit":
                return not self.running
            case "multiple":
                keyed = self.plan.key_path is not None
                return not (keyed and any(self.attempts[number].key == event.key for number in self.running))

    def _keep(self, moment: Moment, before: Attempt | None, moved: Moved | None) -> None:
        if self.watch is not None:
            self.watch(moment, before, moved)
        if moved is None:
            return
        attempt, effects = moved
        self.attempts[attempt.number] = attempt
        self.effects.extend(effects)
        if attempt.status != "running":
            self.running.remove(attempt.number)
            self.ended[attempt.key] = attempt.ended_seen
