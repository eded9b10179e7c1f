"""A season of made-up people in the onboarding example: some finish, some are slow, some never come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

BEGINNING: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
VERBS: Final = "http://adlnet.gov/expapi/verbs/"
COURSES: Final = "https://example.org/courses/"
FIRST: Final = (
    "anna",
    "ben",
    "chloe",
    "david",
    "emma",
    "farid",
    "grace",
    "hugo",
    "ines",
    "jonas",
    "kira",
    "liam",
)
LAST: Final = (
    "adler",
    "brandt",
    "costa",
    "diaz",
    "ek",
    "fischer",
    "garcia",
    "haas",
    "ivanov",
    "jensen",
    "koch",
)


def write(path: Path, people: int = 132, weeks: int = 10, seed: int = 4) -> Path:
    """Their statements as NDJSON, in the order of time."""
    draw = Random(seed)
    statements = [each for number in range(people) for each in _life(draw, number, weeks)]
    statements.sort(key=lambda each: each["timestamp"])
    path.write_text("".join(json.dumps(each) + "\n" for each in statements))
    return path


def _life(draw: Random, number: int, weeks: int) -> Iterator[dict[str, Any]]:
    """What one person does: registers, opens the app, takes the course, electives in any order, and the quiz."""
    who = f"{FIRST[number % len(FIRST)]}.{LAST[number // len(FIRST) % len(LAST)]}@example.org"
    at = BEGINNING + timedelta(days=draw.uniform(0, 7 * weeks))
    electives = draw.sample(["writing", "data", "talking", "tools"], k=draw.choice((1, 2, 2, 2, 3, 4)))
    deeds = [
        ("registered", "https://example.org/onboarding", 0.0),
        ("launched", "https://example.org/app", 0.8),
        ("completed", COURSES + "safety", 3.0),
        *(("completed", COURSES + name, 4.0) for name in electives),
        ("passed", "https://example.org/quizzes/onboarding", 3.0),
    ]
    for verb, object, days in deeds:
        at += timedelta(days=draw.expovariate(1 / days) if days else 0)
        statement: dict[str, Any] = {
            "id": f"{draw.getrandbits(128):032x}",
            "actor": {"mbox": f"mailto:{who}", "name": who.partition("@")[0].replace(".", " ").title()},
            "verb": {"id": VERBS + verb},
            "object": {"id": object},
            "timestamp": at.isoformat(timespec="milliseconds"),
        }
        if verb == "passed":
            statement["result"] = {"score": {"scaled": round(draw.betavariate(8, 1.5), 2)}}
        if at > BEGINNING + timedelta(weeks=weeks):
            return
        yield statement
        if draw.random() < 0.05:
            return
