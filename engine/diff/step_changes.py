"""Changes of the steps: added, removed, renamed, of another kind, and what changed in them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diff.changes import Change
from engine.diff.field_changes import changed_fields
from engine.diff.renames import Renamed, renamed_parts
from engine.journey import Journey
from engine.labels import detail, kind, title
from engine.steps import Checklist, Item, Outcome, Split, Step


def changed_steps(before: Journey, after: Journey, renamed: Renamed) -> Iterator[Change]:
    """Changes from ``before`` to ``after``, given the ``renamed`` steps: those of the second design in its order,
    then those that are gone.
    """
    was = {renamed.get(id, id): id for id in before.steps if id in renamed or id in after.steps}
    for id, step in after.steps.items():
        if id not in was:
            message = f"{part_name(id, step)} is new: {_about(step)}"
            yield Change(kind="added", part="step", id=id, message=message)
            continue
        if was[id] != id:
            yield _renamed(was[id], id, step)
        yield from _changed(id, before.steps[was[id]], step)
    for id, step in before.steps.items():
        if id not in was.values():
            message = f"{part_name(id, step)} is gone: {_about(step)}"
            yield Change(kind="removed", part="step", id=id, message=message)


def part_name(id: str, step: Step | Item) -> str:
    """A part as people know it, and its id where that is another."""
    return f"{step.name} ({id})" if step.name and step.name != id else id


def _about(step: Step) -> str:
    said = detail(step)
    return f"{kind(step)}, {said}" if said else kind(step)


def _renamed(before: str, after: str, step: Step) -> Change:
    """The change of the id of ``step`` from ``before`` to ``after``. Random splits draw by it, and effects are known
    by that of their outcome; else an id means nothing.
    """
    drawn = isinstance(step, Outcome) or (isinstance(step, Split) and step.on == "random")
    message = f"{before} is now called {after}"
    return Change(
        kind="renamed", part="step", id=after, before=before, after=after, message=message, meaning=drawn
    )


def _changed(id: str, before: Step, after: Step) -> Iterator[Change]:
    if type(before) is not type(after):
        message = f"{part_name(id, after)} is a {_about(after)}, no longer a {_about(before)}"
        yield Change(
            kind="changed",
            part="step",
            id=id,
            field="kind",
            before=kind(before),
            after=kind(after),
            message=message,
        )
        return
    yield from changed_fields("step", id, part_name(id, after), before, after, skip=("items",))
    if isinstance(before, Checklist) and isinstance(after, Checklist):
        yield from _items(id, before, after)


def _items(list_: str, before: Checklist, after: Checklist) -> Iterator[Change]:
    renamed = renamed_parts(before.items, after.items)
    was = {renamed.get(id, id): id for id in before.items if id in renamed or id in after.items}
    for id, item in after.items.items():
        said = f"{part_name(id, item)} in {title(list_, after)}"
        if id not in was:
            yield Change(kind="added", part="item", id=id, message=f"{said} is new")
            continue
        if was[id] != id:
            message = f"{was[id]} in {title(list_, after)} is now called {id}"
            yield Change(
                kind="renamed", part="item", id=id, before=was[id], after=id, message=message, meaning=False
            )
        yield from changed_fields("item", id, said, before.items[was[id]], item)
    for id, item in before.items.items():
        if id not in was.values():
            message = f"{part_name(id, item)} in {title(list_, before)} is gone"
            yield Change(kind="removed", part="item", id=id, message=message)
