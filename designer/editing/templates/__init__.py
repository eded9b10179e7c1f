"""Journeys to start from, as documents of the package."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from msgspec.structs import replace

from engine.journey import Journey
from engine.rules import load

TEMPLATES: Final = {
    "seed": "Learning Locker's example: five comments, then a course",
    "cart-abandonment": "remind people of a cart, until they order",
    "onboarding": "a course, two of four electives, a quiz",
    "ab-split": "two introductions, drawn by lot",
    "blank": "a start, one step to fill in, and an end",
}
"""The templates by name, with what each is about."""


def from_template(name: str, id: str, title: str = "") -> Journey:
    """A new journey made from a template, with an id of its own and, if given, another name."""
    text = files(__package__).joinpath(f"{name}.journey.json").read_text("utf-8")
    journey = load(text)
    return replace(journey, id=id, name=title or journey.name)
