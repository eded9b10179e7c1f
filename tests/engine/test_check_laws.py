"""Checking a design while it is edited: what is kept from one check to the next changes none of its findings."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import edits, journeys

from engine import edit
from engine.check import check
from engine.condition_sites import reading
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Entry, Exit, FirstMatch, Transition, Waypoint


def checked_anew(journey: Journey) -> list[Finding]:
    reading.cache_clear()  # whatever is kept is kept by reading
    return check(journey)


@settings(deadline=None, max_examples=12)
@given(st.data())
def test_after_each_edit_the_findings_are_those_of_the_whole_design_checked_anew(data: st.DataObject) -> None:
    journey = data.draw(journeys())
    versions = [journey]
    for _ in range(6):
        with suppress(edit.InvalidEdit):
            journey = edit.apply(journey, data.draw(edits(journey)))
            versions.append(journey)
    while_edited = [check(each) for each in (*versions, *reversed(versions))]
    anew = [checked_anew(each) for each in versions]
    assert while_edited == [*anew, *reversed(anew)]


def asking(success: object) -> Journey:
    return Journey(
        id="quiz",
        steps={
            "start": Entry(trigger=FirstMatch()),
            "pass": Waypoint(condition={"statement.result.success": success}),
            "done": Exit(),
        },
        transitions=(Transition(source="start", target="pass"), Transition(source="pass", target="done")),
    )


def test_conditions_that_python_takes_for_equal_are_told_apart() -> None:
    codes = [{each.code for each in check(asking(success))} for success in (True, 1, 1.0, True)]
    assert ["impossible-value" in each for each in codes] == [False, True, True, False]
