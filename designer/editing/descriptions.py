"""Edits in a few words, for the history and for what is said after undoing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from designer.editing.selection import step_title
from engine.edit import (
    Add,
    ChangeJourney,
    ChangeStep,
    ChangeTransition,
    Compound,
    Connect,
    Delete,
    Disconnect,
    Edit,
    Group,
    Insert,
    Move,
    Rename,
    Reorder,
    Restore,
    Ungroup,
)
from engine.journey import Journey
from engine.labels import kind, title


def sentence(journey: Journey, edit: Edit) -> str:
    """Return what the edit does to this design, such as ``delete Quiz``."""
    match edit:
        case Compound(edits=edits):
            return _several(journey, edits)
        case Add(id=id, step=step) | Insert(id=id, step=step):
            return f"add the {kind(step)} {title(id, step)}"
        case Group(steps=steps, id=id):
            return f"group {len(steps)} waypoints as {edit.name or id}"
        case Connect(transition=transition):
            return f"connect {step_title(journey, transition.source)} to {step_title(journey, transition.target)}"
        case ChangeJourney(fields=fields):
            return f"change {_field_list(fields)} of the journey"
        case Restore():
            return "change the text"
        case Disconnect() | ChangeTransition():
            return _of_a_transition(journey, edit)
        case _:
            return _of_a_step(journey, edit)


def _several(journey: Journey, edits: Sequence[Edit]) -> str:
    """The sentence of the first edit; where all are the same for other steps, how many."""
    if not edits:
        return "nothing"
    if len(edits) > 1 and all(_is_condition(each) for each in edits):
        return f"change {len(edits)} conditions"
    steps = {each.step for each in edits if isinstance(each, Move | Delete | ChangeStep)}
    if len(steps) < len(edits) or len(edits) == 1 or len({type(each) for each in edits}) > 1:
        return sentence(journey, edits[0])
    verb = {Move: "move", Delete: "delete"}.get(type(edits[0]), "change")
    return f"{verb} {len(edits)} steps"


def _is_condition(edit: Edit) -> bool:
    """Tell whether an edit changes what events a part of the design asks for, and nothing else."""
    return isinstance(edit, ChangeStep | ChangeTransition) and not edit.fields.keys() - _CONDITIONS


_CONDITIONS: Final = {"condition", "trigger", "when", "items"}
"""Fields of parts that have a condition in them."""


def _of_a_transition(journey: Journey, edit: Disconnect | ChangeTransition) -> str:
    transition = journey.transitions[edit.transition]
    ends = f"{step_title(journey, transition.source)} → {step_title(journey, transition.target)}"
    return f"change {ends}" if isinstance(edit, ChangeTransition) else f"disconnect {ends}"


def _of_a_step(journey: Journey, edit: ChangeStep | Rename | Move | Delete | Reorder | Ungroup) -> str:
    called = step_title(journey, edit.step)
    match edit:
        case ChangeStep(fields=fields):
            return f"change {_field_list(fields)} of {called}"
        case Rename(to=to):
            return f"rename {edit.step} to {to}"
        case Move():
            return f"move {called}"
        case Delete():
            return f"delete {called}"
        case Reorder():
            return f"reorder the branches of {called}"
        case Ungroup():
            return f"ungroup {called}"


def _field_list(fields: dict[str, object]) -> str:
    return ", ".join(key.replace("_", " ") for key in fields)
