"""Commands of a person who edits a design, the same for every front end.

Each answers what it comes to: a ``Proposal`` with the edit to make, a question to be put first (``Pick``, ``Fill``,
``Confirm``), or a ``Refusal``. Each of them carries its sentence. Nothing is changed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from designer.editing.deletion import delete_edit, place_after_deletion
from designer.editing.insertion import insert_edit
from designer.editing.new_parts import BLANK_ITEM, blank_rule, blank_step, kinds
from designer.editing.selection import Place, change, items_of, steps_in_order, title_at
from designer.editing.session import Desk
from designer.editing.transitions import GUARDS, allowed_guards, connect_edit, reorder_edit
from engine.edit import (
    Add,
    ChangeJourney,
    ChangeStep,
    Compound,
    Delete,
    Edit,
    Group,
    InvalidEdit,
    Rename,
    Ungroup,
    apply,
    stranded_steps,
)
from engine.edit.fields import plain
from engine.edit.lookup import fresh_id
from engine.finding import InvalidJourney
from engine.journey import Journey
from engine.labels import GLYPHS, detail, kind, title
from engine.steps import Checklist, Step, Waypoint
from store.names import slug

if TYPE_CHECKING:
    from designer.editing.form_field import FormField

MOST_NAMED: Final = 6
"""Steps that a question names; a list beside it has all of them."""


_NAME_QUESTION: Final = "What is the {} called?"
_NAME_HINT: Final = "It may be left empty. The id is made from it."

_PLACE: Final = re.compile(r"^\$[\w.\[\]-]*: ")
"""Where a fault is: the field says so already."""


class Proposal(Struct, frozen=True):
    """An edit to be made; ``place`` is to be chosen then. ``is_loose``: no transition leads to the new step yet."""

    edit: Edit
    place: Place
    is_loose: bool = False


class Refusal(Struct, frozen=True):
    """A sentence in place of an edit; ``wrong`` where the design is in the way, not the choice of a place."""

    says: str
    wrong: bool = False


class Option(Struct, frozen=True):
    """An answer to pick: what it stands for, how a list shows it, what it means."""

    answer: str
    label: str
    about: str = ""


class Pick(Struct, frozen=True):
    """A question that one of ``options`` answers; ``then`` answers what its choice comes to."""

    asks: str
    options: tuple[Option, ...]
    then: Callable[[str], Outcome]


class Fill(Struct, frozen=True):
    """A question that a text answers; ``wrong`` says what is wrong with one, empty if it can be taken."""

    asks: str
    about: str
    then: Callable[[str], Outcome]
    text: str = ""
    wrong: Callable[[str], str] = lambda _: ""


class Confirm(Struct, frozen=True):
    """A question that yes or no answers: whether the edit may strand ``steps``."""

    asks: str
    steps: tuple[str, ...]
    proposal: Proposal


Outcome: TypeAlias = Proposal | Refusal | Pick | Fill | Confirm


# Steps


def ask_to_add(journey: Journey, place: Place) -> Outcome:
    """Add a step where the chosen ``place`` suggests: of which kind, and called what."""
    options = tuple(Option(each, f"{GLYPHS[each]} {each}", about) for each, about in kinds(journey).items())
    return Pick("Add which kind of step?", options, lambda kind: _ask_for_name(journey, place, kind))


def _ask_for_name(journey: Journey, place: Place, kind: str) -> Outcome:
    return Fill(_NAME_QUESTION.format(kind), _NAME_HINT, lambda name: add(journey, place, kind, name))


def add(journey: Journey, place: Place, kind: str, name: str = "") -> Outcome:
    """Add a step of a ``kind`` called ``name`` to ``journey``: on the transition or behind the step at ``place``,
    else by itself.
    """
    if kind not in kinds(journey):
        return Refusal(f"No step of the kind {kind!r} can be added.")
    id, step = _new_step(journey, kind, name)
    edit, is_connected = insert_edit(journey, place, id, step)
    return Proposal(edit, Place(step=id), is_loose=not is_connected)


def _new_step(journey: Journey, kind: str, name: str) -> tuple[str, Step]:
    """A step of a ``kind`` called ``name`` that ``journey`` does not have yet, after the id that it gets."""
    name = name.strip()
    id = fresh_id(journey, slug(name) if name else kind)
    return id, replace(blank_step(journey, kind), name=name)


def ask_to_rename(journey: Journey, place: Place) -> Outcome:
    """Give the step at ``place`` another id."""
    step = place.step
    if step is None or place.item is not None:
        return Refusal("Choose the step whose id you want to change.")

    def wrong(to: str) -> str:
        try:
            apply(journey, Rename(step, to))
        except InvalidEdit as error:
            return str(error)
        return ""

    about = "Transitions, exit rules and conditions that speak of it follow."
    return Fill(f"A new id for {step}", about, lambda to: rename(step, to), step, wrong)


def rename(step: str, to: str) -> Proposal:
    """Give the step with the id ``step`` the id ``to``."""
    return Proposal(Rename(step, to), Place(step=to))


def delete(journey: Journey, place: Place, steps: Sequence[str] = ()) -> Outcome:
    """Delete what is at ``place``, or several ``steps`` at once. Raises InvalidEdit."""
    several = len(steps) > 1 and place.item is None
    edit = Compound(tuple(Delete(id) for id in steps)) if several else delete_edit(journey, place)
    if edit is None:
        return Refusal("Choose a step, a transition, an item or an exit rule to delete.")
    proposal = Proposal(edit, place_after_deletion(journey, place))
    cut_off = stranded_steps(journey, edit)
    lost = tuple(id for id in steps_in_order(journey) if id in cut_off)
    return Confirm(_stranding_text(journey, lost), lost, proposal) if lost else proposal


def toggle_active(journey: Journey, place: Place, steps: Sequence[str]) -> Outcome:
    """Turn ``steps`` of ``journey`` off, or on again where the first one is off; ``place`` stays chosen."""
    if not steps:
        return Refusal("Choose a step first, or mark several with Space.")
    active = not journey.steps[steps[0]].active
    edits = tuple(ChangeStep(id, {"active": active}) for id in steps)
    return Proposal(edits[0] if len(edits) == 1 else Compound(edits), place)


def _stranding_text(journey: Journey, lost: Sequence[str]) -> str:
    names = [title(id, journey.steps[id]) for id in lost[:MOST_NAMED]]
    more = len(lost) - len(names)
    return f"This would cut off {', '.join(names)}{f' and {more} more' if more else ''}."


# Transitions


def ask_to_connect(journey: Journey, place: Place) -> Outcome:
    """Draw a transition from the step at ``place``: to which step, and decided by what."""
    if (source := place.step) is None:
        return Refusal("Choose the step where the transition begins first.")
    called = title_at(journey, Place(step=source))
    new = {f"new {each}": each for each in kinds(journey) if each != "entry"}
    options = tuple(Option(said, f"{GLYPHS[each]} {said}") for said, each in new.items())
    return Pick(
        f"Connect {called} to which step?",
        (*step_options(journey), *options),
        lambda chosen: (
            _ask_for_target(journey, source, new[chosen])
            if chosen in new
            else connect(journey, source, chosen)
        ),
    )


def _ask_for_target(journey: Journey, source: str, kind: str) -> Outcome:
    return Fill(
        _NAME_QUESTION.format(kind), _NAME_HINT, lambda name: connect_new(journey, source, kind, name)
    )


def connect_new(journey: Journey, source: str, kind: str, name: str = "") -> Outcome:
    """Draw a transition of ``journey`` from ``source`` to a new step of a ``kind`` called ``name``."""
    id, step = _new_step(journey, kind, name)
    added = Add(id, step)
    return _together(added, connect(apply(journey, added), source, id), Place(step=id))


def _together(first: Edit, outcome: Outcome, place: Place) -> Outcome:
    """Make the edit ``first`` and what ``outcome`` comes to one edit, with ``place`` chosen then."""
    match outcome:
        case Proposal(edit=edit):
            return Proposal(Compound((first, edit)), place)
        case Pick(then=then):
            return replace(outcome, then=lambda chosen: _together(first, then(chosen), place))
    return outcome


def connect(journey: Journey, source: str, target: str, guard: str | None = None) -> Outcome:
    """Draw a transition of ``journey`` from ``source`` to ``target``; a question asks for its ``guard`` where more
    than one can decide it.
    """
    guards = allowed_guards(journey, source)
    called = title_at(journey, Place(step=source))
    if not guards:
        return Refusal(
            f"No further transition may leave {called}; put a split after it to branch.", wrong=True
        )
    if guard is None and guards[0] == "plain":
        guard = "plain"  # the way on is what is missing; a timeout is another transition
    if guard is None and guards == ["after", "by"]:
        guard = "after"  # the form makes a deadline of it
    if guard is None and len(guards) > 1:
        options = tuple(Option(each, each, GUARDS[each]) for each in guards)
        asks = f"When is it taken from {called}?"
        return Pick(asks, options, lambda chosen: connect(journey, source, target, chosen))
    guard = guard or guards[0]
    if guard not in guards:
        return Refusal(f"A transition out of {called} cannot be decided by {guard!r}.", wrong=True)
    place = Place(transition=len(journey.transitions))
    return Proposal(connect_edit(journey, source, target, guard), place)


def reorder(journey: Journey, place: Place, by: int, hint: str) -> Outcome | None:
    """Let the branch of ``journey`` at ``place`` change places with the one ``by`` so many further on; None where
    there is none.

    ``hint`` says how one is chosen where none is.
    """
    if place.transition is None:
        return Refusal(f"Choose a transition first{hint}")
    found = reorder_edit(journey, place.transition, by)
    return None if found is None else Proposal(found[0], Place(transition=found[1]))


# Checklists and exit rules


def add_item(journey: Journey, place: Place) -> Outcome:
    """Add an item to the checklist at ``place``."""
    if (step := _checklist(journey, place)) is None:
        return Refusal("Choose a checklist to add an item to.")
    id = fresh_id(journey, "item")
    items = {**items_of(journey, step), id: plain(BLANK_ITEM)}
    return Proposal(ChangeStep(step, {"items": items}), Place(step=step, item=id))


def add_rule(journey: Journey) -> Proposal:
    """Add an exit rule to the journey."""
    rule = blank_rule(journey)
    rules = [plain(each) for each in (*journey.exit_rules, rule)]
    return Proposal(ChangeJourney({"exit_rules": rules}), Place(rule=rule.id))


def ask_to_group(journey: Journey, steps: Sequence[str]) -> Outcome:
    """Ask for the name of the checklist that waypoints ``steps`` of ``journey`` become, if they can."""
    others = [title(id, journey.steps[id]) for id in steps if not isinstance(journey.steps[id], Waypoint)]
    if others:
        return Refusal(f"Only waypoints become one checklist, and {others[0]} is none.", wrong=True)
    about = "Its items can be reached in any order."
    return Fill("What is the checklist called?", about, lambda name: group(journey, steps, name))


def group(journey: Journey, steps: Sequence[str], name: str = "") -> Proposal:
    """Make the waypoints ``steps`` of ``journey`` one checklist called ``name``."""
    name = name.strip()
    id = fresh_id(journey, slug(name) if name else "checklist")
    return Proposal(Group(tuple(steps), id, name), Place(step=id))


def ungroup(journey: Journey, place: Place) -> Outcome:
    """Make the checklist at ``place`` a row of waypoints."""
    if (step := _checklist(journey, place)) is None:
        return Refusal("Choose a checklist to ungroup.")
    return Proposal(Ungroup(step), Place(step=next(iter(items_of(journey, step)), None)))


def _checklist(journey: Journey, place: Place) -> str | None:
    """The id of the checklist at a place, if one is there."""
    step = place.step
    return step if step is not None and isinstance(journey.steps[step], Checklist) else None


# Fields, undo


def fill(
    journey: Journey, place: Place, field: FormField, typed: str | bool, edit: Callable[[Edit, str], object]
) -> str:
    """Put what was typed into a field of ``place``; answer what is wrong with it, empty if it was taken.

    ``edit`` makes the edit; its second argument is the same for the same field, so that keys in a row are one change.
    """
    try:
        from designer.editing.forms import filled  # with calendars: not before a form is filled in

        fields = filled(journey, place, field, typed)
        edit(change(journey, place, fields), f"{place} {field.key}")
    except InvalidEdit as error:
        return _PLACE.sub("", str(error))
    except InvalidJourney as error:
        return error.findings[0].message
    return ""


def undo(desk: Desk) -> tuple[bool, str]:
    """Take back the last change of ``desk``: whether there was one, and the sentence about it."""
    return _history_result("Undone", desk.undo(), "There is nothing to undo.")


def redo(desk: Desk) -> tuple[bool, str]:
    """Make the change again that was undone last: whether there was one, and the sentence about it."""
    return _history_result("Done again", desk.redo(), "There is nothing to redo.")


def _history_result(what: str, said: str, nothing: str) -> tuple[bool, str]:
    return bool(said), f"{what}: {said}" if said else nothing


def step_options(journey: Journey) -> tuple[Option, ...]:
    """All steps to pick from, in the order in which people reach them."""
    return tuple(
        Option(id, step_label(journey, id), f"{detail(journey.steps[id])}  {id}")
        for id in steps_in_order(journey)
    )


def step_label(journey: Journey, id: str) -> str:
    """The glyph and the title of step ``id`` of ``journey``."""
    step = journey.steps[id]
    return f"{GLYPHS[kind(step)]} {title(id, step)}"
