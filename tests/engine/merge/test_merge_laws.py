"""The laws of merging, on random designs that two people went on from."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import edits, journeys

from engine.edit import Compound, Edit, InvalidEdit, Rename, apply
from engine.journey import Journey, decode, dumps, to_document
from engine.merge import Conflict, Party, merge

law = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
Atoms = dict[tuple[str, ...], str]
OTHER: Final[dict[Party, Party]] = {"ours": "theirs", "theirs": "ours"}


@st.composite
def changed(draw: st.DrawFn, journey: Journey, *, renames: bool = True) -> Journey:
    """A design after some edits; steps keep their ids unless ``renames``."""
    for _ in range(draw(st.integers(0, 4))):
        edit = draw(edits(journey))
        if renames or not _renames(edit):
            try:
                journey = apply(journey, edit)
            except InvalidEdit:
                continue
    return journey


def _renames(edit: Edit) -> bool:
    return isinstance(edit, Rename) or (isinstance(edit, Compound) and any(map(_renames, edit.edits)))


def atoms(journey: Journey) -> Atoms:
    """What a design says, thing by thing; its transitions, which have no ids, are left to examples."""
    document = to_document(journey)
    parts: dict[tuple[str, ...], Any] = {
        (key,): value
        for key, value in document.items()
        if key not in ("steps", "transitions", "layout", "exit_rules")
    }
    for id, step in document["steps"].items():
        parts |= {("steps", id, field): value for field, value in step.items()}
    for id, place in document.get("layout", {}).get("position", {}).items():
        parts["layout", id] = place
    for rule in document.get("exit_rules", []):
        parts |= {("exit_rules", rule["id"], field): value for field, value in rule.items()}
    return {path: json.dumps(value) for path, value in parts.items()}


def added(base: Journey, side: Journey) -> Atoms:
    before = atoms(base)
    return {path: value for path, value in atoms(side).items() if before.get(path) != value}


def is_named(path: tuple[str, ...], conflicts: tuple[Conflict, ...]) -> bool:
    """Whether a conflict is about the thing, what holds it, or a part of it."""
    place = ".".join(path)
    return any(
        f"{place}.".startswith(f"{each.key}.") or each.key.startswith(f"{place}.") for each in conflicts
    )


@law
@given(st.data())
def test_what_only_one_side_changed_is_that_side(data: st.DataObject) -> None:
    base = data.draw(journeys())
    side = data.draw(changed(base))
    for ours, theirs in ((side, base), (base, side), (side, side)):
        done = merge(base, ours, theirs)
        assert (dumps(done.journey), done.conflicts) == (dumps(side), ())


@law
@given(st.data())
def test_a_merge_can_be_written_and_read_again(data: st.DataObject) -> None:
    base = data.draw(journeys())
    done = merge(base, data.draw(changed(base)), data.draw(changed(base)))
    assert dumps(decode(dumps(done.journey))) == dumps(done.journey)
    ids = done.journey.steps.keys()
    assert all({transition.source, transition.target} <= ids for transition in done.journey.transitions)


@law
@given(st.data())
def test_no_edit_of_either_side_is_lost_unnamed(data: st.DataObject) -> None:
    base = data.draw(journeys())
    ours, theirs = data.draw(changed(base, renames=False)), data.draw(changed(base, renames=False))
    if any(id in theirs.steps and id not in base.steps for id in ours.steps):
        return  # two new steps of one id get two: looked at in an example
    sides: tuple[tuple[Party, Journey], ...] = (("ours", ours), ("theirs", theirs))
    for party, side in sides:
        losing = merge(base, ours, theirs, otherwise=OTHER[party])
        found = atoms(losing.journey)
        for path, value in added(base, side).items():
            assert found.get(path) == value or is_named(path, losing.conflicts), (party, path)


@law
@given(st.data())
def test_a_conflict_goes_to_the_side_that_counts(data: st.DataObject) -> None:
    base = data.draw(journeys())
    ours, theirs = data.draw(changed(base)), data.draw(changed(base))
    done = merge(base, ours, theirs, otherwise="theirs")
    chosen: dict[str, Party] = {each.key: "theirs" for each in done.conflicts}
    assert dumps(merge(base, ours, theirs, prefer=chosen).journey) == dumps(done.journey)


@law
@given(st.data())
def test_the_sides_can_change_places(data: st.DataObject) -> None:
    """But for the order of what both added, and for the new ids of two new steps of one id."""
    base = data.draw(journeys())
    ours, theirs = data.draw(changed(base)), data.draw(changed(base))
    if any(id in theirs.steps and id not in base.steps for id in ours.steps):
        return
    one, other = merge(base, ours, theirs), merge(base, theirs, ours, otherwise="theirs")
    assert unordered(one.journey) == unordered(other.journey)
    assert {each.called for each in one.conflicts if "transition" not in each.called} == {
        each.called for each in other.conflicts if "transition" not in each.called
    }


def unordered(journey: Journey) -> object:
    document = to_document(journey)
    transitions = sorted(json.dumps(transition, sort_keys=True) for transition in document["transitions"])
    rules = sorted(json.dumps(rule, sort_keys=True) for rule in document.get("exit_rules", []))
    return document | {"transitions": transitions, "exit_rules": rules}
