"""The laws of editing, on random designs and random edits."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import edits, journeys

from engine import edit
from engine.journey import Journey, dumps
from engine.steps import Entry

relaxed = settings(deadline=None, max_examples=40)


def to_the_letter(journey: Journey) -> tuple[str, list[str]]:
    """Everything about a design, the order of its steps included."""
    return dumps(journey), list(journey.steps)


def applied(journey: Journey, change: edit.Edit) -> Journey:
    try:
        return edit.apply(journey, change)
    except edit.InvalidEdit:
        assume(False)
        raise


@relaxed
@given(st.data())
def test_an_edit_and_its_inverse_change_nothing(data: st.DataObject) -> None:
    journey = data.draw(journeys())
    change = data.draw(edits(journey))
    after = applied(journey, change)
    back = edit.inverse(journey, change)
    assert to_the_letter(edit.apply(after, back)) == to_the_letter(journey)


@relaxed
@given(st.data())
def test_an_undone_edit_can_be_made_again(data: st.DataObject) -> None:
    journey = data.draw(journeys())
    change = data.draw(edits(journey))
    after = applied(journey, change)
    again = edit.inverse(after, edit.inverse(journey, change))
    assert to_the_letter(edit.apply(journey, again)) == to_the_letter(after)


@relaxed
@given(st.data())
def test_a_chain_of_edits_undone_backwards_gives_the_first_design(data: st.DataObject) -> None:
    journey = first = data.draw(journeys())
    history: list[edit.Edit] = []
    for _ in range(5):
        change = data.draw(edits(journey))
        try:
            back = edit.inverse(journey, change)
        except edit.InvalidEdit:
            continue
        journey = edit.apply(journey, change)
        history.append(back)
    for back in reversed(history):
        journey = edit.apply(journey, back)
    assert to_the_letter(journey) == to_the_letter(first)


@relaxed
@given(st.data())
def test_edits_survive_json(data: st.DataObject) -> None:
    journey = data.draw(journeys())
    change = data.draw(edits(journey))
    assert edit.loads(edit.dumps(change)) == change
    applied(journey, change)
    back = edit.inverse(journey, change)
    assert edit.dumps(edit.loads(edit.dumps(back))) == edit.dumps(back)


@relaxed
@given(st.data())
def test_an_edit_fits_or_is_refused_and_nothing_else(data: st.DataObject) -> None:
    """Even on a design that another design's edits have left in any state."""
    journey = data.draw(journeys())
    for change in data.draw(st.lists(edits(data.draw(journeys())), max_size=4)):
        with suppress(edit.InvalidEdit):
            edit.stranded_steps(journey, change)
            journey = edit.apply(journey, change)


@relaxed
@given(st.data())
def test_no_edit_changes_the_given_design_or_takes_its_entry(data: st.DataObject) -> None:
    journey = data.draw(journeys())
    before = to_the_letter(journey)
    after = applied(journey, data.draw(edits(journey)))
    assert to_the_letter(journey) == before
    assert sum(isinstance(step, Entry) for step in after.steps.values()) == 1
