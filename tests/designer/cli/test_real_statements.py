"""Real statements of a MOOC: the same totals in any order and any portions, and equal to counting by hand."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from scenario import document, exit_, first_match

from designer import examples

PART = examples.path(examples.VIDEO)
PLAYED = {"condition": {"statement.verb.id": "https://w3id.org/xapi/video/verbs/played"}, "count": 5}
COMPLETED = {"condition": {"statement.verb.id": "http://adlnet.gov/expapi/verbs/completed"}}

ROW = document(
    {
        "start": first_match(),
        "played": {"kind": "waypoint", **PLAYED},
        "completed": {"kind": "waypoint", **COMPLETED},
        "done": exit_(),
    },
    "start>played>completed>done",
)
LIST = document(
    {
        "start": first_match(),
        "both": {"kind": "checklist", "items": {"played": PLAYED, "completed": COMPLETED}},
        "done": exit_(),
    },
    "start>both>done",
)


@pytest.fixture(scope="module")
def rows() -> list[bytes]:
    return gzip.decompress(PART.read_bytes()).splitlines(keepends=True)


def by_hand(rows: list[bytes], in_a_row: bool) -> tuple[int, int]:
    """How many learners begin and complete, counted without the engine."""
    verbs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        told: dict[str, Any] = json.loads(row)
        verbs[told["actor"]["account"]["name"]].append(
            (told["timestamp"], told["verb"]["id"].rpartition("/")[2])
        )
    begun = completed = 0
    for told_in_time in map(sorted, verbs.values()):
        played, finished = 0, False
        for _, verb in told_in_time:
            played += verb == "played"
            finished |= verb == "completed" and (played >= 5 or not in_a_row)
        begun += played > 0 or (finished and not in_a_row)
        completed += finished and played >= 5
    return begun, completed


@pytest.mark.parametrize(("journey", "in_a_row"), [(ROW, True), (LIST, False)], ids=["in a row", "checklist"])
def test_the_same_totals_in_any_order_and_any_portions(
    tmp_path: Path, rows: list[bytes], journey: dict[str, Any], in_a_row: bool
) -> None:
    waypost = Terminal(tmp_path)
    design = waypost.write("journey.json", journey)
    in_time = sorted(rows, key=lambda row: json.loads(row)["timestamp"])
    packings = {
        "as it is": [PART],
        "sorted": [waypost.write("sorted.ndjson", b"".join(in_time))],
        "reversed": [waypost.write("reversed.ndjson", b"".join(reversed(in_time)))],
        "split": [
            waypost.write("a.ndjson", b"".join(rows[1000:])),
            waypost.write("b.ndjson", b"".join(rows[:1000])),
        ],
        "twice": [waypost.write("twice.ndjson", b"".join(row for row in rows for _ in range(2)))],
    }
    answers = {
        name: waypost("simulate", design, *files, "--json", "--owners").json
        for name, files in packings.items()
    }
    assert answers["twice"]["events"]["duplicates"] == len(rows)
    told = [{key: each[key] for key in ("until", "totals", "steps", "owners")} for each in answers.values()]
    assert all(each == told[0] for each in told)
    totals = told[0]["totals"]
    assert (totals["entered"], totals["completed"]) == by_hand(rows, in_a_row)
    assert totals["completed"] > 5
