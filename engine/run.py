"""The run of an owner's machine: what lies ahead happens, event by event and timer by timer.

On the stretch where most attempts of most journeys are (alone, from one waypoint of one filter to the next), all that
comes down to searching: what the events have in common is asked once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from engine.machine import OwnerMachine, timer_of
from engine.program import Hop, Stop
from engine.progress import Completion
from engine.token import Token

_NONE: Final[frozenset[int]] = frozenset()


def run(machine: OwnerMachine, until: int) -> None:
    """Let happen to the owner of ``machine`` what lies ahead ``until`` then. Timers fire before events of the same
    time (semantics §4).
    """
    times, timers = machine.log.times, machine.program.wakes.timers
    end = bisect_right(times, until)
    while True:
        due = machine.due_token(until) if timers else None
        before = bisect_left(times, timer_of(due), machine.seen, end) if due else end
        if machine.watch is None and _pass_waypoints(machine, before):
            continue
        at = machine.next_event(before)
        if at < before:
            machine.arrive(at)
        elif due:
            machine.seen = before
            machine.fire(due)
        else:
            break
    machine.seen = end
    machine.learn()
    machine.clock = until if machine.clock is None else max(machine.clock, until)


def _pass_waypoints(machine: OwnerMachine, end: int) -> bool:
    """Move the only attempt of a ``machine``, or start the next, by events before ``end``; tell whether any moved.

    Afterwards, another timer may be due.
    """
    moved = False
    while token := _alone(machine, end):
        if not _pass(machine, token, end):
            break
        moved = True
        if token.due is not None:
            break
    return moved


def _alone(machine: OwnerMachine, end: int) -> Token | None:
    """The attempt that runs while no other can start; where none runs, the one that the next event before ``end``
    starts.
    """
    running, may_start = machine.running, machine.may_start()
    if running or not may_start:
        return running[0] if len(running) == 1 and not may_start else None
    return _started(machine, end)


def _started(machine: OwnerMachine, end: int) -> Token | None:
    """The attempt that begins at a plain waypoint with the event that this takes, which is yet to be taken."""
    program = machine.program
    hop, first = program.opening, program.first
    if first is None:
        return None
    at = program.alphabet.search(first.wake or _NONE)(machine.text, machine.seen, end)
    if at >= end or first.filter not in machine.log.hits[at]:
        return None
    now = machine.log.times[at]
    token = Token(
        number=len(machine.attempts),
        started_at=now,
        at=hop.target,
        since=now,
        seen=machine.ended.get(None, 0),
        begun=at + 1,
        entry=at,
        path=[*hop.path],
        entered=[now] * len(hop.path),
        transitions=[*hop.transitions],
    )
    machine.seen = at
    machine.attempts.append(token)
    machine.running.append(token)
    return token


def _pass(machine: OwnerMachine, token: Token, end: int) -> bool:
    """Take the events before ``end`` that the plain waypoints ahead of ``token`` wait for; tell whether one is
    reached.
    """
    program, text, times, hits = machine.program, machine.text, machine.log.times, machine.log.hits
    stops, search = program.stops, program.alphabet.search
    path, entered, transitions = token.path, token.entered, token.transitions
    taken, last, waypoints = token.taken, token.last, token.waypoints
    seen, open, now, arrived = machine.seen, token.open, token.since, token.seen
    stop: Stop | None = stops[token.at]
    hop: Hop | None = None
    while stop is not None and stop.plain:
        at = search(stop.wake or _NONE)(text, seen, end)
        if at >= end:
            seen = max(end, seen)
            break
        seen = at + 1
        if stop.filter not in hits[at]:
            continue
        id = stop.id
        taken.append(at)
        last[id] = at
        events = (at,) if stop.count == 1 else (*open.get(id, ()), at)
        if len(events) < stop.count:
            open[id] = events
            continue
        now, arrived, open = times[at], seen, {}
        waypoints[id] = Completion(now, events)
        hop = program.onto(stop.onward)
        if not hop.plain:
            break
        transitions += hop.transitions
        path += hop.path
        entered += [now] * len(hop.path)
        stop = stops.get(hop.target)
    machine.seen = seen
    token.open = open
    if hop is not None:
        _arrive(machine, token, hop, now, arrived)
    return hop is not None


def _arrive(machine: OwnerMachine, token: Token, hop: Hop, now: int, seen: int) -> None:
    """Let ``token`` of ``machine`` be where a ``hop`` leads, at the instant ``now`` and after ``seen`` events."""
    if not hop.plain:
        machine.now = now
        machine.go(token, hop)
    else:
        token.due = None
        machine.stay(token, hop.target, now, seen)
    if token.status != "running":
        machine.part_with(token)
