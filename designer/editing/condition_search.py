"""Find and replace in the conditions of a whole design: what would change is known before anything does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from designer.editing.conditions.text import editor_text, typed
from designer.editing.selection import Place, change
from engine.edit import Compound, Edit
from engine.edit.edits import apply
from engine.edit.fields import Fields, plain
from engine.journey import Journey
from engine.steps import Checklist, Condition, Entry, OnEvent, Waypoint


class Replacement(Struct, frozen=True):
    """A condition at a place, its text before and after; ``wrong`` is why it could not be read after, if it could not.

    ``key`` is the field that holds it, such as ``("trigger", "condition")``.
    """

    place: Place
    key: tuple[str, ...]
    before: str
    after: str
    condition: Condition | None
    wrong: str = ""


def conditions(journey: Journey) -> Iterator[tuple[Place, tuple[str, ...], Condition]]:
    """Every condition of a design, with its place and field, in the order of the document."""
    for rule in journey.exit_rules:
        if isinstance(rule.trigger, OnEvent):
            yield Place(rule=rule.id), ("trigger", "condition"), rule.trigger.condition
    for id, step in journey.steps.items():
        match step:
            case Entry(trigger=OnEvent(condition=condition)):
                yield Place(step=id), ("trigger", "condition"), condition
            case Waypoint(condition=condition):
                yield Place(step=id), ("condition",), condition
            case Checklist(items=items):
                for item, part in items.items():
                    yield Place(step=id, item=item), ("condition",), part.condition
            case _:
                pass
    for index, transition in enumerate(journey.transitions):
        if transition.when is not None:
            yield Place(transition=index), ("when",), transition.when


def replacements(journey: Journey, wanted: str, instead: str) -> list[Replacement]:
    """The changes in every condition of ``journey`` that has the text ``wanted``, if ``instead`` takes its place."""
    if not wanted:
        return []
    return [
        _replacement(place, key, text, text.replace(wanted, instead))
        for place, key, condition in conditions(journey)
        if wanted in (text := editor_text(condition))
    ]


def _replacement(place: Place, key: tuple[str, ...], before: str, after: str) -> Replacement:
    read = typed(after)
    return Replacement(
        place, key, before, after, read.condition, "" if read.condition is not None else str(read)
    )


def replace_edit(journey: Journey, chosen: Sequence[Replacement]) -> Edit:
    """One edit of ``journey`` that makes the ``chosen`` replacements; those that could not be read are left out."""
    edits: list[Edit] = []
    for each in chosen:
        if each.condition is not None:
            edits.append(change(journey, each.place, _fields(each)))
            journey = apply(journey, edits[-1])
    return Compound(tuple(edits))


def _fields(each: Replacement) -> Fields:
    value = plain(each.condition)
    return {each.key[0]: value if len(each.key) == 1 else {"on": "event", "condition": value}}


def lines(each: Replacement) -> list[str]:
    """The lines of a replacement that differ: ``- before``, ``+ after``."""
    before, after = each.before.splitlines(), each.after.splitlines()
    gone = [f"- {line.strip()}" for line in before if line not in after]
    return [*gone, *(f"+ {line.strip()}" for line in after if line not in before)]
