"""A realistic log of xAPI statements, the same for the same seed: learners take courses of activities.

``python -m tests.benchmarks.generate 1000000 statements.ndjson [--owners 10000] [--seed 1] [--verbs launched,passed]``.
Statements are about 1.1 KB each, in the order of time but for a few that arrive late; ids are unique.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from engine import instant

HOME: Final = "https://lms.example.org"
VERB: Final = "http://adlnet.gov/expapi/verbs/"
VERBS: Final = ("initialized", "launched", "experienced", "interacted", "answered", "attempted")
VERBS_OF_RESULTS: Final = ("completed", "passed", "failed", "progressed", "suspended", "terminated")
COURSES: Final = 20
ACTIVITIES: Final = 12
"""Of each course."""

_START: Final = instant.parse("2026-01-05T08:00:00Z")
_YEAR: Final = 365 * 24 * 3_600_000_000


def chosen_size(usual: int) -> int:
    """The number of statements that a benchmark is asked for by ``SIZE`` in the environment, or else the ``usual``
    one.
    """
    return int(os.environ.get("SIZE", usual))


def activity(course: int, number: int) -> str:
    """The id of an activity of a course."""
    return f"{HOME}/courses/{course}/activities/{number}"


def statements(
    count: int, *, owners: int = 10_000, verbs: Sequence[str] = (*VERBS, *VERBS_OF_RESULTS), seed: int = 1
) -> Iterator[bytes]:
    """Lines of NDJSON. Times are spread over a year."""
    random = Random(seed)
    for number in range(count):
        late = random.randrange(3_600_000_000) if random.random() < 0.02 else 0
        time = _START + _YEAR * number // count
        document = _statement(random, random.randrange(owners), random.choice(verbs), time - late, time)
        yield msgspec.json.encode(document) + b"\n"


def _statement(random: Random, owner: int, verb: str, time: int, stored: int) -> dict[str, object]:
    course, number = random.randrange(COURSES), random.randrange(ACTIVITIES)
    return {
        "id": _uuid(random),
        "actor": {
            "objectType": "Agent",
            "name": f"Learner Number {owner}",
            "account": {"homePage": HOME, "name": f"learner-{owner:06d}"},
        },
        "verb": {"id": VERB + verb, "display": {"en-US": verb}},
        "object": {
            "objectType": "Activity",
            "id": activity(course, number),
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/assessment",
                "name": {"en-US": f"Activity {number} of course {course}"},
                "description": {
                    "en-US": "What learners find out here, said in about as many words as usual."
                },
            },
        },
        "result": {
            "score": {
                "scaled": random.randrange(101) / 100,
                "raw": random.randrange(101),
                "min": 0,
                "max": 100,
            },
            "completion": random.random() < 0.5,
            "duration": f"PT{random.randrange(1, 60)}M",
            "extensions": {f"{HOME}/extensions/attempt": random.randrange(1, 4)},
        },
        "context": {
            "registration": _uuid(random),
            "platform": "Example LMS",
            "language": "en-US",
            "contextActivities": {
                "parent": [{"objectType": "Activity", "id": f"{HOME}/courses/{course}"}],
                "category": [{"id": f"{HOME}/profiles/assessment/1.0"}],
            },
            "extensions": {f"{HOME}/extensions/session": _uuid(random)},
        },
        "authority": {"objectType": "Agent", "name": "Example LMS", "mbox": "mailto:lms@example.org"},
        "version": "1.0.3",
        "timestamp": instant.milliseconds_text(time),
        "stored": instant.text(stored),
    }


def _uuid(random: Random) -> str:
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def write(path: Path, count: int, **chosen: object) -> None:
    with path.open("wb") as file:
        file.writelines(statements(count, **chosen))  # type: ignore[arg-type]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("count", type=int)
    options.add_argument("path", type=Path)
    options.add_argument("--owners", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--verbs", type=lambda text: text.split(","), default=(*VERBS, *VERBS_OF_RESULTS))
    chosen = options.parse_args()
    write(chosen.path, chosen.count, owners=chosen.owners, verbs=chosen.verbs, seed=chosen.seed)


if __name__ == "__main__":
    main()
