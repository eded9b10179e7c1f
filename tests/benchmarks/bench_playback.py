"""Time travel over a simulation: making it, going anywhere in it, injecting an event.

Give a statement file as the argument to measure on your own; by default it runs on the part of a MOOC's video
statements that the tests carry.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from random import Random

import msgspec

from engine.events import Event, from_line
from engine.plan import Plan
from engine.playback import Playback
from engine.simulate import simulate
from store.sources.reader import lines
from tests.benchmarks.bench_simulate import JOURNEY, PART

ROUNDS = 9
JUMPS = 200


def milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def once_more(event: Event) -> Event:
    """The event under another id."""
    return msgspec.structs.replace(event, id=f"{event.id}-again", ref=f"{event.ref}-again")


def main(source: str = str(PART)) -> None:
    raw = [line.raw for line in lines(source) if line.raw is not None]
    events = list(map(from_line, raw))
    done = simulate(Plan(JOURNEY), events)
    played = Playback.of(done)
    random = Random(1)
    anywhere = [random.randrange(len(played) + 1) for _ in range(JUMPS)]
    back = range(len(played), max(len(played) - JUMPS, 0), -1)
    again = once_more(events[len(events) // 2])
    print(f"playback of {len(raw):,} statements, {len(played):,} moves; medians of {ROUNDS} rounds")
    print(f"  make            {milliseconds(lambda: Playback.of(done)):>8.2f} ms")
    print(f"  go anywhere     {milliseconds(lambda: list(map(played.frame, anywhere))) / JUMPS:>8.2f} ms")
    print(f"  one move back   {milliseconds(lambda: list(map(played.frame, back))) / len(back):>8.2f} ms")
    print(f"  inject an event {milliseconds(lambda: played.with_event(again).frame(0)):>8.2f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:2])
