"""Editing a design by keys and by mouse. Every command makes one edit, or asks first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from designer.app.actions import Action
from designer.app.dialogs import Ask, Choice, Choose, Enter
from designer.app.screens.design.design_editor import DesignEditor
from designer.app.screens.design.panels import Panels
from designer.app.screens.graph_view import GraphView
from designer.app.screens.tab import TabScreen
from designer.editing import commands
from designer.editing.commands import Confirm, Fill, Outcome, Pick, Proposal, Refusal
from designer.editing.selection import Place, steps_in_order
from designer.editing.transitions import with_next
from engine.edit import Compound, Move

EDIT_ACTIONS: Final = (
    Action("add", "a", "Add a step after this one, or on this transition", "Edit", "Add"),
    Action("connect", "c", "Connect this step to another", "Edit", "Connect"),
    Action("delete", "d,delete,backspace", "Delete what is chosen", "Edit", "Delete"),
    Action("rename", "r", "Rename the id of this step", "Edit"),
    Action("add_item", "I", "Add an item to this checklist", "Edit"),
    Action("add_rule", "x", "Add an exit rule to the journey", "Edit"),
    Action("group", "C", "Group marked waypoints into a checklist", "Edit"),
    Action("ungroup", "X", "Ungroup this checklist", "Edit"),
    Action("reorder(-1)", "less_than_sign", "This branch one earlier", "Edit", word="branch_earlier"),
    Action("reorder(1)", "greater_than_sign", "This branch one later", "Edit", word="branch_later"),
    Action("shift(-1)", "alt+up", "Move this step one up", "Edit", word="step_up"),
    Action("shift(1)", "alt+down", "Move this step one down", "Edit", word="step_down"),
    Action("toggle_active", "A", "Turn this step on or off, or those that are marked", "Edit"),
    Action("unmove", "0", "Let the layout place this step", "Edit"),
    Action("undo", "u,ctrl+z", "Undo", "Edit", "Undo"),
    Action("redo", "U,ctrl+y", "Redo", "Edit"),
)

NEXT_TRANSITION: Final = ": t goes through those of a step."
NOT_CONNECTED: Final = "It is not connected yet: choose a step and press c to lead there."


class EditCommands:
    """Puts the questions of ``designer.editing.commands`` as dialogs."""

    ACTIONS: ClassVar[Sequence[Action]] = EDIT_ACTIONS

    def __init__(self, screen: TabScreen, view: GraphView, panels: Panels, editor: DesignEditor) -> None:
        self._screen, self._view, self._panels, self._editor = screen, view, panels, editor
        self.undo, self.redo = editor.undo, editor.redo

    def carry_out(self, command: Callable[[], Outcome | None]) -> None:
        """Do what a command comes to: make its edit, put its question, or say why not."""
        self._screen.converse(partial(self._carry_out, command))

    async def _carry_out(self, command: Callable[[], Outcome | None]) -> None:
        with self._screen.waypost.report_errors():
            outcome = command()
            while isinstance(outcome, Pick | Fill | Confirm):
                outcome = await self._answer_to(outcome)
            if isinstance(outcome, Refusal):
                self._screen.waypost.say(outcome.says, wrong=outcome.wrong)
            elif outcome is not None:
                self.make(outcome)

    async def _answer_to(self, question: Pick | Fill | Confirm) -> Outcome | None:
        """Return what the answer to a question comes to; None if it is left."""
        ask = self._screen.waypost.ask
        match question:
            case Pick(asks=asks, options=options, then=then):
                choices = [Choice(each.answer, each.label, each.about) for each in options]
                chosen = await ask(Choose(asks, choices))
                return None if chosen is None else then(chosen)
            case Fill(asks=asks, text=text, about=about, wrong=wrong, then=then):
                typed = await ask(Enter(asks, text, about, wrong))
                return None if typed is None else then(typed)
            case Confirm(asks=asks, steps=steps, proposal=proposal):
                named = "\n".join(f"  {commands.step_label(self._screen.journey, id)}" for id in steps)
                return proposal if await ask(Ask(asks, named, "Delete", "Keep")) else None

    def make(self, proposal: Proposal) -> bool:
        """Make an edit; answer whether it was made."""
        made = self._editor.edit(proposal.edit, then=proposal.place)
        if made and proposal.is_loose:
            self._screen.waypost.say(NOT_CONNECTED)
        return made

    # Actions

    def add(self) -> None:
        """Add a step of a kind, with a name that gives it an id."""
        self.carry_out(lambda: commands.ask_to_add(self._screen.journey, self._view.place))

    def connect(self) -> None:
        """Draw a transition from what is chosen."""
        self.carry_out(lambda: commands.ask_to_connect(self._screen.journey, self._view.place))

    def connect_steps(self, source: str, target: str) -> None:
        """Draw a transition from ``source`` to ``target``."""
        self.carry_out(lambda: commands.connect(self._screen.journey, source, target))

    def delete(self) -> None:
        """Delete what is chosen; what that would strand is shown first."""
        marked = self._marked_steps()
        self.carry_out(lambda: commands.delete(self._screen.journey, self._view.place, marked))

    def rename(self) -> None:
        """Give the chosen step another id."""
        self.carry_out(lambda: commands.ask_to_rename(self._screen.journey, self._view.place))

    async def add_item(self) -> None:
        """Add an item to the chosen checklist, and go there."""
        await self._make_and_open(commands.add_item(self._screen.journey, self._view.place))

    async def add_rule(self) -> None:
        """Add an exit rule, and go there."""
        await self._make_and_open(commands.add_rule(self._screen.journey))

    async def _make_and_open(self, outcome: Outcome) -> None:
        if isinstance(outcome, Proposal) and self.make(outcome):
            await self._panels.open_form()
        elif isinstance(outcome, Refusal):
            self._screen.waypost.say(outcome.says)

    def group(self) -> None:
        """Make the marked waypoints a checklist; without marks, the chosen one and the one after it."""
        steps = self._marked_steps() or self._row()
        self.carry_out(lambda: commands.ask_to_group(self._screen.journey, steps))

    def _row(self) -> tuple[str, ...]:
        step = self._view.place.step
        return () if step is None else with_next(self._screen.journey, step)

    def ungroup(self) -> None:
        """Make the chosen checklist a row of waypoints."""
        self.carry_out(lambda: commands.ungroup(self._screen.journey, self._view.place))

    def reorder(self, by: int) -> None:
        """Let the chosen branch change places with its neighbour."""
        self.carry_out(lambda: commands.reorder(self._screen.journey, self._view.place, by, NEXT_TRANSITION))

    def _marked_steps(self) -> tuple[str, ...]:
        """The steps that are marked, in the order in which people reach them."""
        marked = self._view.canvas.paints.marked
        return tuple(id for id in steps_in_order(self._screen.journey) if id in marked) if marked else ()

    def _chosen_steps(self) -> tuple[str, ...]:
        """The marked steps, else the chosen one."""
        step = self._view.place.step
        return self._marked_steps() or (() if step is None else (step,))

    def toggle_active(self) -> None:
        """Turn the chosen steps off, or on again where the first one is off."""
        self.carry_out(
            lambda: commands.toggle_active(self._screen.journey, self._view.place, self._chosen_steps())
        )

    def move(self, step: str, position: tuple[int, int]) -> None:
        """Put a step where it was dropped; if it is marked, the others that are with it."""
        marked = self._marked_steps()
        if self._view.chart is None or step not in marked:
            self._editor.edit(Move(step, position), then=Place(step=step))
            return
        box = self._view.chart.boxes.boxes[step]
        self._move_by(marked, position[0] - box.x, position[1] - box.y)

    def _move_by(self, steps: Sequence[str], across: int, down: int) -> None:
        assert self._view.chart is not None
        boxes = self._view.chart.boxes.boxes
        moves = [Move(id, (boxes[id].x + across, boxes[id].y + down)) for id in steps]
        self._editor.edit(moves[0] if len(moves) == 1 else Compound(tuple(moves)))

    def shift(self, by: int) -> None:
        """Move the chosen steps past the next one beside the first of them in its layer."""
        steps = self._chosen_steps()
        if not steps or self._view.chart is None:
            return
        step = steps[0]
        layout = self._view.chart.boxes
        box = layout.boxes[step]
        right = layout.direction == "right"
        height = box.height if right else box.width
        distance = by * (height + 4)
        self._move_by(steps, 0 if right else distance, distance if right else 0)

    def unmove(self) -> None:
        """Let the layout place the chosen steps."""
        steps = self._chosen_steps()
        if steps and self._editor.edit(Compound(tuple(Move(step, None) for step in steps))):
            self._view.draw(anew=True)
