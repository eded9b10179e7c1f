"""A design that is open in a notebook: the journey, its picture, its findings, what is chosen, what is being asked.

It knows no widgets. Wishes of the page go in; whoever shows it looks at what came out.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from designer.diagram.chart import Chart, chart
from designer.diagram.layout import Direction
from designer.diagram.navigation import neighbour
from designer.editing.deletion import after_deleting, deleting
from designer.editing.insertion import adding
from designer.editing.new_parts import BLANK_ITEM, blank_rule, blank_step, kinds
from designer.editing.selection import JOURNEY, Place, items_of, still_there, title_at
from designer.editing.session import Desk
from designer.editing.transitions import GUARDS, connecting, fitting, reordering, with_next
from designer.notebook import messages as wishes
from designer.notebook.messages import RefusedMessage, Wish
from engine.check import check
from engine.edit import (
    ChangeJourney,
    ChangeStep,
    Compound,
    Delete,
    Edit,
    Group,
    Move,
    Rename,
    Ungroup,
    stranded,
)
from engine.edit.fields import plain
from engine.edit.lookup import fresh_id
from engine.edit.restore import difference
from engine.journey import Journey
from engine.labels import title
from engine.steps import Checklist

MOST_NAMED: Final = 6
"""Steps that are named in a question; all of them are marked in the picture."""


class Answer(Struct, frozen=True):
    """One way to answer a question: what the button says, and the wish that it sends; without one, nothing is done."""

    says: str
    wish: Wish | None = None
    about: str = ""


class Question(Struct, frozen=True):
    """What has to be known before an edit is made; ``steps`` are those that it is about."""

    asks: str
    answers: tuple[Answer, ...]
    steps: tuple[str, ...] = ()


class NotebookDesign:
    """``place`` is what is inspected; ``steps`` are all that are chosen. ``said`` tells what the last wish came to."""

    def __init__(self, journey: Journey, *, counted: bool = False) -> None:
        """``counted`` leaves room in every box for how many are there."""
        self._counted = counted
        self.desk = Desk(journey.name or journey.id, journey)
        self.place = JOURNEY
        self.steps: tuple[str, ...] = ()
        self.question: Question | None = None
        self.said = ""
        self.direction: Direction = "right"
        self.chart: Chart = chart(journey, counted=counted)
        self.findings = check(journey)

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
        self._turned(then or self.place)

    def _turned(self, place: Place, *, anew: bool = False) -> None:
        former = None if anew else self.chart
        self.chart = chart(self.journey, direction=self.direction, previous=former, counted=self._counted)
        self.findings = check(self.journey)
        self.choose(place)

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
                self._turned(self.place)
            case wishes.UndoRequest():
                self._told("Undone", self.desk.undo(), "There is nothing to undo.")
            case wishes.RedoRequest():
                self._told("Done again", self.desk.redo(), "There is nothing to redo.")
            case wishes.OpenRequest():
                pass  # the form is there already; whoever shows it puts the cursor there
            case _:
                self._edit(wish)

    def _edit(self, wish: Wish) -> None:
        match wish:
            case wishes.AddRequest():
                self._add(wish)
            case wishes.AddItemRequest():
                self._add_item()
            case wishes.AddRuleRequest():
                rule = blank_rule(self.journey)
                rules = [plain(each) for each in (*self.journey.exit_rules, rule)]
                self.edit(ChangeJourney({"exit_rules": rules}), then=Place(rule=rule.id))
            case wishes.ConnectRequest():
                self._connect(wish)
            case wishes.MoveRequest(to=to):
                self.edit(Compound(tuple(Move(id, position) for id, position in to.items())))
            case wishes.UnmoveRequest(steps=steps):
                self.edit(Compound(tuple(Move(id) for id in steps)))
                self._turned(self.place, anew=True)
            case wishes.RenameRequest(step=step, to=to):
                self.edit(Rename(step, to), then=Place(step=to))
            case wishes.DeleteRequest(sure=sure):
                self._delete(sure=sure)
            case wishes.GroupRequest():
                id = fresh_id(self.journey, "checklist")
                self.edit(Group(self._row(), id), then=Place(step=id))
            case wishes.UngroupRequest():
                self._ungroup()
            case wishes.ReorderRequest(by=by):
                self._reorder(by)

    def _choose(self, wish: wishes.ChooseRequest) -> None:
        for id in wish.steps:
            self._known(id)
        if wish.way is not None:
            self._known_way(wish.way)
            self.choose(Place(transition=wish.way))
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

    def _add(self, wish: wishes.AddRequest) -> None:
        if wish.kind not in kinds(self.journey):
            raise RefusedMessage(f"No step of the kind {wish.kind!r} can be added.")
        if wish.way is not None:
            self._known_way(wish.way)
        if wish.after is not None:
            self._known(wish.after)
        id = fresh_id(self.journey, wish.kind)
        place = Place(step=wish.after, transition=wish.way)
        edit, is_connected = adding(self.journey, place, id, blank_step(self.journey, wish.kind))
        self.edit(edit, then=Place(step=id))
        if not is_connected:
            self.said += ". It is not connected yet: draw a line to it."

    def _add_item(self) -> None:
        step = self._checklist("add an item to")
        id = fresh_id(self.journey, "item")
        items = {**items_of(self.journey, step), id: plain(BLANK_ITEM)}
        self.edit(ChangeStep(step, {"items": items}), then=Place(step=step, item=id))

    def _checklist(self, to: str) -> str:
        """The chosen checklist."""
        step = self.place.step
        if step is None or not isinstance(self.journey.steps[step], Checklist):
            raise RefusedMessage(f"Choose a checklist to {to}.")
        return step

    def _connect(self, wish: wishes.ConnectRequest) -> None:
        """Ask what decides the new way if more than one thing can."""
        for end in (wish.source, wish.target):
            self._known(end)
        guards = fitting(self.journey, wish.source)
        called = title_at(self.journey, Place(step=wish.source))
        if not guards:
            raise RefusedMessage(f"No further way may leave {called}; put a split after it to branch.")
        if wish.guard is None and len(guards) > 1:
            answers = (Answer(each, replace(wish, guard=each), GUARDS[each]) for each in guards)
            self.question = Question(f"When is it taken from {called}?", (*answers, Answer("cancel")))
            return
        guard = wish.guard or guards[0]
        if guard not in guards:
            raise RefusedMessage(f"A way out of {called} cannot be decided by {guard!r}.")
        then = Place(transition=len(self.journey.transitions))
        self.edit(connecting(self.journey, wish.source, wish.target, guard), then=then)

    def _delete(self, *, sure: bool) -> None:
        edit = self._deleting()
        cut_off = stranded(self.journey, edit)
        if not cut_off or sure:
            self.edit(edit, then=after_deleting(self.journey, self.place))
            return
        lost = tuple(id for id in self.journey.steps if id in cut_off)
        names = [title(id, self.journey.steps[id]) for id in lost[:MOST_NAMED]]
        more = len(lost) - len(names)
        named = ", ".join(names) + (f" and {more} more" if more else "")
        answers = (Answer("Delete", wishes.DeleteRequest(sure=True)), Answer("Keep"))
        self.question = Question(f"Nothing would lead to {named} any more.", answers, lost)

    def _deleting(self) -> Edit:
        if len(self.steps) > 1 and self.place.item is None:
            return Compound(tuple(Delete(id) for id in self.steps))
        edit = deleting(self.journey, self.place)
        if edit is None:
            raise RefusedMessage("Choose a step, a transition, an item or an exit rule to delete.")
        return edit

    def _row(self) -> tuple[str, ...]:
        """What is chosen; one waypoint alone goes with the one after it."""
        return with_next(self.journey, self.steps[0]) if len(self.steps) == 1 else self.steps

    def _ungroup(self) -> None:
        step = self._checklist("ungroup")
        first = next(iter(items_of(self.journey, step)), None)
        self.edit(Ungroup(step), then=Place(step=first))

    def _reorder(self, by: int) -> None:
        index = self.place.transition
        if index is None:
            raise RefusedMessage("Choose a transition first; B goes through those of a step.")
        if found := reordering(self.journey, index, by):
            edit, there = found
            self.edit(edit, then=Place(transition=there))

    def _told(self, what: str, said: str, nothing: str) -> None:
        self.said = f"{what}: {said}" if said else nothing
        if said:
            self._turned(self.place)

    def _known(self, id: str) -> None:
        if id not in self.journey.steps:
            raise RefusedMessage(f"There is no step {id!r}.")

    def _known_way(self, index: int) -> None:
        if index >= len(self.journey.transitions):
            raise RefusedMessage(f"There is no transition {index}.")
