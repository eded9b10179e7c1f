"""Random claims about a design's steps."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.claim import AtMost, Claim
from engine.duration import Duration
from engine.journey import Journey

FORMS = ("never", "always", "if", "only_after", "at_most", "ends")


@st.composite
def claims(draw: st.DrawFn, journey: Journey) -> Claim:
    """One claim about the steps of a journey."""
    steps = st.sampled_from(sorted(journey.steps))
    form = draw(st.sampled_from(FORMS))
    said: dict[str, Any] = {}
    match form:
        case "never" | "always":
            said[form] = tuple(draw(st.lists(steps, min_size=1, max_size=3)))
        case "if":
            within = draw(st.sampled_from((None, "10m", "2h", "3d")))
            said = {"trigger": draw(steps), "answer": draw(steps), "within": within and Duration(within)}
        case "only_after":
            said["only_after"] = (draw(steps), draw(steps))
        case "at_most":
            per = draw(st.sampled_from(("attempt", "person")))
            said["at_most"] = AtMost(step=draw(steps), times=draw(st.integers(0, 2)), per=per)
        case _:
            said["ends"] = True
    return Claim(id=form, **said)
