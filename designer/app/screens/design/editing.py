"""Editing a design by keys and by mouse. Every action makes one edit, or asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace
from textual import on, work

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose, Enter
from designer.app.screens.design.looking import Looking
from designer.app.screens.picturing import steps
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.outline import reached
from designer.editing.deletion import after_deleting, deleting
from designer.editing.insertion import adding
from designer.editing.new_parts import BLANK_ITEM, blank_rule, blank_step, kinds
from designer.editing.selection import Place, items_of, title_at
from designer.editing.transitions import GUARDS, connecting, fitting, reordering, with_next
from engine.edit import (
    ChangeJourney,
    ChangeStep,
    Edit,
    Group,
    InvalidEdit,
    Move,
    Rename,
    Ungroup,
    apply,
    stranded,
)
from engine.edit.fields import plain
from engine.edit.lookup import fresh_id
from engine.labels import GLYPHS, title
from engine.steps import Checklist, Step
from store.names import slug

EDITING: Final = (
    Action("add", "a", "Add a step after this one, or on this transition", "Edit", "Add"),
    Action("connect", "c", "Connect this step to another", "Edit", "Connect"),
    Action("delete", "d,delete,backspace", "Delete what is chosen", "Edit", "Delete"),
    Action("rename", "r", "Rename the id of this step", "Edit"),
    Action("add_item", "I", "Add an item to this checklist", "Edit"),
    Action("add_rule", "x", "Add an exit rule to the journey", "Edit"),
    Action("group", "g", "Group marked waypoints into a checklist", "Edit"),
    Action("ungroup", "G", "Ungroup this checklist", "Edit"),
    Action("reorder(-1)", "less_than_sign", "This branch one earlier", "Edit"),
    Action("reorder(1)", "greater_than_sign", "This branch one later", "Edit"),
    Action("shift(-1)", "alt+up", "Move this step one up", "Edit"),
    Action("shift(1)", "alt+down", "Move this step one down", "Edit"),
    Action("unmove", "0", "Let the layout place this step", "Edit"),
    Action("undo", "u,ctrl+z", "Undo", "Edit", "Undo"),
    Action("redo", "U,ctrl+y", "Redo", "Edit"),
)


class Editing(Looking):
    """Edits of steps, ways, items and exit rules."""

    @work
    async def action_add(self) -> None:
        """A step of a kind, with a name that gives it an id."""
        choices = [
            Choice(each, f"{GLYPHS[each]} {each}", about) for each, about in kinds(self.journey).items()
        ]
        kind = await self.app.push_screen_wait(Choose("Add which kind of step?", choices))
        if kind is None:
            return
        about = "It may be left empty. The id is made from it."
        name = await self.app.push_screen_wait(Enter(f"What is the {kind} called?", about=about))
        if name is not None:
            id = fresh_id(self.journey, slug(name) if name.strip() else kind)
            self._add(id, replace(blank_step(self.journey, kind), name=name.strip()))

    def _add(self, id: str, step: Step) -> None:
        edit, is_connected = adding(self.journey, self.place, id, step)
        if self.edit(edit, then=Place(step=id)) and not is_connected:
            self.waypost.say("It is not connected yet: choose a step and press c to lead there.")

    @work
    async def action_connect(self) -> None:
        if (source := self.place.step) is None:
            self.waypost.say("Choose the step where the transition begins first.")
            return
        called = title_at(self.journey, Place(step=source))
        target = await self.app.push_screen_wait(
            Choose(f"Connect {called} to which step?", steps(self.journey))
        )
        if target is not None:
            await self._connect(source, target)

    @on(GraphCanvas.Connected)
    @work
    async def _drawn(self, event: GraphCanvas.Connected) -> None:
        await self._connect(event.source, event.target)

    async def _connect(self, source: str, target: str) -> None:
        """Ask what decides the new way if more than one thing can."""
        guards = fitting(self.journey, source)
        called = title(source, self.journey.steps[source])
        if not guards:
            self.waypost.say(
                f"No further way may leave {called}; put a split after it to branch.", wrong=True
            )
            return
        guard: str | None = guards[0]
        if len(guards) > 1:
            choices = [Choice(each, GUARDS[each]) for each in guards]
            guard = await self.app.push_screen_wait(Choose(f"When is it taken from {called}?", choices))
        if guard is not None:
            then = Place(transition=len(self.journey.transitions))
            self.edit(connecting(self.journey, source, target, guard), then=then)

    @on(GraphCanvas.Moved)
    def _moved(self, event: GraphCanvas.Moved) -> None:
        self.edit(Move(event.step, event.position), then=Place(step=event.step))

    def action_shift(self, by: int) -> None:
        """Past the next step beside it in its layer."""
        if (step := self.place.step) is None or self._chart is None:
            return
        layout = self._chart.boxes
        box = layout.boxes[step]
        right = layout.direction == "right"
        height = box.height if right else box.width
        distance = by * (height + 4)
        position = (box.x, box.y + distance) if right else (box.x + distance, box.y)
        self.edit(Move(step, position))

    def action_unmove(self) -> None:
        if self.place.step is not None and self.edit(Move(self.place.step, None)):
            self.draw(anew=True)

    @work
    async def action_delete(self) -> None:
        edit = deleting(self.journey, self.place)
        if edit is None:
            self.waypost.say("Choose a step, a transition, an item or an exit rule to delete.")
            return
        with self.waypost.report_errors():
            if await self._may_strand(edit):
                self.edit(edit, then=after_deleting(self.journey, self.place))

    async def _may_strand(self, edit: Edit) -> bool:
        """Whether steps that nothing would lead to any more are fine; they are shown. Raises InvalidEdit."""
        cut_off = stranded(self.journey, edit)
        lost = [id for id in reached(self.journey) if id in cut_off]
        if not lost:
            return True
        names = "\n".join(f"  {self._called(id)}" for id in lost)
        what = "this step" if len(lost) == 1 else f"these {len(lost)} steps"
        question = f"Nothing would lead to {what} any more:"
        answer = await self.app.push_screen_wait(Ask(question, names, "Delete", "Keep"))
        return answer is True

    def _called(self, id: str) -> str:
        step = self.journey.steps[id]
        return f"{GLYPHS[str(step.__struct_config__.tag)]} {title(id, step)}"

    @work
    async def action_rename(self) -> None:
        if (step := self.place.step) is None or self.place.item is not None:
            self.waypost.say("Choose the step whose id you want to change.")
            return
        about = "Transitions, exit rules and conditions that speak of it follow."
        wrong = self._wrong_with(lambda to: Rename(step, to))
        to = await self.app.push_screen_wait(Enter(f"A new id for {step}", step, about, wrong))
        if to is not None:
            self.edit(Rename(step, to), then=Place(step=to))

    def _wrong_with(self, edit_of: Callable[[str], Edit]) -> Callable[[str], str]:
        """What would be wrong with an edit made from a text, for a dialog that says so at once."""

        def wrong(text: str) -> str:
            try:
                apply(self.journey, edit_of(text))
            except InvalidEdit as error:
                return str(error)
            return ""

        return wrong

    async def action_add_item(self) -> None:
        step = self.place.step
        if step is None or not isinstance(self.journey.steps[step], Checklist):
            self.waypost.say("Choose a checklist to add an item to.")
            return
        id = fresh_id(self.journey, "item")
        items = {**items_of(self.journey, step), id: plain(BLANK_ITEM)}
        if self.edit(ChangeStep(step, {"items": items}), then=Place(step=step, item=id)):
            await self.open_inspector()

    async def action_add_rule(self) -> None:
        rule = blank_rule(self.journey)
        rules = [plain(each) for each in (*self.journey.exit_rules, rule)]
        if self.edit(ChangeJourney({"exit_rules": rules}), then=Place(rule=rule.id)):
            await self.open_inspector()

    @work
    async def action_group(self) -> None:
        marked = tuple(sorted(self.canvas.paints.marked)) or self._row()
        about = "Its items can be reached in any order."
        name = await self.app.push_screen_wait(Enter("What is the checklist called?", about=about))
        if name is not None:
            id = fresh_id(self.journey, slug(name) if name.strip() else "checklist")
            self.edit(Group(marked, id, name.strip()), then=Place(step=id))

    def _row(self) -> tuple[str, ...]:
        """Without marks: the chosen waypoint and the one after it."""
        return () if self.place.step is None else with_next(self.journey, self.place.step)

    def action_ungroup(self) -> None:
        step = self.place.step
        if step is None or not isinstance(self.journey.steps[step], Checklist):
            self.waypost.say("Choose a checklist to ungroup.")
            return
        first = next(iter(items_of(self.journey, step)), None)
        self.edit(Ungroup(step), then=Place(step=first))

    def action_reorder(self, by: int) -> None:
        """The chosen branch changes places with its neighbour."""
        index = self.place.transition
        if index is None:
            self.waypost.say("Choose a transition first: t goes through those of a step.")
            return
        if found := reordering(self.journey, index, by):
            edit, there = found
            self.edit(edit, then=Place(transition=there))

    async def action_undo(self) -> None:
        self.take_typed()
        await self._told("Undone", self.desk.undo(), "There is nothing to undo.")

    async def action_redo(self) -> None:
        await self._told("Done again", self.desk.redo(), "There is nothing to redo.")

    async def _told(self, what: str, said: str, nothing: str) -> None:
        if said:
            self.turned()
            if self.inspector.has_focus_within:  # the next key may type on
                await self.inspector.show(self.journey, self.place)
        self.call_after_refresh(self.waypost.say, f"{what}: {said}" if said else nothing)
