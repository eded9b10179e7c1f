"""Edits of a design as values: whoever draws a journey edits it through these and nothing else.

``apply(journey, edit)`` makes one design of another, ``inverse(journey, edit)`` is the edit that undoes it, and
``stranded(journey, edit)`` names the steps that it would cut off. Edits go to JSON and back, so histories can be kept.
"""

from engine.edit.checklists import Group, Ungroup
from engine.edit.edits import Compound, Edit, apply, dumps, inverse, loads, stranded_steps
from engine.edit.lookup import InvalidEdit
from engine.edit.restore import Restore, Splice
from engine.edit.step_edits import Add, ChangeStep, Delete, Move, Rename
from engine.edit.transition_edits import ChangeJourney, ChangeTransition, Connect, Disconnect, Insert, Reorder

__all__ = [
    "Add",
    "ChangeJourney",
    "ChangeStep",
    "ChangeTransition",
    "Compound",
    "Connect",
    "Delete",
    "Disconnect",
    "Edit",
    "Group",
    "Insert",
    "InvalidEdit",
    "Move",
    "Rename",
    "Reorder",
    "Restore",
    "Splice",
    "Ungroup",
    "apply",
    "dumps",
    "inverse",
    "loads",
    "stranded_steps",
]
