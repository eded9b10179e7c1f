"""No verdict, finding or gap is contradicted by what people do: a few designs here, hundreds with ``make fuzz``."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import histories, journeys
from strategies.claims import claims
from strategies.world import shapes
from verdict_laws import contradictions, invalid, verdicts_on

from engine.journey import Journey


@st.composite
def claimed(draw: st.DrawFn) -> tuple[Journey, list[dict[str, Any]]]:
    shape = draw(shapes)
    journey = draw(journeys(shape, min_steps=2))
    return replace(journey, claims=(draw(claims(journey)),)), draw(histories(shape, min_size=8, max_size=16))


@settings(max_examples=5)
@given(drawn=claimed())
def test_nothing_that_is_said_is_contradicted(drawn: tuple[Journey, list[dict[str, Any]]]) -> None:
    journey, told = drawn
    verdicts = verdicts_on(journey)
    assert list(invalid(verdicts.coverage)) == []
    assert list(contradictions(verdicts, told)) == []
