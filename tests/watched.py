"""A course of videos: a journey over the real statements of tests/data, with every kind of ending."""

from __future__ import annotations

from functools import cache

from designer import examples
from designer.notebook import Journey, Simulated, after, simulate, verb, when

PART = examples.path(examples.VIDEO)
VIDEO = "https://w3id.org/xapi/video/verbs/"
ADL = "http://adlnet.gov/expapi/verbs/"


def watching(played: int = 5) -> Journey:
    """So many videos played, then one completed, or a question of patience; closing the player ends it."""
    return (
        Journey.new("Watch, then finish")
        .waypoint("played", verb(f"{VIDEO}played"), count=played)
        .split(
            when(verb(f"{ADL}completed"), "completed"),
            when(verb(f"{VIDEO}seeked"), "seeked").waypoint("again", verb(f"{VIDEO}played"), count=3),
            after("3d").exit("lost", completes=False),
        )
        .outcome("https://example.org/done")
        .exit()
        .exit_rule("quit", verb(f"{ADL}terminated"))
    )


@cache
def watched(played: int = 5) -> Simulated:
    return simulate(watching(played), PART)
