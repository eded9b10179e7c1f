"""A random design together with a history that is likely to move somebody through it."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from engine.journey import Journey
from strategies.histories import histories
from strategies.journeys import journeys
from strategies.world import Document, shapes


@st.composite
def lives(draw: st.DrawFn) -> tuple[Journey, list[Document]]:
    """Both told in one shape, and enough events that attempts start, wait, and end."""
    shape = draw(shapes)
    journey = draw(journeys(shape, min_steps=2, min_exit_rules=draw(st.sampled_from((0, 1)))))
    tracked = replace(journey, track_by=draw(st.sampled_from(("actor", "actor", "actor", "persona"))))
    return tracked, draw(histories(shape, min_size=12, max_size=24))
