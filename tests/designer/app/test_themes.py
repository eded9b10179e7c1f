"""Every theme can be read: text at a contrast of 4.5 and more, lines at 3 and more (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest
from textual.color import Color
from textual.theme import Theme

from designer.app.themes import THEMES
from engine.steps import KINDS

TEXTS: Final = (
    "foreground",
    "quiet",
    "accent",
    "success",
    "warning",
    "error",
    *(f"kind-{kind}" for kind in KINDS),
)
GROUNDS: Final = ("background", "surface", "panel", "chosen-ground")


def colour(theme: Theme, name: str) -> Color:
    return Color.parse(theme.variables.get(name) or getattr(theme, name.replace("-", "_")))


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    found = {pair: contrast(*(colour(theme, name) for name in pair)) for pair in product(TEXTS, GROUNDS)}
    assert {pair: round(each, 2) for pair, each in found.items() if each < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_lines_can_be_seen_on_every_ground(theme: Theme) -> None:
    grounds = {ground: contrast(colour(theme, "transition"), colour(theme, ground)) for ground in GROUNDS}
    assert {ground: round(found, 2) for ground, found in grounds.items() if found < 3} == {}
