"""A journey to be edited on the page: its picture, a form for what is chosen, what is found in it."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets
import traitlets

from designer.diagram.vector.graph_picture import picture
from designer.editing import commands
from designer.editing.new_parts import kinds
from designer.editing.selection import Place, part_at
from designer.notebook.canvas_widget import BESIDE, WIDE, Canvas, CanvasActions, CanvasSelection, Shown
from designer.notebook.code.arguments import Design, Events, design_of
from designer.notebook.condition_counts import Judge
from designer.notebook.document import NotebookDesign
from designer.notebook.field_input import FieldInput
from designer.notebook.findings_panel import FindingsPanel
from designer.notebook.inspector_panel import InspectorPanel
from designer.notebook.messages import OpenRequest, RedoRequest, UndoRequest, Wish
from designer.notebook.offline_picture import MOST, OfflinePicture
from designer.notebook.outline_panel import OutlinePanel
from designer.notebook.scene import scene, worst
from designer.simulation.evidence import Evidence
from engine.edit import Edit
from engine.finding import Finding
from engine.journey import Journey
from engine.review import review


class JourneyEditor(widgets.VBox):  # type: ignore[misc]
    """``journey`` is always the current value: observe it to follow; assign another and that one is drawn.

    What is assigned may be anything that is a design: see ``designer.notebook.code.arguments``.

    With a ``log`` (files, documents, events, a table), conditions tell how many of its events they match, and findings
    what of them is in no event.

    >>> from designer.notebook import Journey, JourneyEditor, verb
    >>> from engine.edit import Rename
    >>> editor = JourneyEditor(Journey.new("Read").waypoint("read", verb("http://example.org/read")).exit("done"))
    >>> editor.apply(Rename("read", "book"))
    >>> list(editor.journey.steps)
    ['start', 'book', 'done']
    >>> editor.undo()
    >>> list(editor.journey.steps)
    ['start', 'read', 'done']
    """

    journey: traitlets.TraitType[Journey, Design] = traitlets.TraitType()

    def __init__(self, journey: Design, log: Events | Evidence | None = None, *, height: int = 400) -> None:
        self._judge: Final = None if log is None else Judge(log)
        self._opened: Final = NotebookDesign(
            design_of(journey), counted=None if log is None else "events", judge=self._found
        )
        self.canvas: Final = Canvas(self._ask, height=height)
        self.inspector: Final = InspectorPanel(self._filled, self._judged)
        self.outline: Final = OutlinePanel(self._go)
        self.findings: Final = FindingsPanel(self._go)
        side = widgets.VBox([self.outline, self.inspector], layout=_side(height))
        beside = widgets.HBox([self.canvas, side], layout=BESIDE)
        super().__init__([beside, self.findings])
        for name in ("waypost-forms", "waypost-widget"):
            self.add_class(name)
        self.canvas.layout = WIDE
        self._offline: Final = OfflinePicture(self.canvas)
        self._show()

    def apply(self, edit: Edit) -> None:
        """Make an edit of ``engine.edit``. Raises InvalidEdit and changes nothing then."""
        self._opened.edit(edit)
        self._show()

    def undo(self) -> None:
        """Take back the last edit."""
        self._ask(UndoRequest())

    def redo(self) -> None:
        """Make the edit again that was undone last."""
        self._ask(RedoRequest())

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

    def _ask(self, wish: Wish) -> None:
        """A wish of the page. Raises Refused or InvalidEdit."""
        try:
            self._opened.fulfil(wish)
        finally:
            self._show()
        self.canvas.say(self._opened.said)
        if isinstance(wish, OpenRequest):
            self.inspector.edit()

    def _go(self, place: Place) -> None:
        self._opened.choose(place)
        self._show()

    def _filled(self, row: FieldInput, value: str | bool) -> None:
        """Fill ``value`` into the field of ``row``: what is typed into the same field without a break is one change."""
        if part_at(self.journey, row.place) is None:
            return  # it has gone while somebody typed
        wrong = commands.fill(self.journey, row.place, row.field, value, self._opened.edit_field)
        if wrong:
            row.complain(wrong)
        else:
            self._show()

    def _found(self, journey: Journey) -> list[Finding]:
        found = review(journey).findings
        return found if self._judge is None else self._judge.findings(journey, found)

    def _counts(self) -> dict[str, str]:
        return {} if self._judge is None else self._judge.step_counts(self.journey)

    def _judged(self, row: FieldInput) -> str:
        return "" if self._judge is None else self._judge.about(str(row.input.value))

    def _show(self) -> None:
        """Let everything on the page follow the design."""
        opened = self._opened
        self.journey = opened.journey
        counts = self._counts()
        self.canvas.show(
            Shown(
                scene=scene(opened.journey, opened.chart, worst(opened.findings), counts),
                chosen=CanvasSelection(opened.steps, opened.place.transition, opened.place.item),
                question=opened.question,
                offers=CanvasActions(kinds(opened.journey), opened.desk.undoable, opened.desk.redoable),
            )
        )
        self.inspector.show(opened.journey, opened.place, opened.findings)
        self.outline.show(opened.journey, opened.place)
        self.findings.show(opened.journey, opened.findings)
        if len(opened.journey.steps) <= MOST:
            self._offline.follow(lambda: picture(opened.journey, counts))

    def _ipython_display_(self) -> None:
        """Show it, and keep its picture in the notebook's file."""
        self._offline.display(picture(self.journey, self._counts()), self._repr_mimebundle_())

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        """Beside the widget, the picture for where no widget can run."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "text/plain": repr(self), "image/svg+xml": picture(self.journey, self._counts())}

    def __repr__(self) -> str:
        return f"JourneyEditor({(self.journey.name or self.journey.id)!r})"


def _side(height: int) -> dict[str, str]:
    """Return what stands beside the picture: as high as it, scrolled by itself."""
    return {
        "display": "block",
        "flex": "1 1 310px",
        "min_width": "0",
        "max_height": f"{height + 70}px",
        "overflow": "hidden auto",
        "padding": "0 0 0 10px",
    }
