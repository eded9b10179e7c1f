"""All edits as one union: applied, undone, written as JSON and read back."""

from __future__ import annotations

import json
from typing import TypeAlias

import msgspec

from engine.duration import Duration
from engine.edit.checklists import Group, Ungroup
from engine.edit.fields import plain
from engine.edit.lookup import Changes, InvalidEdit
from engine.edit.restore import Restore, difference
from engine.edit.step_edits import Add, ChangeStep, Delete, Move, Rename
from engine.edit.transition_edits import ChangeJourney, ChangeTransition, Connect, Disconnect, Insert, Reorder
from engine.journey import Journey
from engine.reach import reachable


class Compound(Changes, frozen=True, tag="compound"):
    """Several edits, one after the other, that are made and undone as one."""

    edits: tuple[Edit, ...]

    def applied_to(self, journey: Journey) -> Journey:
        for edit in self.edits:
            journey = edit.applied_to(journey)
        return journey


Edit: TypeAlias = (
    Add
    | Insert
    | ChangeStep
    | Rename
    | Move
    | Delete
    | Connect
    | Disconnect
    | ChangeTransition
    | Reorder
    | ChangeJourney
    | Group
    | Ungroup
    | Restore
    | Compound
)


def apply(journey: Journey, edit: Edit) -> Journey:
    """The design after the edit. Raises InvalidEdit if the edit makes no sense.

    The design may have faults afterwards, such as a step that is not connected yet.
    """
    return edit.applied_to(journey)


def inverse(journey: Journey, edit: Edit) -> Restore:
    """The edit that, applied to the design after this one, gives back the design before it, to the letter.

    Raises InvalidEdit if the edit makes no sense.
    """
    return difference(apply(journey, edit), journey)


def stranded_steps(journey: Journey, edit: Edit) -> frozenset[str]:
    """The steps that can be reached now and could not be after the edit. Raises InvalidEdit."""
    after = apply(journey, edit)
    return (reachable(journey) & after.steps.keys()) - reachable(after)


def dumps(edit: Edit) -> str:
    """The edit as one line of JSON."""
    return json.dumps(plain(edit))


def loads(text: str) -> Edit:
    """An edit from its JSON. Raises InvalidEdit."""
    try:
        edit: Edit = msgspec.convert(json.loads(text), Edit, dec_hook=_read_duration)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise InvalidEdit(f"this is no edit: {error}") from None
    return edit


def _read_duration(kind: type, raw: object) -> Duration:
    return Duration.read(str(raw))
