"""The table of rules in ``docs/time.md``: each rule names the tests that hold it, and all of these exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
WANTED = (
    "leaves out",
    "exists twice",
    "too short",
    "29 February",
    "no date",
    "has passed",
    "changed trait",
    "moved",
    "unknown zone",
    "changed law",
)


def rows() -> list[list[str]]:
    """The cells of the table under the heading Rules."""
    page = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")
    section = page.partition("## Rules")[2].partition("\n## ")[0]
    lines = [line.strip("| ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def test_every_rule_names_a_test_and_every_test_that_is_named_exists() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", sources))
    assert len(rows()) >= 20
    for what, rule, tests in rows():
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, what
        assert rule
        assert set(named) <= there, what


def test_the_rules_that_are_asked_for_are_in_the_table() -> None:
    told = " ".join(cell for row in rows() for cell in row[:2])
    assert [each for each in WANTED if each not in told] == []
