"""The situation of a person in front of a tab: a lesson of the tour sees by it what has been done."""

from __future__ import annotations

from msgspec import Struct

from designer.editing.selection import JOURNEY, Place
from engine.journey import Journey


class Situation(Struct, frozen=True, kw_only=True):
    """State of the tab in front, and of the design.

    ``changes`` counts up with whatever happens to the journey; ``finding`` is the number of the finding that was gone
    to last, of so many ``findings``. ``is_at_home``: the keys belong to the picture. ``is_under_way``: a run is before
    its last move.
    """

    tab: str
    journey: Journey
    changes: int
    place: Place = JOURNEY
    finding: int = -1
    findings: int = 0
    is_at_home: bool = True
    is_under_way: bool = False
