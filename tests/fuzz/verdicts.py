"""Random designs with claims, and random lives: no verdict, finding or path that is not walkable is contradicted.

``python -m tests.fuzz.verdicts [--journeys 300] [--lives 50]`` draws designs and histories anew each time.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from hypothesis import HealthCheck, Phase, given, settings  # the path comes first
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import histories, journeys
from strategies.claims import claims
from strategies.world import shapes
from verdict_laws import contradictions, invalid, verdicts_on

from engine.claims.life import moved
from engine.claims.random_lives import random_lives
from engine.events import from_document
from engine.journey import Journey, dumps

Document = dict[str, Any]
SHIFTS = [0, 1, *(seconds * 1_000_000 for seconds in (1, 60, 3_600, 86_400, 7 * 86_400, 40 * 86_400))]
"""How much later an event may happen, in microseconds."""


@st.composite
def claimed(draw: st.DrawFn) -> tuple[Journey, list[list[Document]]]:
    """A design with three claims, and histories in its shape."""
    shape = draw(shapes)
    journey = draw(journeys(shape, min_steps=2, min_exit_rules=draw(st.sampled_from((0, 1)))))
    numbered = tuple(replace(draw(claims(journey)), id=str(number)) for number in range(3))
    told = draw(st.lists(histories(shape, min_size=6, max_size=14), min_size=4, max_size=8))
    return replace(journey, claims=numbered), told


def mixed(told: Sequence[Sequence[Document]], seed: int) -> Iterator[list[Document]]:
    """Lives without end, of some of the events of several histories, at other times."""
    draws, events = Random(seed), list(chain.from_iterable(told))
    while True:
        chosen = draws.sample(events, draws.randint(1, len(events)))
        yield [moved(each, from_document(each).time + draws.choice(SHIFTS)) for each in chosen]


def main() -> int:
    """Return 1 if anything was contradicted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=300)
    parser.add_argument("--lives", type=int, default=50)
    wanted = parser.parse_args()
    counted: Counter[str] = Counter()

    @settings(
        max_examples=wanted.journeys,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(drawn=claimed())
    def hold(drawn: tuple[Journey, list[list[Document]]]) -> None:
        journey, told = drawn
        verdicts = verdicts_on(journey)
        counted.update(each.verdict for each in verdicts.review.claims)
        counted["journeys"] += 1
        wrong = [f"an invalid event: {each}" for each in invalid(verdicts.coverage)]
        random = random_lives(verdicts.plan, counted["journeys"], wanted.lives)
        for documents in islice(chain(told, random, mixed(told, counted["journeys"])), wanted.lives):
            counted["lives"] += 1
            wrong += contradictions(verdicts, documents)
        if wrong:
            counted["contradictions"] += 1
            print(dumps(journey), *dict.fromkeys(wrong), sep="\n", flush=True)

    hold()
    print(", ".join(f"{number:,} {what}" for what, number in counted.items()))
    return int(counted["contradictions"] > 0)


if __name__ == "__main__":
    sys.exit(main())
