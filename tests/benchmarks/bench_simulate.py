"""Events a second through a simulation, against parsing the same lines and nothing else (orjson).

Give a statement file as the argument to measure on your own; by default it runs on the part of a MOOC's video
statements that the tests carry.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import orjson

from designer import examples
from engine.events import from_line
from engine.journey import from_document
from engine.plan import Plan
from engine.simulate import Simulation
from store.sources.reader import lines

PART = examples.path(examples.VIDEO)
ROUNDS = 9

JOURNEY = from_document(
    {
        "format": 1,
        "id": "bench",
        "name": "5 played, then 1 completed",
        "steps": {
            "start": {"kind": "entry", "trigger": {"on": "first_match"}},
            "played": {
                "kind": "waypoint",
                "count": 5,
                "condition": {"statement.verb.id": "https://w3id.org/xapi/video/verbs/played"},
            },
            "completed": {
                "kind": "waypoint",
                "condition": {"statement.verb.id": "http://adlnet.gov/expapi/verbs/completed"},
            },
            "done": {"kind": "exit"},
        },
        "transitions": [
            {"from": "start", "to": "played"},
            {"from": "played", "to": "completed"},
            {"from": "completed", "to": "done"},
        ],
    }
)


def parse(raw: list[bytes]) -> None:
    for line in raw:
        orjson.loads(line)


def simulate(raw: list[bytes]) -> None:
    simulation = Simulation(Plan(JOURNEY))
    for line in raw:
        simulation.add(from_line(line, as_stored=simulation.as_stored))
    simulation.result()


def seconds(work: Callable[[list[bytes]], None], raw: list[bytes]) -> float:
    start = time.perf_counter()
    work(raw)
    return time.perf_counter() - start


def main(source: str = str(PART)) -> None:
    raw = [line.raw for line in lines(source) if line.raw is not None]
    rounds = [(seconds(simulate, raw), seconds(parse, raw)) for _ in range(ROUNDS)]
    simulated, parsed = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other in rounds)
    print(f"simulate {len(raw):,} statements, medians of {ROUNDS} rounds")
    print(f"  waypost simulate   {len(raw) / simulated:>10,.0f} events/s")
    print(f"  orjson, parse only {len(raw) / parsed:>10,.0f} events/s")
    print(f"  time: {ratio:.1f} x parsing alone")


if __name__ == "__main__":
    main(*sys.argv[1:2])
