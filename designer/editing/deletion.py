"""The extent of deleting a place, and what is chosen then."""

from __future__ import annotations

from designer.editing.selection import JOURNEY, Place, items_of
from engine.edit import ChangeJourney, ChangeStep, Delete, Disconnect, Edit
from engine.edit.fields import plain
from engine.journey import Journey


def delete_edit(journey: Journey, place: Place) -> Edit | None:
    """The edit that deletes what is at a place; the journey itself cannot go."""
    if place.transition is not None:
        return Disconnect(place.transition)
    if place.rule is not None:
        left = [plain(rule) for rule in journey.exit_rules if rule.id != place.rule]
        return ChangeJourney({"exit_rules": left})
    if place.item is not None and place.step is not None:
        items = items_of(journey, place.step)
        del items[place.item]
        return ChangeStep(place.step, {"items": items})
    return Delete(place.step) if place.step is not None else None


def place_after_deletion(journey: Journey, place: Place) -> Place:
    """The place of ``journey`` to choose once ``place`` is deleted: the step before, so that deleting goes on from
    there.
    """
    if place.item is not None:
        return Place(step=place.step)
    if place.transition is not None:
        return Place(step=journey.transitions[place.transition].source)
    before = [transition.source for transition in journey.transitions if transition.target == place.step]
    return Place(step=before[0]) if before else JOURNEY
