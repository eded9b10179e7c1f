"""Regular expressions that can take for ever. Only a text on which one really does counts as a proof."""

from __future__ import annotations

from collections.abc import Iterator

from engine.conditions.errors import PatternLimit
from engine.conditions.mongo.pattern import search
from engine.conditions.mongo.samples import samples
from engine.conditions.mongo.values import Regex

REPEATED = 40
"""How often an attack repeats a group: enough for 2 to the power of it, short enough to show."""
LONGEST = 500
"""Characters of an attack: where a search is allowed most steps, and beyond what anyone would read."""


def attack(regex: Regex) -> str | None:
    """A text on which the expression uses up its steps, if trying its repeated groups finds one."""
    short = (text for text in _attacks(regex.pattern) if len(text) <= LONGEST)
    return next((text for text in short if _is_too_much(regex, text)), None)


def _attacks(pattern: str) -> Iterator[str]:
    whole = next(samples(pattern), "")
    for start, end in _repeated_groups(pattern):
        before = next(samples(pattern[:start]), "")
        for piece in samples(pattern[start:end]):
            yield f"{before}{piece * REPEATED}!"
            yield f"{before}{piece * REPEATED}!{whole}"


def _repeated_groups(pattern: str) -> Iterator[tuple[int, int]]:
    """Yield where groups lie that are repeated without end: ``(a+)*``."""
    opened: list[int] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "[":
            at = max(pattern.find("]", at + 2), at)
        elif pattern[at] == "(":
            opened.append(at)
        elif pattern[at] == ")" and opened:
            start = opened.pop()
            if pattern[at + 1 : at + 2] in ("+", "*", "{"):
                yield start, at + 1
        at += 1


def _is_too_much(regex: Regex, text: str) -> bool:
    try:
        search(regex)(text)
    except PatternLimit:
        return True
    return False
