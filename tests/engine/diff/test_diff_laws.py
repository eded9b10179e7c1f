"""Designs of the same meaning do the same with every history."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import edits, lives
from strategies.world import Document

from engine.diff import answer, diff
from engine.edit import InvalidEdit, apply
from engine.events import from_document
from engine.insight import compare
from engine.journey import Journey, decode, dumps, to_document
from engine.journey import from_document as journey_from
from engine.plan import Plan
from engine.rules import faults
from engine.simulate import SimulationResult, simulate

law = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
Life = tuple[Journey, list[Document]]


def lived(journey: Journey, history: list[Document]) -> SimulationResult:
    return simulate(Plan(journey), map(from_document, history))


@law
@given(lives())
def test_a_design_saved_and_read_again_has_not_changed(life: Life) -> None:
    told = diff(life[0], decode(dumps(life[0])))
    assert (told.changes, told.renamed) == ((), {})


@law
@given(lives(), st.data())
def test_without_a_change_in_meaning_nobody_moves_differently(life: Life, data: st.DataObject) -> None:
    journey, history = life
    try:
        after = apply(journey, data.draw(edits(journey)))
    except InvalidEdit:
        return
    told = diff(journey, after)
    assert json.loads(json.dumps(answer(told)))["same_meaning"] == told.same_meaning
    if told.same_meaning and not list(faults(after)):
        one, other = lived(journey, history), lived(after, history)
        assert compare(one.owners, other.owners, told.renamed).different == ()


@law
@given(lives(), st.randoms(use_true_random=False))
def test_every_step_under_another_id_is_found_again(life: Life, random: Any) -> None:
    """All ids changed at once: steps that are alike may be taken for each other, and none is lost but such."""
    journey, history = life
    document = to_document(journey)
    ids = {
        id: f"new-{number}" for number, id in enumerate(sorted(journey.steps, key=lambda _: random.random()))
    }
    text = json.dumps(document)
    for id in sorted(ids, key=len, reverse=True):
        text = text.replace(f'"{id}"', f'"{ids[id]}"').replace(f"steps.{id}.", f"steps.{ids[id]}.")
    after = journey_from(json.loads(text))
    told = diff(journey, after)
    assert told.renamed[journey.entry] == ids[journey.entry]
    assert all(type(journey.steps[old]) is type(after.steps[new]) for old, new in told.renamed.items())
    if told.same_meaning:
        one, other = lived(journey, history), lived(after, history)
        assert compare(one.owners, other.owners, told.renamed).different == ()
