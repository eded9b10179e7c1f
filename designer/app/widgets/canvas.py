"""The journey as a picture that can be walked, clicked and dragged.

Rows are painted once and kept; what changes one step or one line repaints its rows alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from designer.app.actions import Action, bindings
from designer.app.widgets.brush import Mark, Paints
from designer.app.widgets.jump_labels import jump_labels
from designer.app.widgets.key_prefix import KeyPrefix
from designer.app.widgets.row_cache import RowCache
from designer.diagram.chart import Chart, item_at, position_for
from designer.diagram.drawing import Owner
from designer.diagram.layout import Box
from designer.diagram.navigation import Toward, neighbour
from designer.editing.selection import JOURNEY, Place, steps_in_order
from engine.journey import Journey
from engine.labels import kind

_MARGIN: Final = Offset(3, 1)
"""The least free cells around the picture."""


class _Press(Struct, frozen=True):
    """A mouse button that is held: where in the picture, on what, and how the view was scrolled then."""

    cell: Offset
    screen: Offset
    scroll: Offset
    owners: tuple[Owner, ...]
    moved: bool = False


class GraphCanvas(ScrollView, can_focus=True):
    """``show`` gives it a chart; ``choose`` what is chosen. What people do comes out as messages."""

    ACTIONS: Sequence[Action] = (
        Action("walk('left')", "left,h", "Walk left", "Walk", word="left"),
        Action("walk('right')", "right,l", "Walk right", "Walk", word="right"),
        Action("walk('up')", "up,k", "Walk up", "Walk", word="up"),
        Action("walk('down')", "down,j", "Walk down", "Walk", word="down"),
        Action("transition(1)", "t", "Next transition of this step", "Walk", word="next_transition"),
        Action("transition(-1)", "T", "Previous transition of this step", "Walk", word="previous_transition"),
        Action("home", "home,g g", "Go to the entry", "Walk"),
        Action("last", "end,G", "Go to the last step", "Walk"),
        Action("open", "enter", "Edit what is chosen", "Edit", "Edit"),
        Action("mark", "space", "Mark this step, to edit several at once", "Edit"),
        Action("pan(-12,0)", "shift+left", "Pan left", "Look", word="pan_left"),
        Action("pan(12,0)", "shift+right", "Pan right", "Look", word="pan_right"),
        Action("pan(0,-4)", "shift+up", "Pan up", "Look", word="pan_up"),
        Action("pan(0,4)", "shift+down", "Pan down", "Look", word="pan_down"),
    )
    BINDINGS = bindings(ACTIONS)

    TAKES_PREFIXES = True
    """Whether counts and keys one after the other are understood."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """How far the view can be scrolled. Nothing beside the canvas depends on that: a layout of the screen is spared."""

    class Chosen(Message):
        """A person chose another place: the one that is shown."""

    class Opened(Message):
        """A person wants to edit what is chosen."""

    class Moved(Message):
        """A step was dropped on free ground; ``position`` is where it is wanted."""

        def __init__(self, step: str, position: tuple[int, int]) -> None:
            self.step, self.position = step, position
            super().__init__()

    class Connected(Message):
        """A step was dropped on another one."""

        def __init__(self, source: str, target: str) -> None:
            self.source, self.target = source, target
            super().__init__()

    class Numbered(Message):
        """A person pressed a digit that was meant by itself."""

        def __init__(self, digit: str) -> None:
            self.digit = digit
            super().__init__()

    class Looked(Message):
        """Another part of the picture is in view."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chart: Chart | None = None
        self.journey: Journey | None = None
        self.paints = Paints()
        self._rows = RowCache()
        self._rendered = Region()
        self._press: _Press | None = None
        self._prefix = KeyPrefix(self, "1234", lambda digit: self.post_message(self.Numbered(digit)))

    # What is shown

    def show(self, journey: Journey, chart: Chart, chosen: Place) -> None:
        """Show the ``chart`` of ``journey``; what is chosen stays where it was on the screen, if it was in view."""
        before = self._corner(chosen.step)
        in_view = before is not None and self.in_view.contains_point(before)
        shown = self.chart, self.paints
        self.journey, self.chart = journey, chart
        self.paints = replace(
            self.paints,
            kinds={id: kind(step) for id, step in journey.steps.items()},
            chosen=chosen,
            marked=self.paints.marked & journey.steps.keys(),
        )
        self.virtual_size = Size(chart.layout.width + 2 * _MARGIN.x, chart.layout.height + 2 * _MARGIN.y)
        self._repaint_changes(*shown)
        after = self._corner(chosen.step)
        by = after - before if in_view and before is not None and after is not None else Offset(0, 0)
        self._scroll(self.scroll_offset + by)
        self.reveal(chosen)

    def choose(self, place: Place) -> None:
        """Show that a place is chosen, and bring it into view."""
        before, self.paints = self.paints.chosen, replace(self.paints, chosen=place)
        self._touch(before)
        self._touch(place)
        self.reveal(place)

    def mark(self, marks: Mapping[Owner, Mark]) -> None:
        """Show other findings; only what changed is repainted."""
        before, self.paints = self.paints.marks, replace(self.paints, marks=dict(marks))
        for owner in {*before, *marks}:
            if before.get(owner) != marks.get(owner):
                self._touch(Place(step=owner) if isinstance(owner, str) else Place(transition=owner))

    def count(self, counts: Mapping[str, str]) -> None:
        """Show the count of each step, for a chart that is ``counted``; only what changed is repainted."""
        before, self.paints = self.paints.counts, replace(self.paints, counts=dict(counts))
        for step in {*before, *counts}:
            if before.get(step) != counts.get(step):
                self._touch(Place(step=step))

    def run(self, tokens: frozenset[tuple[int, int]]) -> None:
        """Other cells of lines along which somebody runs."""
        before, self.paints = self.paints.tokens, replace(self.paints, tokens=tokens)
        for y in {y for _, y in before ^ tokens}:
            self._touch_rows(range(y, y + 1))

    def unmark(self) -> None:
        """Forget which steps were marked."""
        before, self.paints = self.paints.marked, replace(self.paints, marked=frozenset())
        for step in before:
            self._touch(Place(step=step))

    def reveal(self, place: Place) -> None:
        """Scroll as little as needed to have the place in view; a transition stays where it is."""
        box = self._box(place.step)
        if box is None or not self.size:
            return
        self._scroll(self._scroll_target(box))
        self.post_message(self.Looked())

    def _scroll(self, offset: Offset) -> None:
        """Scroll so that the view begins at ``offset``; there are no scroll bars that could allow it."""
        if offset != self.scroll_offset:
            self.scroll_to(*offset, animate=False, force=True, immediate=True)

    def _scroll_target(self, box: Box) -> Offset:
        (left, top), (width, height) = self.scroll_offset, self.size
        right, bottom = box.x + box.width + 2 * _MARGIN.x, box.y + box.height + 2 * _MARGIN.y
        x = min(max(left, right - width), box.x)
        y = min(max(top, bottom - height), box.y)
        return Offset(x, y)

    @property
    def _origin(self) -> Offset:
        """Return where the picture begins: in the margin, or so that a small one is in the middle."""
        if self.chart is None:
            return _MARGIN
        x = (self.size.width - self.chart.layout.width) // 2
        y = (self.size.height - self.chart.layout.height) // 2
        return Offset(max(x, _MARGIN.x), max(y, _MARGIN.y))

    @property
    def in_view(self) -> Region:
        """The part of the picture that can be seen, in cells of the picture."""
        return Region(*(self.scroll_offset - self._origin), *self.size)

    @property
    def room(self) -> Size:
        """Columns and rows between the margins."""
        return self.size - Size(2 * _MARGIN.x, 2 * _MARGIN.y)

    def look_at(self, x: int, y: int) -> None:
        """Have the cell (``x``, ``y``) of the picture in the middle of the view."""
        cell = Offset(x, y) + self._origin - Offset(self.size.width // 2, self.size.height // 2)
        self._scroll(cell)
        self.post_message(self.Looked())

    def on_resize(self) -> None:
        self._repaint()
        self.call_after_refresh(lambda: self.reveal(self.paints.chosen))

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        self._rendered = self.in_view  # it takes long to ask for, and is the same for all lines
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A row of the picture between blank margins, put together from strips whose lengths are known."""
        left, top, width, _ = self._rendered
        margin, ground = min(max(-left, 0), width), self._rows.style("ground")
        row = Strip([], 0)
        if self.chart is not None:
            row = self._rows.row(self.chart, self.paints, y + top, left + margin, left + width)
        rest = width - margin - row.cell_length
        before, after = (
            [Segment(" " * length, ground)] if length > 0 else [] for length in (margin, rest)
        )  # an outline cannot be drawn over segments without text
        return Strip([*before, *row, *after], width)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._rows = RowCache()

    def _repaint(self) -> None:
        self._rows.clear()
        self.refresh()

    def _repaint_changes(self, before: Chart | None, paints: Paints) -> None:
        """Repaint the rows in view that differ from those of the chart ``before``, which was shown in ``paints``."""
        chart = self.chart
        same_paints = replace(paints, chosen=self.paints.chosen, kinds=self.paints.kinds) == self.paints
        kinds = paints.kinds.items() - self.paints.kinds.items()
        moved = {id for id, _ in kinds if id in self.paints.kinds}
        if before is None or chart is None or not same_paints or moved or not self._is_alike(before, chart):
            self._repaint()
            return
        left, top, width, height = self.in_view
        columns = range(max(left, 0), min(left + width, chart.layout.width))
        chosen = {*self._rows_of(paints.chosen), *self._rows_of(self.paints.chosen)}
        same: list[int] = []
        for y in range(max(top, 0), min(top + height, chart.layout.height)):
            at = y, columns.start, columns.stop
            if y in chosen or before.raster.stretch(*at) != chart.raster.stretch(*at):
                self.refresh_lines(y + self._origin.y)
            else:
                same.append(y)
        self._rows.keep(same, columns)

    def _is_alike(self, before: Chart, chart: Chart) -> bool:
        """Tell whether two charts have the same size at the same zoom: what is in view stays where it is."""
        one, other = before.layout, chart.layout
        return before.zoom is chart.zoom and (one.width, one.height) == (other.width, other.height)

    def _touch(self, place: Place) -> None:
        """Repaint the rows of a place and no others."""
        self._touch_rows(self._rows_of(place))

    def _touch_rows(self, rows: range) -> None:
        self._rows.drop(rows)
        if rows:
            self.refresh_lines(rows[0] + self._origin.y, len(rows))

    def _rows_of(self, place: Place) -> range:
        if self.chart is not None and place.transition is not None:
            route = self.chart.layout.routes.get(place.transition)
            rows = [y for _, y in route.points] if route else [0]
            return range(min(rows), max(rows) + 1)
        box = self._box(place.step)
        return range(box.y, box.y + box.height) if box else range(0)

    def _box(self, step: str | None) -> Box | None:
        return self.chart.layout.boxes.get(step) if self.chart is not None and step is not None else None

    def _corner(self, step: str | None) -> Offset | None:
        box = self._box(step)
        return Offset(box.x, box.y) if box else None

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Letters of labels, counts and the first of two keys are taken before keys that act by themselves."""
        if self._take_letter(event.key) or (self.TAKES_PREFIXES and await self._prefix.take(event)):
            event.stop()
            event.prevent_default()

    def label(self) -> None:
        """Put letters on the boxes in view: the next keys are those of one of them."""
        in_view = [box for box in self._boxes() if self.in_view.overlaps(_region(box))]
        across = self.chart is not None and self.chart.layout.direction == "right"
        in_view.sort(key=lambda box: (box.x, box.y) if across else (box.y, box.x))
        labels = jump_labels(len(in_view))
        self._show_labels({box.id: label for box, label in zip(in_view, labels, strict=True)})

    def _take_letter(self, key: str) -> bool:
        """Go on with a label; any other key ends the jump, and is no more than that."""
        labels = self.paints.labels
        if not labels:
            return False
        left = {step: label[1:] for step, label in labels.items() if label[0] == key}
        step = next((step for step, label in left.items() if not label), None)
        self._show_labels({} if step is not None else left)
        if step is not None:
            self._choose(Place(step=step))
        return True

    def _show_labels(self, labels: Mapping[str, str]) -> None:
        before, self.paints = self.paints.labels, replace(self.paints, labels=labels)
        for step in {*before, *labels}:
            self._touch(Place(step=step))

    def _boxes(self) -> list[Box]:
        return list(self.chart.layout.boxes.values()) if self.chart is not None else []

    def action_last(self) -> None:
        if self.journey is not None and self.journey.steps:
            self._choose(Place(step=steps_in_order(self.journey)[-1]))

    def action_walk(self, toward: Toward) -> None:
        """Go to the next step ``toward`` a direction; from a transition, to one of its ends."""
        if self.chart is None or self.journey is None:
            return
        chosen = self.paints.chosen
        if chosen.transition is not None:
            transition = self.journey.transitions[chosen.transition]
            self._choose(Place(step=transition.target if toward in ("right", "down") else transition.source))
        elif chosen.step is None:
            self.action_home()
        elif (step := neighbour(self.chart.layout, chosen.step, toward)) is not None:
            self._choose(Place(step=step))

    def action_home(self) -> None:
        if self.journey is not None and self.journey.steps:
            entry = next((id for id, step in self.journey.steps.items() if kind(step) == "entry"), None)
            self._choose(Place(step=entry or next(iter(self.journey.steps))))

    def action_transition(self, onward: int) -> None:
        """The transitions out of a step, one after the other; after the last one the step again."""
        if self.journey is None:
            return
        chosen, step = self.paints.chosen, self.paints.chosen.step
        if chosen.transition is not None:
            step = self.journey.transitions[chosen.transition].source
        if step is None:
            return
        ring: list[int | None] = [None, *(index for index, _ in self.journey.out(step))]
        next_ = ring[(ring.index(chosen.transition) + onward) % len(ring)]
        self._choose(Place(step=step) if next_ is None else Place(transition=next_))

    def action_open(self) -> None:
        self.post_message(self.Opened())

    def action_mark(self) -> None:
        step = self.paints.chosen.step
        if step is not None:
            self.paints = replace(self.paints, marked=self.paints.marked ^ {step})
            self._touch(Place(step=step))

    def action_pan(self, x: int, y: int) -> None:
        self._scroll(self.scroll_offset + Offset(x, y))
        self.post_message(self.Looked())

    def _choose(self, place: Place) -> None:
        self.choose(place)
        self.post_message(self.Chosen())

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self.chart is None:
            return
        self.capture_mouse()
        self._show_labels({})
        cell = self._cell(event)
        screen = Offset(event.screen_x, event.screen_y)
        self._press = _Press(cell, screen, self.scroll_offset, self.chart.raster.at(*cell))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Free ground and lines move the view; a step is carried, and what lies below it lights up."""
        press = self._press
        if press is None or not event.button:
            return
        by = Offset(event.screen_x, event.screen_y) - press.screen
        if not press.moved and by == Offset(0, 0):
            return
        self._press = replace(press, moved=True)
        if self._dragged_step(press) is None:
            self._scroll(press.scroll - by)
            self.post_message(self.Looked())
        else:
            self._aim(self._step_at(self._cell(event)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        press, self._press = self._press, None
        self.release_mouse()
        if press is None:
            return
        step = self._dragged_step(press)
        if not press.moved:
            self._click(press)
        elif step is not None:
            self._drop(step, press, self._cell(event))
        self._aim(None)

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and self.paints.chosen != JOURNEY:
            self.post_message(self.Opened())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheeled(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheeled(event, 1)

    def on_mouse_scroll_left(self) -> None:
        self.action_pan(-9, 0)

    def on_mouse_scroll_right(self) -> None:
        self.action_pan(9, 0)

    def _wheeled(self, event: events.MouseEvent, turns: int) -> None:
        """Scroll along the picture by ``turns``: down a tall one, else to the side; with Shift in the ``event``, the
        other way.
        """
        event.stop()
        event.prevent_default()
        tall = self.virtual_size.height > self.size.height
        if tall != event.shift:
            self.action_pan(0, 3 * turns)
        else:
            self.action_pan(9 * turns, 0)

    def _dragged_step(self, press: _Press) -> str | None:
        return press.owners[0] if press.owners and isinstance(press.owners[0], str) else None

    def _click(self, press: _Press) -> None:
        step = self._dragged_step(press)
        if step is not None and self.chart is not None and self.journey is not None:
            self._choose(Place(step=step, item=item_at(self.journey, self.chart, step, press.cell.y)))
            return
        lines = [owner for owner in press.owners if isinstance(owner, int)]
        self._choose(Place(transition=self._next_of(lines)) if lines else JOURNEY)

    def _next_of(self, lines: list[int]) -> int:
        """A click where several lines share a cell chooses them in turn."""
        chosen = self.paints.chosen.transition
        return lines[(lines.index(chosen) + 1) % len(lines)] if chosen in lines else lines[0]

    def _drop(self, step: str, press: _Press, cell: Offset) -> None:
        assert self.chart is not None
        target = self._step_at(cell)
        if target not in (None, step):
            self.post_message(self.Connected(step, str(target)))
        elif target is None:
            box = self.chart.layout.boxes[step]
            corner = Offset(box.x, box.y) + cell - press.cell
            self.post_message(self.Moved(step, position_for(self.chart, step, *corner)))

    def _aim(self, step: str | None) -> None:
        before = self.paints.target
        if step != before:
            self.paints = replace(self.paints, target=step)
            self._touch(Place(step=before))
            self._touch(Place(step=step))

    def _step_at(self, cell: Offset) -> str | None:
        owners = self.chart.raster.at(*cell) if self.chart else ()
        return owners[0] if owners and isinstance(owners[0], str) else None

    def _cell(self, event: events.MouseEvent) -> Offset:
        """The cell of the picture under the mouse."""
        return Offset(event.x, event.y) + self.scroll_offset - self._origin


def _region(box: Box) -> Region:
    return Region(box.x, box.y, box.width, box.height)
