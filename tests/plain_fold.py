"""The fold as plainly as it can be written: frozen attempts, one step after the other. What runs is held against it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from plain_calendar import is_recent, span_end, zone_of
from plain_calendar import moment as moment_of
from plain_calendar import shown as wall_clock

from engine.conditions import PatternLimit
from engine.log import ORDER, GrowingLog, Log
from engine.machine import SEND_BACKS
from engine.moment import Moment, context, holds, holds_of
from engine.plan import Place, Plan, place_name
from engine.progress import Attempt, Completion, Effect, MatchedEvent, Progress
from engine.steps import (
    Checklist,
    Delay,
    Entry,
    Exit,
    ExitRule,
    FirstMatch,
    Item,
    Outcome,
    Split,
    Step,
    Waypoint,
)
from engine.tally import key_at
from engine.token import Token
from engine.wakes import Filters, any_of, wakes
from engine.walk import LONGEST_WALK, EndlessAttempt, branch_of, draw, effect, onward, timeout

Events = tuple[int, ...]
Moved = tuple[Attempt, tuple[Effect, ...]]
Watch = Callable[[Moment, Attempt | None, Moved | None], None]


def plain_fold(
    plan: Plan, owner: str, log: Iterable[MatchedEvent], until: int, seed: int = 0, watch: Watch | None = None
) -> Progress:
    """An owner's progress at the clock ``until``, as ``engine.fold.fold`` must answer it."""
    events = sorted((event for event in log if event.time <= until), key=ORDER)
    folding = _Folding(plan, Progress(owner=owner), GrowingLog(events), seed, watch)
    folding.run(until)
    return replace(folding.progress(), log=tuple(events))


def step(plan: Plan, attempt: Attempt, moment: Moment) -> Moved:
    """Move a running attempt by the arriving event, or, without one, by its timer."""
    if moment.hits is None:
        return _time_out(plan, attempt, moment)
    if attempt.at in plan.follows:
        due = _due(plan, attempt, attempt.at, attempt.since, moment)
        if due is None and (default := _default(plan, attempt.at)) is not None:
            return walk(plan, attempt, default, moment)
        attempt = replace(attempt, due=None if due is None else max(due, moment.now))
    if rule := _exit_rule(plan, attempt, moment):
        leaving, effects = run_outcomes(plan, attempt, rule.outcomes, moment)
        return end(leaving, "exited", moment, rule.id), effects
    return _take(plan, attempt, moment) or (attempt, ())


def start(plan: Plan, number: int, moment: Moment, since: int) -> Moved | None:
    """The attempt that the arriving event starts, or None. ``since`` is where a first step's windows look back to."""
    entry = plan.journey.steps[plan.journey.entry]
    assert isinstance(entry, Entry)
    waiting = isinstance(entry.trigger, FirstMatch)
    if not waiting and not holds(plan.tests["entry",], moment, since=0, key=moment.key):
        return None
    attempt = Attempt(
        number=number,
        started_at=moment.now,
        at=plan.journey.entry,
        since=moment.now,
        seen=moment.seen,
        begun=moment.seen,
        key=moment.key,
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
        other = rule.same_key and moment.key != attempt.key
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
    transition = timeout(plan, attempt.at)
    return (attempt, ()) if transition is None else walk(plan, attempt, transition, moment)


def _take(plan: Plan, attempt: Attempt, moment: Moment) -> Moved | None:
    """What the step where the attempt waits makes of the event; None if it does not take it."""
    at = plan.journey.steps[attempt.at]
    if isinstance(at, Waypoint):
        return _take_waypoint(plan, attempt, at, moment)
    if isinstance(at, Checklist):
        return _take_checklist(plan, attempt, at, moment)
    return _take_branch(plan, attempt, moment) if isinstance(at, Split) else None


def _holds(plan: Plan, place: Place, attempt: Attempt, moment: Moment, same_key: bool) -> bool:
    """Whether the event at hand makes the test at a place true; one with another key may only if that is allowed."""
    if same_key and moment.key != attempt.key:
        return False
    return holds(plan.tests[place], moment, since=attempt.seen, key=attempt.key if same_key else None)


def _counting(plan: Plan, attempt: Attempt, id: str, step: Waypoint | Item, moment: Moment) -> Events | None:
    """The events that count once the one at hand has come; None if it does not count.

    All of those that counted are looked at again: of two with one value, the first counts, in a window the last.
    """
    events = [*attempt.open.get(id, ()), moment.position]
    if step.distinct is None and step.within is None:
        return tuple(events)
    known = context(Token.of(attempt), moment)
    if step.within is not None:
        log, now = moment.log, moment.now
        events = [at for at in events if is_recent(log[at].time, now, step.within, step.zone, known)]
    values = {at: _value(moment.log[at], step, known) for at in events}
    if values[moment.position] is None:
        return None
    found = [at for at in events if not any(_replaces(other, at, values, step) for other in events)]
    return tuple(found) if moment.position in found else None


def _replaces(other: int, at: int, values: dict[int, object], step: Waypoint | Item) -> bool:
    first = other < at if step.within is None else other > at
    return step.distinct is not None and first and values[other] == values[at]


def _value(event: MatchedEvent, step: Waypoint | Item, known: Mapping[str, Any]) -> object:
    if step.distinct is None:
        return event.id
    if step.distinct == "day":
        return wall_clock(event.time, zone_of(step.zone, known)).date()
    return key_at(step.distinct.split("."), event.document or {})


def _take_waypoint(plan: Plan, attempt: Attempt, step: Waypoint, moment: Moment) -> Moved | None:
    id, count = attempt.at, step.count
    if not _holds(plan, ("step", id), attempt, moment, step.same_key):
        return None
    events = _counting(plan, attempt, id, step, moment)
    if events is None:
        return None
    attempt = _count(attempt, {id: (count, events)}, [id], moment)
    if len(attempt.open[id]) < count:
        return attempt, ()
    return walk(plan, attempt, onward(plan, id), moment)


def _take_checklist(plan: Plan, attempt: Attempt, checklist: Checklist, moment: Moment) -> Moved | None:
    id = attempt.at
    active = {item: each for item, each in checklist.items.items() if each.active}
    matching = {
        item: (each.count, events)
        for item, each in active.items()
        if len(attempt.open.get(item, ())) < each.count
        and _holds(plan, ("item", id, item), attempt, moment, each.same_key)
        and (events := _counting(plan, attempt, item, each, moment)) is not None
    }
    if not matching:
        return None
    attempt = _count(attempt, matching, [id, *matching], moment)
    complete = sum(len(attempt.open.get(item, ())) >= each.count for item, each in active.items())
    required = len(active) if checklist.required is None else checklist.required
    return walk(plan, attempt, onward(plan, id), moment) if complete >= required else (attempt, ())


def _take_branch(plan: Plan, attempt: Attempt, moment: Moment) -> Moved | None:
    id = attempt.at
    if attempt.sent_back.get(id, 0) >= SEND_BACKS:
        return None
    for index, transition in plan.journey.out(id):
        if transition.when is None:
            continue
        if _holds(plan, ("branch", str(index)), attempt, moment, transition.same_key):
            moved, effects = walk(plan, _taken(attempt, [id], moment), index, moment)
            return _count_send_back(moved, id), effects
    return None


def _count_send_back(attempt: Attempt, split: str) -> Attempt:
    if attempt.at != split or attempt.status != "running":
        return attempt
    return replace(attempt, sent_back=attempt.sent_back | {split: attempt.sent_back.get(split, 0) + 1})


def _count(
    attempt: Attempt, waypoints: dict[str, tuple[int, Events]], steps: Iterable[str], moment: Moment
) -> Attempt:
    """The events that count for each of the waypoints; the one at hand is taken by these steps."""
    position, counted, reached = moment.position, dict(attempt.open), attempt.waypoints
    for id, (count, events) in waypoints.items():
        counted[id] = events
        if len(events) >= count:
            reached = {**reached, id: Completion(moment.now, events)}
    return replace(
        attempt,
        open=counted,
        waypoints=reached,
        last={**attempt.last, **dict.fromkeys(steps, position)},
        taken=(*attempt.taken, position),
    )


def _taken(attempt: Attempt, steps: Iterable[str], moment: Moment) -> Attempt:
    last = attempt.last | dict.fromkeys(steps, moment.position)
    return replace(attempt, last=last, taken=(*attempt.taken, moment.position))


def walk(
    plan: Plan, attempt: Attempt, transition: int | None, moment: Moment, seen: int | None = None
) -> Moved:
    """Take the transition with the index ``transition`` and go on until a step waits or the attempt ends.

    Without a transition, the attempt comes in by the entry. ``seen`` is where windows of the step that waits look back
    to; by default, the past is behind it.
    """
    effects: list[Effect] = []
    steps, now = plan.journey.steps, moment.now
    transitions, path, entered = attempt.transitions, attempt.path, attempt.entered
    while True:
        if transition is not None:
            transitions += (transition,)
        target = plan.journey.entry if transition is None else plan.journey.transitions[transition].target
        if target in plan.recorded:
            if len(path) >= LONGEST_WALK:
                _refuse_endless(attempt, path, entered, moment)
            path += (target,)
            entered += (now,)
        due = _due(plan, attempt, target, now, moment) if target in plan.halting_steps else None
        if target in plan.halting_steps and (due is not None or _default(plan, target) is None):
            break
        if target in plan.halting_steps:
            transition = _default(plan, target)
            continue
        step = steps[target]
        if isinstance(step, Outcome) and step.active:
            effects.append(effect(plan, attempt.number, target, path.count(target), moment.owner, moment.now))
        transition = _next(plan, attempt, target, step, moment)
    there = replace(
        attempt,
        at=target,
        since=now,
        seen=moment.seen if seen is None else seen,
        due=due,
        path=path,
        entered=entered,
        transitions=transitions,
        open={},
    )
    step = steps[target]
    if isinstance(step, Exit):
        there = end(there, "completed" if step.completes else "gave_up", moment)
    return there, tuple(effects)


def _due(plan: Plan, attempt: Attempt, id: str, now: int, moment: Moment) -> int | None:
    """When the timer of a step fires for who enters it at ``now``."""
    step = plan.journey.steps[id]
    deadline = next((each for _, each in plan.journey.out(id) if each.by is not None), None)
    known = context(Token.of(attempt), moment)
    if isinstance(step, Delay) and step.until is not None:
        return moment_of(step.until, step.zone, now, known)
    if isinstance(step, Delay) and step.zone is not None:
        assert step.duration is not None
        return span_end(step.duration, step.zone, now, known)
    if deadline is not None and deadline.by is not None and not isinstance(step, Exit):
        return moment_of(deadline.by, deadline.zone, now, known)
    after = plan.patience.get(id)
    return None if after is None else now + after


def _default(plan: Plan, id: str) -> int | None:
    """The way out of a delay where there is no date."""
    if not isinstance(plan.journey.steps[id], Delay):
        return None
    return next((index for index, each in plan.journey.out(id) if each.default), None)


def end(attempt: Attempt, status: str, moment: Moment, rule: str | None = None) -> Attempt:
    """The attempt is over, as of now."""
    return replace(
        attempt, status=status, ended_at=moment.now, ended_seen=moment.seen, due=None, exit_rule=rule
    )


def run_outcomes(plan: Plan, attempt: Attempt, outcomes: Iterable[str], moment: Moment) -> Moved:
    """Visit outcomes on the way out, without leaving the step where the attempt stands."""
    effects = []
    for outcome in outcomes:
        if plan.journey.steps[outcome].active:
            path, entered = (*attempt.path, outcome), (*attempt.entered, moment.now)
            attempt = replace(attempt, path=path, entered=entered)
            effects.append(
                effect(plan, attempt.number, outcome, path.count(outcome), moment.owner, moment.now)
            )
    return attempt, tuple(effects)


def _refuse_endless(attempt: Attempt, path: Sequence[str], entered: Sequence[int], moment: Moment) -> None:
    """Raises EndlessAttempt where so many steps were entered since the attempt last took an event."""
    since = moment.log[attempt.taken[-1]].time if attempt.taken else attempt.started_at
    if len(entered) - bisect_right(entered, since) >= LONGEST_WALK:
        loop = " → ".join(dict.fromkeys(path[-50:]))
        raise EndlessAttempt(
            f"an attempt of {moment.owner} entered {LONGEST_WALK:,} steps by the clock alone: "
            f"{loop} repeats; let an event or an exit end it"
        )


def _next(plan: Plan, attempt: Attempt, id: str, step: Step, moment: Moment) -> int:
    if isinstance(step, Split):
        return (
            _drawn(plan, attempt, id, step, moment)
            if step.on == "random"
            else _true(plan, attempt, id, moment)
        )
    return onward(plan, id)


def _true(plan: Plan, attempt: Attempt, id: str, moment: Moment) -> int:
    """A data split: the first true branch in order, else the default."""
    branches = list(plan.journey.out(id))
    for index, transition in branches:
        if transition.when is not None and _known(plan, ("branch", str(index)), attempt, moment):
            return index
    return next(index for index, transition in branches if transition.default)


def _known(plan: Plan, place: Place, attempt: Attempt, moment: Moment) -> bool:
    try:
        return holds_of(plan.tests[place], Token.of(attempt), moment)
    except PatternLimit as limit:
        raise limit.with_askers(place_name(plan.journey, place)) from None


def _drawn(plan: Plan, attempt: Attempt, id: str, step: Split, moment: Moment) -> int:
    """A random split: the branch in whose share the draw falls."""
    share = draw(moment.seed, plan.journey.id, id, moment.owner, None if step.sticky else attempt.number)
    return branch_of(plan.journey, id, share)


class _Folding:
    """An owner's progress while it is being moved: the one place that mutates.

    Of the log, the first ``seen`` events have happened; traits and memberships are those of the first ``learnt``.
    """

    def __init__(
        self, plan: Plan, progress: Progress, log: Log, seed: int, watch: Watch | None = None
    ) -> None:
        self.plan = plan
        self.wakes = wakes(plan)
        self.watch = watch
        self.owner = progress.owner
        self.seed = seed
        self.log = log
        self.seen = self.learnt = len(progress.log)
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
        """Without the log."""
        self._learn()
        return Progress(
            owner=self.owner,
            clock=self.clock,
            attempts=tuple(self.attempts),
            effects=tuple(self.effects),
            traits=self.traits,
            audiences=self.audiences,
        )

    def run(self, until: int) -> None:
        """Let happen what lies ahead until then. Timers fire before events of the same time (semantics §4)."""
        end = bisect_right(self.log.times, until)
        while True:
            due = self._due(until) if self.wakes.timers else None
            before = bisect_left(self.log.times, due[0], self.seen, end) if due else end
            at = self._next(before)
            if at < before:
                self._arrive(at)
            elif due:
                self.seen = before
                self._offer(due[1], self._moment(due[0], None))
            else:
                break
        self.seen = end
        self.clock = until if self.clock is None else max(self.clock, until)

    def _due(self, until: int) -> tuple[int, int] | None:
        """The timer that is due first until then, of the oldest attempt: when, and of which."""
        timers = ((self.attempts[number].due, number) for number in self.running)
        return min(
            ((due, number) for due, number in timers if due is not None and due <= until), default=None
        )

    def _next(self, end: int) -> int:
        """Where the next event is that can move an attempt or start one; ``end`` if none is before it."""
        filters = self._waited_for() if self.watch is None else None
        if filters is None:
            return min(self.seen, end)
        hits, cannot = self.log.hits, filters.isdisjoint
        for position in range(self.seen, end):
            if not cannot(hits[position]):
                return position
        return end

    def _waited_for(self) -> Filters:
        """What an event must satisfy to change anything; most change nothing."""
        at = [self.attempts[number].at for number in self.running]
        found = [None if each in self.plan.follows else self.wakes.steps[each] for each in at]
        if self._may_start():
            found.append(self.wakes.entry)
        return found[0] if len(found) == 1 else any_of(found)

    def _arrive(self, position: int) -> None:
        """The running attempts in order, then the entry (semantics §4)."""
        self.seen = position + 1
        moment = self._moment(self.log.times[position], self.log.hits[position])
        can_start = self._can_start(moment)
        for number in list(self.running):
            self._offer(number, moment)
        if can_start:
            self._start(moment, self.ended.get(moment.key, 0))

    def _offer(self, number: int, moment: Moment) -> None:
        before = self.attempts[number]
        self._keep(moment, before, step(self.plan, before, moment))

    def _start(self, moment: Moment, since: int) -> None:
        moved = start(self.plan, len(self.attempts), moment, since)
        if moved is not None:
            self.attempts.append(moved[0])
            self.running.append(moved[0].number)
        self._keep(moment, None, moved)

    def _moment(self, now: int, hits: tuple[int, ...] | None) -> Moment:
        self._learn()
        keyed = hits is not None and self.plan.key_path is not None
        return Moment(
            owner=self.owner,
            seed=self.seed,
            now=now,
            log=self.log,
            seen=self.seen,
            hits=hits,
            key=self.log[self.seen - 1].key if keyed else None,
            traits=self.traits,
            audiences=self.audiences,
        )

    def _learn(self) -> None:
        """Take in the traits and memberships of what has happened."""
        if self.plan.uses_profile:
            for event in self.log[self.learnt : self.seen]:
                self.traits.update(event.traits or {})
                self.audiences.update(event.audience or {})
        self.learnt = self.seen

    def _may_start(self) -> bool:
        """Whether the entry rule allows a new attempt, judged by what runs."""
        match self.plan.journey.entry_rule:
            case "once":
                return not self.attempts
            case "after_exit":
                return not self.running
            case "multiple":
                return True

    def _can_start(self, moment: Moment) -> bool:
        """Whether it allows one for the event, judged as it arrives."""
        if not self._may_start() or (self.watch is None and not self.wakes.start(moment.hits or ())):
            return False
        if self.plan.key_path is None:
            return True
        several = self.plan.journey.entry_rule == "multiple"
        return moment.key is not None and not (
            several and any(self.attempts[number].key == moment.key for number in self.running)
        )

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
