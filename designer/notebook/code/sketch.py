"""A design on its way from words to a journey: the next step is put where open transitions lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from designer.notebook.code.path_words import OPEN, Back, Path, PathStop
from engine.edit import Add, InvalidEdit, apply
from engine.edit.lookup import fresh_id
from engine.journey import Journey
from engine.labels import kind
from engine.steps import ID, Checklist, Exit, Item, Split, Step, Transition
from store.names import slug


class Sketch(Struct, frozen=True):
    """A design, and its transitions (by index) that lead to whatever is drawn next."""

    design: Journey
    ends: tuple[int, ...] = ()


def extend(sketch: Sketch, stop: PathStop | Back) -> Sketch:
    """The sketch with the next step where its open transitions lead. Raises InvalidEdit."""
    if not sketch.ends:
        raise InvalidEdit("nothing leads on from here: every path has come to an exit")
    if isinstance(stop, Back):
        return Sketch(_lead_to(sketch, _require_step(sketch.design, stop.name)))
    if isinstance(stop.step, Exit) and sketch.design.steps.get(stop.name) == stop.step:
        return Sketch(_lead_to(sketch, stop.name))
    id, name = _id_and_name(sketch.design, stop)
    step = replace(_with_item_ids(sketch.design, stop.step), name=name)
    there = replace(sketch, design=_lead_to(replace(sketch, design=apply(sketch.design, Add(id, step))), id))
    return _add_exits(there, id, stop)


def _require_step(design: Journey, step: str) -> str:
    if step not in design.steps:
        raise InvalidEdit(f"there is no step {step!r} yet; there are {', '.join(design.steps)}")
    return step


def _lead_to(sketch: Sketch, target: str) -> Journey:
    """The design of ``sketch`` with its open transitions leading to ``target``."""
    transitions = list(sketch.design.transitions)
    for index in sketch.ends:
        transitions[index] = replace(transitions[index], target=target)
    return replace(sketch.design, transitions=tuple(transitions))


def _add_exits(sketch: Sketch, id: str, stop: PathStop) -> Sketch:
    """The ``sketch`` with the transitions out of step ``id`` as ``stop`` has them, in their order, and what lies along
    them.
    """
    guards = [replace(branch.guard, source=id) for branch in stop.branches]
    onward = [] if isinstance(stop.step, Exit | Split) else [Transition(source=id, target=OPEN)]
    first = len(sketch.design.transitions)
    transitions = (*sketch.design.transitions, *onward, *guards)
    design = replace(sketch.design, transitions=transitions)
    ends = list(range(first, first + len(onward)))
    for index, branch in enumerate(stop.branches, first + len(onward)):
        along = _along(Sketch(design, (index,)), branch)
        design, ends = along.design, [*ends, *along.ends]
    return Sketch(design, tuple(ends))


def _along(sketch: Sketch, path: Path) -> Sketch:
    for stop in path.stops:
        sketch = extend(sketch, stop)
    return sketch


def _id_and_name(design: Journey, stop: PathStop) -> tuple[str, str]:
    """The id of ``stop`` in ``design`` and its name, if the one does not say the other."""
    if not ID.fullmatch(stop.name):
        return fresh_id(design, _stem(stop.name, kind(stop.step))), stop.name
    return (stop.name if stop.chosen else fresh_id(design, stop.name)), ""


def _stem(name: str, otherwise: str) -> str:
    return slug(name) if any(each.isalnum() and each.isascii() for each in name) else otherwise


def _with_item_ids(design: Journey, step: Step) -> Step:
    return replace(step, items=dict(_items(design, step.items))) if isinstance(step, Checklist) else step


def _items(design: Journey, items: Mapping[str, Item]) -> Iterator[tuple[str, Item]]:
    """The items of a checklist by their ids; a name that is none becomes the item's name."""
    for name, item in items.items():
        if ID.fullmatch(name):
            yield name, item
        else:
            yield fresh_id(design, _stem(name, "item")), replace(item, name=item.name or name)


def without_open_transitions(sketch: Sketch) -> Journey:
    """The design without the transitions that lead nowhere yet, so that its faults say what is missing."""
    transitions = tuple(transition for transition in sketch.design.transitions if transition.target != OPEN)
    return replace(sketch.design, transitions=transitions)
