"""The state machine of semantics §4 for one owner: the one place of the engine that mutates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, assert_never

from msgspec import Struct

from engine.log import GrowingLog, Log
from engine.moment import Moment, context, holds
from engine.plan import FilterTest, Plan, Test
from engine.program import Hop, Program, Stop, program
from engine.progress import Attempt, Completion, Effect, MatchedEvent, Progress
from engine.steps import Checklist, Delay, Entry, Exit, ExitRule, FirstMatch, Outcome, Split, Waypoint
from engine.tally import Tally
from engine.token import Token
from engine.walk import LONGEST_WALK, branch, effect, refuse_endless

Moved = tuple[Attempt, tuple[Effect, ...]]
"""An attempt after a move, and the effects of the move."""

Watch = Callable[[Moment, Attempt | None, Moved | None], None]
"""Told of each attempt that an event or a timer is offered to, and what becomes of it.

For an attempt that could start there is none before, and None after if it does not. What does not move stays the same
object. The moment is only good for now.
"""

SEND_BACKS: Final = 100
"""How often an event split leads back to itself in one attempt before it takes no more events."""


class OwnerMachine(Struct, kw_only=True):
    """An owner's progress while it is being moved.

    Of the log, the first ``seen`` events have happened; traits and memberships are those of the first ``learnt``.
    ``now``, ``hits`` and ``key`` are of the event at hand; without hits, a timer fires. ``text`` is the log in letters.
    ``ended`` is, by concurrency key, how many events had happened when the last attempt ended. With ``skips``, events
    that can neither move nor start anything are passed over.
    """

    plan: Plan
    program: Program
    owner: str
    log: Log
    text: str
    seed: int
    watch: Watch | None
    skips: bool = True
    clock: int | None = None
    seen: int = 0
    learnt: int = 0
    now: int = 0
    hits: tuple[int, ...] | None = None
    key: str | None = None
    attempts: list[Attempt | Token] = []
    running: list[Token] = []
    effects: list[Effect] = []
    traits: dict[str, Any] = {}
    audiences: dict[str, bool] = {}
    ended: dict[str | None, int] = {}
    at_hand: Moment | None = None

    @classmethod
    def of(
        cls,
        program: Program,
        owner: str,
        log: Log,
        seed: int,
        watch: Watch | None = None,
        text: str | None = None,
        *,
        skips: bool = True,
    ) -> OwnerMachine:
        """A machine of ``program`` for an ``owner`` with a ``log``, to whom nothing has happened yet; ``seed`` and
        ``watch`` as in ``engine.fold.fold``, ``text`` is the log in letters of the program's alphabet, if known.
        """
        return cls(
            plan=program.plan,
            program=program,
            owner=owner,
            log=log,
            text=program.alphabet.text(log.hits) if text is None else text,
            seed=seed,
            watch=watch,
            skips=skips,
        )

    @classmethod
    def resume(cls, plan: Plan, progress: Progress, seed: int) -> OwnerMachine:
        """A machine of ``plan`` and ``seed`` for an owner who has come as far as ``progress``."""
        machine = cls.of(program(plan), progress.owner, GrowingLog(progress.log), seed)
        machine.seen = machine.learnt = len(progress.log)
        machine.clock = progress.clock
        machine.attempts = list(progress.attempts)
        machine.running = [Token.of(each) for each in progress.attempts if each.status == "running"]
        for token in machine.running:
            machine.attempts[token.number] = token
        machine.effects = list(progress.effects)
        machine.traits, machine.audiences = progress.traits.copy(), progress.audiences.copy()
        over = (each for each in progress.attempts if each.ended_at is not None)
        machine.ended = {each.key: each.ended_seen for each in over}
        return machine

    def append(self, event: MatchedEvent) -> None:
        """Take in an event that comes after all others."""
        assert isinstance(self.log, GrowingLog)
        self.log.append(event)
        self.text += self.program.alphabet.text((event.hits,))

    def progress(self, log: tuple[MatchedEvent, ...] = ()) -> Progress:
        """The progress, with the ``log`` that it is of if it is to be kept."""
        return Progress(
            owner=self.owner,
            log=log,
            clock=self.clock,
            attempts=tuple([each.attempt() if isinstance(each, Token) else each for each in self.attempts]),
            effects=tuple(self.effects),
            traits=self.traits.copy(),
            audiences=self.audiences.copy(),
        )

    @property
    def due(self) -> int | None:
        """The instant at which the next timer fires, in microseconds; None if none runs."""
        return min([token.due for token in self.running if token.due is not None], default=None)

    def due_token(self, until: int) -> Token | None:
        """The token whose timer is due first until then; of several, the oldest."""
        timers = [token for token in self.running if token.due is not None and token.due <= until]
        return min(timers, key=timer_of) if timers else None

    def next_event(self, end: int) -> int:
        """Return where the next event is that can move an attempt or start one; ``end`` if none is before it."""
        seen = self.seen
        if not self.skips or seen >= end:
            return min(seen, end)
        may_start, at = self.may_start(), end
        wakes = [self.program.wake(token.at, may_start) for token in self.running]
        if not wakes and may_start:
            wakes = [self.program.wakes.entry]
        for filters in wakes:
            if filters is None:
                return seen
            at = self.program.alphabet.search(filters)(self.text, seen, at)
        return at

    def arrive(self, position: int) -> None:
        """Offer an event to the running attempts in order, then to the entry (semantics §4)."""
        self.seen = position + 1
        self.now, self.hits, self.at_hand = self.log.times[position], self.log.hits[position], None
        if self.plan.key_path is not None:
            self.key = self.log[position].key
        can_start = self._can_start()
        for token in list(self.running):
            self._offer(token)
        if can_start:
            self._start()

    def fire(self, token: Token) -> None:
        """Let the timer of an attempt fire."""
        assert token.due is not None
        self.now, self.hits, self.key, self.at_hand = token.due, None, None, None
        self._offer(token)

    def _offer(self, token: Token) -> None:
        """Offer the event at hand, or the timer, to an attempt."""
        if self.watch is None:
            self._move(token)
        else:
            before, effects = token.attempt(), len(self.effects)
            after = token.attempt() if self._move(token) else before
            self.watch(self.moment(), before, (after, tuple(self.effects[effects:])))
        if token.status != "running":
            self.part_with(token)

    def part_with(self, token: Token) -> None:
        """Take an attempt that has ended out of those that run."""
        self.running.remove(token)
        self.ended[token.key] = token.ended_seen

    def _move(self, token: Token) -> bool:
        """Move an attempt by the event at hand or its timer; tell whether it did anything."""
        stop = self.program.stops[token.at]
        if stop.follows and self.hits is not None and self._reckon_again(token, stop):
            return True
        if self.hits is None:
            if stop.timeout is None:
                return False
            self.go(token, self.program.onto(stop.timeout))
            return True
        if self.program.rules and (rule := self._exit_rule(token)):
            self._leave(token, rule)
            return True
        return (self.key == token.key or stop.any_key) and self._take(token, stop)

    def _reckon_again(self, token: Token, stop: Stop) -> bool:
        """Set the timer of the delay ``stop`` of ``token`` anew by what is known now; tell whether it is over, for
        there is no date any more.

        A moment that has passed is the event's.
        """
        assert stop.wait is not None
        due = stop.wait.reckon(token.since, context(token, self.moment()))
        if due is None and stop.default is not None:
            self.go(token, self.program.onto(stop.default))
            return True
        token.due = None if due is None else max(due, self.now)
        return False

    def _exit_rule(self, token: Token) -> ExitRule | None:
        for rule, test in self.program.rules:
            if rule.same_key and self.key != token.key:
                continue
            if self._holds(test, token.begun, token.key if rule.same_key else None):
                return rule
        return None

    def _leave(self, token: Token, rule: ExitRule) -> None:
        """Visit the outcomes of an exit rule without leaving the step, and end the attempt."""
        for outcome in rule.outcomes:
            if self.plan.journey.steps[outcome].active:
                token.path.append(outcome)
                token.entered.append(self.now)
                self._effect(token, outcome)
        token.end("exited", self.now, self.seen, rule.id)

    def _take(self, token: Token, stop: Stop) -> bool:
        """Let the step ``stop``, where the attempt of ``token`` waits, take the event; tell whether it does."""
        match stop.step:
            case Waypoint():
                return self._take_waypoint(token, stop)
            case Checklist():
                return self._take_checklist(token, stop)
            case Split():
                return self._take_branch(token, stop)
            case Entry() | Delay() | Outcome() | Exit():
                return False
            case _ as unknown:
                assert_never(unknown)

    def _take_waypoint(self, token: Token, stop: Stop) -> bool:
        if stop.filter is not None:
            if stop.filter not in self.hits:  # type: ignore[operator]
                return False
        elif not self._holds(stop.test, token.seen, token.key if stop.same_key else None):  # type: ignore[arg-type]
            return False
        position, id = self.seen - 1, stop.id
        events = self._counting_events(token, id, stop.tally, position)
        if events is None:
            return False
        token.taken.append(position)
        token.last[id] = position
        if self._count(token, id, stop.count, events):
            self.go(token, self.program.onto(stop.onward))
        return True

    def _take_checklist(self, token: Token, stop: Stop) -> bool:
        position = self.seen - 1
        matching = {
            id: events
            for id, item in stop.items.items()
            if len(token.open.get(id, ())) < item.count
            and self._takes(token, item.test, item.same_key)
            and (events := self._counting_events(token, id, item.tally, position)) is not None
        }
        if not matching:
            return False
        token.taken.append(position)
        token.last |= dict.fromkeys((stop.id, *matching), position)
        for id, events in matching.items():
            self._count(token, id, stop.items[id].count, events)
        complete = sum(len(token.open.get(id, ())) >= item.count for id, item in stop.items.items())
        if complete >= stop.required:
            self.go(token, self.program.onto(stop.onward))
        return True

    def _take_branch(self, token: Token, stop: Stop) -> bool:
        id = stop.id
        if token.sent_back.get(id, 0) >= SEND_BACKS:
            return False
        for each in stop.branches:
            if self._takes(token, each.test, each.same_key):
                token.taken.append(self.seen - 1)
                token.last[id] = self.seen - 1
                self.go(token, self.program.onto(each.transition))
                if token.at == id and token.status == "running":
                    token.sent_back[id] = token.sent_back.get(id, 0) + 1
                return True
        return False

    def _takes(self, token: Token, test: Test, same_key: bool) -> bool:
        """Tell whether an item or a branch of where ``token`` waits takes the event."""
        if not same_key:
            return self._holds(test, token.seen, None)
        return self.key == token.key and self._holds(test, token.seen, token.key)

    def _counting_events(
        self, token: Token, id: str, tally: Tally | None, position: int
    ) -> tuple[int, ...] | None:
        """The events that count for the waypoint or item ``id`` of ``token`` with the one at ``position``; None where
        it does not count.
        """
        earlier = token.open.get(id, ())
        if tally is None:
            return (*earlier, position)
        known = context(token, self.moment()) if tally.reads else {}
        return tally.counted(self.log, earlier, position, known)

    def _count(self, token: Token, id: str, count: int, events: tuple[int, ...]) -> bool:
        """Keep the ``events`` that count of ``count`` for the waypoint or item ``id`` of ``token``; tell whether it
        is reached.
        """
        token.open[id] = events
        if len(events) < count:
            return False
        token.waypoints[id] = Completion(self.now, events)
        return True

    def _start(self) -> None:
        """Offer the event at hand to the entry: it may start an attempt."""
        effects = len(self.effects)
        token = self._start_attempt()
        if token is None:
            del self.effects[effects:]
        else:
            self.attempts.append(token)
            if token.status == "running":
                self.running.append(token)
            else:
                self.ended[token.key] = token.ended_seen
        if self.watch is not None:
            moved = None if token is None else (token.attempt(), tuple(self.effects[effects:]))
            self.watch(self.moment(), None, moved)

    def _start_attempt(self) -> Token | None:
        """The attempt that the arriving event starts, or None."""
        entry = self.plan.journey.steps[self.plan.journey.entry]
        assert isinstance(entry, Entry)
        waiting = isinstance(entry.trigger, FirstMatch)
        if not waiting and not self._holds(self.plan.tests["entry",], 0, self.key):
            return None
        token = Token(
            number=len(self.attempts),
            started_at=self.now,
            since=self.now,
            seen=self.seen,
            begun=self.seen,
            key=self.key,
            entry=self.seen - 1,
        )
        if not waiting:
            token.taken.append(self.seen - 1)
            self.go(token, self.program.opening)
            return token
        self.go(token, self.program.opening)
        token.seen = self.ended.get(self.key, 0)
        running = token.status == "running"
        return token if running and self._take(token, self.program.stops[token.at]) else None

    def go(self, token: Token, hop: Hop) -> None:
        """Move a token along a hop, and on until a step waits or the attempt ends."""
        self._along(token, hop)
        while (ahead := self._next_transition(token, hop)) is not None:
            hop = self.program.onto(ahead)
            self._along(token, hop)
        token.open = {}
        self.stay(token, hop.target, self.now, self.seen)

    def stay(self, token: Token, step: str, now: int, seen: int) -> None:
        """Let a token wait, or end, at a ``step`` from the instant ``now`` on, after ``seen`` events."""
        token.at, token.since, token.seen = step, now, seen
        if ending := self.program.endings.get(step):
            token.end(ending, now, seen)

    def _next_transition(self, token: Token, hop: Hop) -> int | None:
        """The transition by which an attempt goes on at once from where a hop leads; None where it waits or ends.

        Where it waits, its timer is set.
        """
        if hop.chooses:
            return branch(self.plan, token, hop.target, self.moment())
        stop = self.program.stops.get(hop.target)
        if stop is None:
            return None
        if stop.wait is None:
            token.due = None if stop.patience is None else self.now + stop.patience
            return None
        token.due = stop.wait.reckon(self.now, context(token, self.moment()) if stop.wait.reads else {})
        return stop.default if token.due is None else None

    def _along(self, token: Token, hop: Hop) -> None:
        """Enter the steps that a hop leads through, with their effects."""
        token.transitions += hop.transitions
        token.path += hop.path
        token.entered += [self.now] * len(hop.path)
        for outcome in hop.outcomes:
            self._effect(token, outcome)
        if len(token.path) > LONGEST_WALK:
            self._refuse_endless(token)

    def _refuse_endless(self, token: Token) -> None:
        since = self.log.times[token.taken[-1]] if token.taken else token.started_at
        refuse_endless(token, self.owner, since)

    def _effect(self, token: Token, outcome: str) -> None:
        visit = token.path.count(outcome)
        self.effects.append(effect(self.plan, token.number, outcome, visit, self.owner, self.now))

    def _holds(self, test: Test, since: int, key: str | None) -> bool:
        """Tell whether the event at hand makes a test true; ``since`` and ``key`` as in ``engine.moment.holds``."""
        if isinstance(test, FilterTest):
            return self.hits is not None and test.filter in self.hits
        return holds(test, self.moment(), since=since, key=key)

    def moment(self) -> Moment:
        """Return what is so now, for those who look at more than the hits."""
        if self.at_hand is None:
            self.learn()
            self.at_hand = Moment(
                owner=self.owner,
                seed=self.seed,
                now=self.now,
                log=self.log,
                seen=self.seen,
                hits=self.hits,
                key=self.key,
                traits=self.traits,
                audiences=self.audiences,
            )
        return self.at_hand

    def learn(self) -> None:
        """Take in the traits and memberships of what has happened."""
        if self.plan.uses_profile:
            for event in self.log[self.learnt : self.seen]:
                self.traits.update(event.traits or {})
                self.audiences.update(event.audience or {})
        self.learnt = self.seen

    def may_start(self) -> bool:
        """Tell whether the entry rule allows a new attempt, judged by what runs."""
        match self.plan.journey.entry_rule:
            case "once":
                return not self.attempts
            case "after_exit":
                return not self.running
            case "multiple":
                return True

    def _can_start(self) -> bool:
        """Tell whether it allows one for the event, judged as it arrives."""
        if not self.may_start() or (self.skips and not self.program.wakes.start(self.hits or ())):
            return False
        if self.plan.key_path is None:
            return True
        several = self.plan.journey.entry_rule == "multiple"
        return self.key is not None and not (several and any(token.key == self.key for token in self.running))


def timer_of(token: Token) -> int:
    """Return when the timer of a token that has one is due."""
    assert token.due is not None
    return token.due
