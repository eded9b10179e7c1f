"""The screens of an open design, in the order of their keys."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Tab(Struct, frozen=True):
    """A screen as the heading, its key and the help name it."""

    name: str
    title: str
    about: str
    """What the tab is for, as the help says it."""


TABS: Final = (
    Tab("design", "Design", "build the journey"),
    Tab("simulate", "Simulate", "run events through it"),
    Tab("progress", "Progress", "see how people stand"),
    Tab("publish", "Publish", "bring it to a server"),
)
