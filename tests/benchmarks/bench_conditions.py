"""How fast conditions are: against mongoquery and mgqpy, and many of them by an index against one after another.

`python tests/benchmarks/bench_conditions.py`. Only the ratios mean something; every figure is a median.
"""

from __future__ import annotations

import gzip
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

import mgqpy
import mongoquery
import msgspec

from designer import examples
from engine.conditions.mongo import compile_query
from engine.conditions.mongo.index import Index

Event: TypeAlias = dict[str, object]
Query: TypeAlias = dict[str, object]

STATEMENTS = examples.path(examples.VIDEO)
VERB = "https://w3id.org/xapi/video/verbs/{}"
VERBS = ("played", "paused", "seeked", "completed", "terminated", "initialized", "interacted")
TYPE = "https://w3id.org/xapi/video/activity-type/video"

TYPICAL: dict[str, Query] = {
    "two equalities": {
        "statement.verb.id": VERB.format("played"),
        "statement.object.definition.type": TYPE,
    },
    "query builder": {
        "$and": [
            {"$comment": '{"criterionLabel":"A"}', "statement.verb.id": {"$in": [VERB.format("completed")]}},
            {"statement.result.score.scaled": {"$gte": 0.8}},
        ]
    },
    "array and regex": {
        "statement.context.contextActivities.category.id": {"$regex": "^https://w3id\\.org/xapi/vid"}
    },
    "or, exists, ne": {
        "$or": [
            {"statement.result.score": {"$exists": True}},
            {"statement.verb.id": {"$ne": VERB.format("played")}},
        ]
    },
}


def main() -> None:
    events = read_events()
    print(f"{'condition':<18}{'compiled µs':>13}{'mongoquery µs':>15}{'ratio':>8}")
    means = [
        row(name, compile_query(query), mongoquery.Query(query).match, events)
        for name, query in TYPICAL.items()
    ]
    show("mean", *map(statistics.mean, zip(*means, strict=True)))
    print(f"\n{'condition':<18}{'compiled µs':>13}{'mgqpy µs':>15}{'ratio':>8}")
    for name, query in TYPICAL.items():
        try:
            peer = mgqpy.Query(query).test
        except mgqpy.InvalidQuery as error:
            print(f"{name:<18}{'mgqpy refuses it: ' + str(error)[:60]}")
        else:
            row(name, compile_query(query), peer, events)
    print(f"\n{'journeys':<18}{'index µs':>13}{'in turn µs':>15}{'ratio':>8}")
    for journeys in (1, 10, 100, 1_000):
        queries = waypoints(journeys, events)
        row(str(journeys), Index(queries).match, in_turn(queries), events[: max(10, 1_000 // journeys)])


def row(
    name: str, fast: Callable[[Event], object], slow: Callable[[Event], object], events: Sequence[Event]
) -> tuple[float, float]:
    """Both in turns, so that what else the machine does falls on both."""
    times = [(_round(fast, events), _round(slow, events)) for _ in range(25)]
    medians = statistics.median(time for time, _ in times), statistics.median(time for _, time in times)
    show(name, *medians)
    return medians


def show(name: str, fast: float, slow: float) -> None:
    print(f"{name:<18}{fast:>13.2f}{slow:>15.2f}{slow / fast:>8.1f}")


def in_turn(queries: Sequence[Query]) -> Callable[[Event], list[bool]]:
    tests = [compile_query(query) for query in queries]
    return lambda event: [test(event) for test in tests]


def read_events(count: int = 200) -> list[Event]:
    lines = gzip.decompress(STATEMENTS.read_bytes()).splitlines()[:count]
    return [{"_id": str(at), "statement": msgspec.json.decode(line)} for at, line in enumerate(lines)]


def waypoints(journeys: int, events: Sequence[Event]) -> list[Query]:
    """Three a journey: a verb on one video or one of a few, a verb with a score, a verb in one course."""
    draw = random.Random(journeys)
    videos: list[str] = [event["statement"]["object"]["id"] for event in events]  # type: ignore[index]
    videos += [f"uuid://elsewhere-{number}" for number in range(9 * len(videos))]
    queries: list[Query] = []
    for _ in range(journeys):
        verb = VERB.format(draw.choice(VERBS))
        queries += [
            {"statement.verb.id": verb, "statement.object.id": draw.choice(videos)},
            {"$and": [{"statement.object.id": {"$in": draw.sample(videos, 3)}}, {"statement.verb.id": verb}]},
            {
                "statement.verb.id": verb,
                "statement.context.contextActivities.parent.id": f"course-v1:{draw.randrange(50)}",
                "statement.result.extensions": {"$exists": True},
            },
        ]
    return queries


def _round(match: Callable[[Event], object], events: Sequence[Event]) -> float:
    """Microseconds an event, the events warm: a statement is matched right after it was read."""
    for event in events:
        match(event)
    start = time.perf_counter()
    for event in events:
        match(event)
    return (time.perf_counter() - start) / len(events) * 1e6


if __name__ == "__main__":
    main()
