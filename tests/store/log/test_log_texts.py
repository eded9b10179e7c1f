"""Texts in conditions and in documents, however these write them: a log answers as its file does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, statement

from engine.events import from_line
from engine.plan import Plan
from engine.report import report
from engine.simulate import simulate
from store.log import import_files, simulate_log

RESPONSE = "statement.result.response"
TEXTS = (
    "plain",
    "",
    "a/b",
    'said "so"',
    "back\\slash",
    "é",
    "\u2028",
    "😀",
    "tab\t",
    "@2[",
    "[1]",
    "5",
    "null",
    "'",
)
OTHERS = (5, None, True, [], {}, ["plain", 5], [["plain"]], {"in": "plain"})


def written(value: object, who: str) -> Iterator[bytes]:
    """A statement with this response, as JSON has it and with every escape that it allows."""
    document = statement(1, "answered", who, result={"response": value})
    for ascii_only in (True, False):
        text = json.dumps(document, ensure_ascii=ascii_only)
        yield text.encode()
        yield text.replace("/", "\\/").encode()


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    values = [*TEXTS, *([text, "other"] for text in TEXTS), *OTHERS]
    return [line for number, value in enumerate(values) for line in written(value, f"p{number}")]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "events.ndjson").write_bytes(b"\n".join(lines))
    import_files(folder / "log", [str(folder / "events.ndjson")], partitions=2)
    return folder / "log"


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_found_however_it_is_written(log: Path, lines: list[bytes], text: str) -> None:
    steps = {
        "start": first_match(),
        "one": {"kind": "waypoint", "condition": {RESPONSE: text}},
        "two": {"kind": "waypoint", "condition": {RESPONSE: {"$in": [text, "other"]}}},
        "done": exit_(),
    }
    plan = Plan(design(steps, "start>one>two>done"))
    expected = simulate(plan, map(from_line, lines))
    assert expected.owners
    assert report(simulate_log(log, plan), owners=True) == report(expected, owners=True)
