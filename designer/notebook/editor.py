"""A journey to be edited on the page: its picture, a form for what is chosen, what is found in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

import traitlets

from designer.diagram.vector.graph_picture import picture
from designer.editing import commands
from designer.editing.form_field import FormField
from designer.editing.forms import form
from designer.editing.new_parts import kinds
from designer.editing.review import all_findings
from designer.editing.selection import Place, part_at
from designer.notebook import messages as wishes
from designer.notebook.canvas_widget import CanvasActions, CanvasSelection, CanvasWidget, Shown, json_values
from designer.notebook.code.arguments import Design, Events, design_of
from designer.notebook.condition_counts import Judge, with_names_in
from designer.notebook.document import NotebookDesign
from designer.notebook.exact_traits import ExactDict, ExactTrait
from designer.notebook.messages import RedoRequest, RefusedMessage, UndoRequest, Wish
from designer.notebook.module import module
from designer.notebook.offline_picture import MOST
from designer.notebook.place_form import Entries, FieldEntry, place_form
from designer.notebook.place_lists import place_outline, placed_findings
from designer.notebook.scene import scene, worst
from designer.simulation.evidence import Evidence
from engine.edit import Edit
from engine.finding import Finding
from engine.journey import Journey, dumps


class JourneyEditor(CanvasWidget):
    """``journey`` is always the current value: observe it to follow; assign another and that one is drawn.

    What is assigned may be anything that is a design: see ``designer.notebook.code.arguments``. ``document`` is the
    same as plain JSON values.

    With a ``log`` (files, documents, events, a table), short verbs are those of its events, conditions tell how many of
    them they match, and findings what of them is in no event. A long file is read, and a log counted, while the design
    can be edited already; short verbs are not looked for in those.

    >>> from designer.notebook import Journey, JourneyEditor, verb
    >>> from engine.edit import Rename
    >>> editor = JourneyEditor(Journey.new("Read").waypoint("read", verb("http://example.org/read")).exit("done"))
    >>> editor.apply(Rename("read", "book"))
    >>> list(editor.journey.steps)
    ['start', 'book', 'done']
    >>> editor.undo()
    >>> sorted(editor.document["steps"])
    ['done', 'read', 'start']
    """

    _esm: ClassVar[str] = module("editor.js")

    journey: traitlets.TraitType[Journey, Design] = ExactTrait()
    document = ExactDict(read_only=True, help="The journey as plain JSON values.").tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    outline = traitlets.Dict().tag(sync=True)
    findings: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, journey: Design, log: Events | Evidence | None = None, *, height: int = 400) -> None:
        self._judge: Final = None if log is None else Judge(log, _from_thread(self._judge_again))
        self._opened: Final = NotebookDesign(
            with_names_in(log, design_of(journey)),
            counted=None if log is None else "events",
            judge=self._findings_of,
        )
        self._entries: Entries = {}
        self._answered = 0
        self._text = ""
        super().__init__(height=height)
        self._show()

    def apply(self, edit: Edit) -> None:
        """Make an edit of ``engine.edit``. Raises InvalidEdit and changes nothing then."""
        self._opened.edit(edit)
        self._show()

    def undo(self) -> None:
        """Take back the last edit."""
        self.fulfil(UndoRequest())

    def redo(self) -> None:
        """Make the edit again that was undone last."""
        self.fulfil(RedoRequest())

    def choose(self, step: str) -> None:
        """Choose a step, as a click does. Raises KeyError for one that is not there."""
        if step not in self.journey.steps:
            raise KeyError(f"there is no step {step!r}")
        self._go(Place(step=step))

    @property
    def place(self) -> Place:
        """Return what is inspected."""
        return self._opened.place

    @traitlets.validate("journey")
    def _is_a_journey(self, proposal: Any) -> Journey:
        return design_of(proposal["value"])

    @traitlets.observe("journey")
    def _assigned(self, change: Any) -> None:
        if change["new"] is not self._opened.journey:
            self._opened.replace(change["new"])
            self._show()

    def fulfil(self, wish: Wish) -> None:
        """Do what the page asks for. Raises RefusedMessage or InvalidEdit, and changes nothing then."""
        match wish:
            case wishes.FillRequest():
                self._fill(wish)
            case wishes.GoRequest(place=place):
                self._go(place)
            case _:
                try:
                    self._opened.fulfil(wish)
                finally:
                    self._show()
        self.say(self._opened.said)
        if isinstance(wish, wishes.OpenRequest):
            self.send({"open": True})

    def _go(self, place: Place) -> None:
        self._opened.choose(place)
        self._show()

    def _fill(self, wish: wishes.FillRequest) -> None:
        """Fill in a field: what is typed into the same field without a break is one change.

        What is refused stays in the field, with the reason below it.
        """
        self._answered = wish.number
        field = self._field(wish)
        wrong = commands.fill(self.journey, wish.place, field, wish.value, self._opened.edit_field)
        if isinstance(wish.value, str):
            self._entries[wish.place, wish.key] = FieldEntry(wish.value, field.value, wrong)
        self._show()

    def _field(self, wish: wishes.FillRequest) -> FormField:
        """The field that ``wish`` fills in. Raises RefusedMessage if it has gone while somebody typed."""
        fields = form(self.journey, wish.place) if part_at(self.journey, wish.place) is not None else ()
        found = next((field for field in fields if field.key == wish.key), None)
        if found is None:
            raise RefusedMessage("What was filled in is not there any more.")
        return found

    def _findings_of(self, journey: Journey) -> list[Finding]:
        found = all_findings(journey)
        return found if self._judge is None else self._judge.findings(journey, found)

    def _judge_again(self) -> None:
        """Show the counts and findings of the events, now that there are more."""
        self._opened.judge_again()
        self._show()
        if self._judge is not None and self._judge.fault:
            self.say(self._judge.fault, wrong=True)

    def _matches(self, text: str) -> Sequence[str]:
        return () if self._judge is None else self._judge.about(text)

    def _counts(self) -> dict[str, str]:
        return {} if self._judge is None else self._judge.step_counts(self.journey)

    def _show(self) -> None:
        """Let everything on the page follow the design."""
        opened, journey = self._opened, self._opened.journey
        self.journey = journey
        counts = self._counts()
        with self.hold_sync():
            self.show(
                Shown(
                    scene=scene(journey, opened.chart, worst(opened.findings), counts),
                    chosen=CanvasSelection(opened.steps, opened.place.transition, opened.place.item),
                    question=opened.question,
                    offers=CanvasActions(kinds(journey), opened.desk.undoable, opened.desk.redoable),
                )
            )
            self.form = json_values(
                place_form(
                    journey, opened.place, opened.findings, self._entries, self._matches, self._answered
                )
            )
            self.outline = json_values(place_outline(journey, opened.place))
            self.findings = json_values(placed_findings(journey, opened.findings))
            if (text := dumps(journey)) != self._text:
                self._text = text
                self.set_trait("document", json.loads(text))
                self.revision += 1
        if len(journey.steps) <= MOST:
            self.offline.follow((self._text, counts), lambda: picture(journey, counts))

    @property
    def svg(self) -> str:
        """The picture for where no widget can run."""
        return picture(self.journey, self._counts())

    def __repr__(self) -> str:
        return f"JourneyEditor({(self.journey.name or self.journey.id)!r})"


def _from_thread(act: Callable[[], object]) -> Callable[[], object]:
    """A function by which another thread lets this one ``act`` when it is back at its event loop, if it has one."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return lambda: None
    return lambda: loop.call_soon_threadsafe(act)
