"""The place of a new step: on the chosen transition, behind the chosen step, or by itself."""

from __future__ import annotations

from designer.editing.selection import Place
from designer.editing.transitions import allowed_guards, connect_edit, onward_target
from engine.edit import Add, Compound, Edit, Insert, apply
from engine.journey import Journey
from engine.steps import Entry, Exit, Step


def insert_edit(journey: Journey, place: Place, id: str, step: Step) -> tuple[Edit, bool]:
    """The edit that puts ``step`` into ``journey`` as ``id`` where the chosen ``place`` suggests, and whether it is
    connected then.
    """
    if place.transition is not None and not isinstance(step, Entry | Exit):
        return Insert(id, step, place.transition), True
    source = place.step if place.transition is None else journey.transitions[place.transition].source
    if source is None or isinstance(step, Entry):
        return Add(id, step), False
    onward = onward_target(journey, source)
    if onward is not None and not isinstance(step, Exit):
        return Insert(id, step, onward), True
    guards = allowed_guards(journey, source)
    if not guards:
        return Add(id, step), False
    added = apply(journey, Add(id, step))
    return Compound((Add(id, step), connect_edit(added, source, id, guards[0]))), True
