"""A design that is open in a notebook: the journey, its picture, its findings, what is chosen, what is being asked.

It knows no widgets. Wishes of the page go in; whoever shows it looks at what came out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from designer.diagram.box_text import Counted
from designer.diagram.chart import Chart, chart
from designer.diagram.layout import Direction
from designer.diagram.navigation import neighbour
from designer.editing import commands
from designer.editing.commands import Confirm, Outcome, Pick, Proposal, Refusal
from designer.editing.selection import JOURNEY, Place, still_there, title_at
from designer.editing.session import Desk
from designer.editing.transitions import with_next
from designer.notebook import messages as wishes
from designer.notebook.messages import RefusedMessage, Wish
from engine.edit import (
    Compound,
    Edit,
    Move,
)
from engine.edit.restore import difference
from engine.finding import Finding
from engine.journey import Journey

NEXT_BRANCH: Final = "; B goes through those of a step."


FindingsOf = Callable[[Journey], list[Finding]]


class Answer(Struct, frozen=True):
    """An answer to a question: what the button says, and the wish that it sends; without one, nothing is done."""

    says: str
    wish: Wish | None = None
    about: str = ""


class Question(Struct, frozen=True):
    """A question before an edit is made; ``steps`` are those that it is about."""

    asks: str
    answers: tuple[Answer, ...]
    steps: tuple[str, ...] = ()


class NotebookDesign:
    """``place`` is what is inspected; ``steps`` are all that are chosen. ``said`` tells what the last wish came to."""

    def __init__(
        self, journey: Journey, *, counted: Counted = None, judge: FindingsOf = lambda _: []
    ) -> None:
        """``counted`` says which boxes leave a line for a count; ``judge`` finds what there is to say, if anything is
        wanted.
        """
        self._counted, self._judge = counted, judge
        self.desk = Desk(journey.name or journey.id, journey)
        self.place = JOURNEY
        self.steps: tuple[str, ...] = ()
        self.question: Question | None = None
        self.said = ""
        self.direction: Direction = "right"
        self.chart: Chart = chart(journey, counted=counted)
        self.findings = self._judge(journey)

    @property
    def journey(self) -> Journey:
        return self.desk.journey

    def replace(self, journey: Journey) -> None:
        """Another journey; undoing gives the former one back."""
        self.question = None
        self.edit(difference(self.journey, journey), then=self.place)

    def edit(self, edit: Edit, *, then: Place | None = None, about: str = "") -> None:
        """Make an edit. Raises InvalidEdit and changes nothing then."""
        if self.desk.apply(edit, about):
            self.said = self.desk.undoable
        self._redraw(then or self.place)

    def edit_field(self, edit: Edit, about: str) -> None:
        """Make an edit of the field ``about``; further ones of the same field in a row are one change."""
        self.edit(edit, about=about)

    def _redraw(self, place: Place, *, anew: bool = False) -> None:
        former = None if anew else self.chart
        self.chart = chart(self.journey, direction=self.direction, previous=former, counted=self._counted)
        self.findings = self._judge(self.journey)
        self.choose(place)

    def judge_again(self) -> None:
        """Find once more what there is to say: more is known of the design by now."""
        self.findings = self._judge(self.journey)

    def choose(self, place: Place, *more: str) -> None:
        """Inspect a place; ``more`` steps are chosen with it."""
        self.place = still_there(self.journey, place)
        there = [id for id in (*more, self.place.step) if id is not None and id in self.journey.steps]
        self.steps = tuple(dict.fromkeys(there))

    def fulfil(self, wish: Wish) -> None:
        """Do what is asked for. Raises RefusedMessage or InvalidEdit, and changes nothing then."""
        self.question, self.said = None, ""
        match wish:
            case wishes.ChooseRequest():
                self._choose(wish)
            case wishes.WalkRequest(toward=toward, also=also):
                at = neighbour(self.chart.layout, self._step(), toward)
                self.choose(Place(step=at or self._step()), *(self.steps if also else ()))
            case wishes.BranchRequest():
                self._next_branch()
            case wishes.TurnRequest():
                self.direction = "down" if self.direction == "right" else "right"
                self._redraw(self.place)
            case wishes.UndoRequest():
                self._tell(*commands.undo(self.desk))
            case wishes.RedoRequest():
                self._tell(*commands.redo(self.desk))
            case wishes.OpenRequest():
                pass  # the form is there already; whoever shows it puts the cursor there
            case _:
                self._edit(wish)

    def _edit(self, wish: Wish) -> None:
        match wish:
            case wishes.AddRequest(kind=kind, transition=transition, after=after):
                self._check_ends(transition, after)
                self._carry_out(commands.add(self.journey, Place(step=after, transition=transition), kind))
            case wishes.AddItemRequest():
                self._carry_out(commands.add_item(self.journey, self.place))
            case wishes.AddRuleRequest():
                self._carry_out(commands.add_rule(self.journey))
            case wishes.ConnectRequest(source=source, target=target, guard=guard):
                self._check_ends(None, source, target)
                self._carry_out(commands.connect(self.journey, source, target, guard), wish)
            case wishes.MoveRequest(to=to):
                self.edit(Compound(tuple(Move(id, position) for id, position in to.items())))
            case wishes.UnmoveRequest(steps=steps):
                self.edit(Compound(tuple(Move(id) for id in steps)))
                self._redraw(self.place, anew=True)
            case wishes.RenameRequest(step=step, to=to):
                self._carry_out(commands.rename(step, to))
            case wishes.DeleteRequest():
                self._carry_out(commands.delete(self.journey, self.place, self.steps), wish)
            case wishes.GroupRequest():
                self._carry_out(commands.group(self.journey, self._row()))
            case wishes.UngroupRequest():
                self._carry_out(commands.ungroup(self.journey, self.place))
            case wishes.ReorderRequest(by=by):
                self._carry_out(commands.reorder(self.journey, self.place, by, NEXT_BRANCH))
            case _:
                raise RefusedMessage("That takes a simulation; this is a design.")

    def _carry_out(self, outcome: Outcome | None, wish: Wish | None = None) -> None:
        """Make a proposed edit, or put the question whose answers send ``wish`` again with what was missing."""
        match outcome:
            case Proposal(edit=edit, place=place, is_loose=is_loose):
                self.edit(edit, then=place)
                self.said += ". It is not connected yet: draw a line to it." if is_loose else ""
            case Refusal(says=says):
                raise RefusedMessage(says)
            case Pick(asks=asks, options=options) if isinstance(wish, wishes.ConnectRequest):
                answers = (
                    Answer(each.label, replace(wish, guard=each.answer), each.about) for each in options
                )
                self.question = Question(asks, (*answers, Answer("cancel")))
            case Confirm(proposal=proposal) if isinstance(wish, wishes.DeleteRequest) and wish.sure:
                self._carry_out(proposal)
            case Confirm(asks=asks, steps=steps):
                yes, no = Answer("Delete", wishes.DeleteRequest(sure=True)), Answer("Keep")
                self.question = Question(asks, (yes, no), steps)

    def _choose(self, wish: wishes.ChooseRequest) -> None:
        for id in wish.steps:
            self._require_step(id)
        if wish.transition is not None:
            self._check_transition(wish.transition)
            self.choose(Place(transition=wish.transition))
        elif wish.steps:
            self.choose(Place(step=wish.steps[-1], item=wish.item), *wish.steps[:-1])
        else:
            self.choose(JOURNEY)

    def _step(self) -> str:
        """The step that keys start from: the chosen one, where the chosen transition begins, else the first."""
        if self.place.transition is not None:
            return self.journey.transitions[self.place.transition].source
        if self.place.step is not None:
            return self.place.step
        boxes = self.chart.layout.boxes.values()
        if not boxes:
            raise RefusedMessage("There is no step yet; add one.")
        return min(boxes, key=lambda box: (box.x, box.y)).id

    def _next_branch(self) -> None:
        out = [index for index, _ in self.journey.out(self._step())]
        if not out:
            raise RefusedMessage(f"No transition leaves {title_at(self.journey, Place(step=self._step()))}.")
        at = self.place.transition
        after = out[(out.index(at) + 1) % len(out)] if at in out else out[0]
        self.choose(Place(transition=after))

    def _row(self) -> tuple[str, ...]:
        """Return what is chosen; one waypoint alone goes with the one after it."""
        return with_next(self.journey, self.steps[0]) if len(self.steps) == 1 else self.steps

    def _tell(self, is_done: bool, said: str) -> None:
        self.said = said
        if is_done:
            self._redraw(self.place)

    def _check_ends(self, transition: int | None, *steps: str | None) -> None:
        """Check that ``transition`` leads from a step to a step. Raises RefusedMessage if one of them is not there."""
        if transition is not None:
            self._check_transition(transition)
        for step in steps:
            if step is not None:
                self._require_step(step)

    def _require_step(self, id: str) -> None:
        if id not in self.journey.steps:
            raise RefusedMessage(f"There is no step {id!r}.")

    def _check_transition(self, index: int) -> None:
        if index >= len(self.journey.transitions):
            raise RefusedMessage(f"There is no transition {index}.")
