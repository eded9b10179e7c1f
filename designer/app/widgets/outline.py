"""The design as a list: the journey, its steps in the order in which they are reached, items, branches, exit rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from designer.app.widgets.inks import ink
from designer.editing.selection import JOURNEY, Place, steps_in_order
from engine.journey import Journey
from engine.labels import GLYPHS, branch, kind, title
from engine.steps import Checklist

NO_COUNTS: Final[Mapping[Place, int]] = {}


class Outline(ScrollView, can_focus=True):
    """``show`` gives it a journey, ``choose`` moves its cursor. Rows are painted when they are in view, and kept."""

    DEFAULT_CSS = "Outline { overflow-x: hidden; overflow-y: scroll; }"
    BINDINGS = [  # noqa: RUF012
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "turn_page(-1)", "Page up", show=False),
        Binding("pagedown", "turn_page(1)", "Page down", show=False),
        Binding("home", "first", "First row", show=False),
        Binding("end", "last", "Last row", show=False),
        Binding("enter", "select", "Choose this", show=False),
    ]

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """How far it can be scrolled. Nothing beside it depends on that: a layout of the screen is spared."""

    class Chosen(Message):
        """A person chose a place."""

        def __init__(self, place: Place) -> None:
            self.place = place
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[OutlineRow] = ()
        self.cursor = 0
        """The index of the chosen row."""
        self._journey: Journey | None = None
        self._marks: Mapping[str, tuple[str, str]] = {}
        self._counts = NO_COUNTS
        self._strips: dict[int, Strip] = {}

    def show(
        self, journey: Journey, marks: Mapping[str, tuple[str, str]], counts: Mapping[Place, int] = NO_COUNTS
    ) -> None:
        """Show the parts of ``journey``, the ``marks`` of its steps, and how many events match what is at a place
        (``counts``).
        """
        before, was_said = self.rows, {line: list(self._pieces(self.rows[line])) for line in self._strips}
        if journey is not self._journey:
            self.rows, self._journey = list(outline_rows(journey)), journey
            self.virtual_size = Size(0, len(self.rows))
        self._marks, self._counts = marks, counts
        if len(self.rows) != len(before):
            self._repaint()
        else:
            self._touch(
                line for line, said in was_said.items() if said != list(self._pieces(self.rows[line]))
            )

    def watch_virtual_size(self, size: Size) -> None:
        """Follow with the scroll bar."""
        self.vertical_scrollbar.window_virtual_size = size.height
        self.scroll_to(
            y=self.scroll_offset.y, animate=False, immediate=True
        )  # no further than there are rows

    def choose(self, journey: Journey, place: Place) -> None:
        """Put the cursor on a place; if that is a transition without a row of its own, on the step that it leaves."""
        lines = {row.place: line for line, row in enumerate(self.rows)}
        line = lines.get(place)
        if line is None and place.transition is not None:
            line = lines.get(Place(step=journey.transitions[place.transition].source))
        if line is not None:
            self._move_to(line)

    def _move_to(self, line: int) -> None:
        if line != self.cursor:
            self._touch([self.cursor, line])
        self.cursor = line
        self._reveal_cursor()

    def _reveal_cursor(self) -> None:
        top, line, height = self.scroll_offset.y, self.cursor, self.size.height
        if height and not top <= line < top + height:
            self.scroll_to(y=line if line < top else line - height + 1, animate=False, immediate=True)

    # Painting

    def render_line(self, y: int) -> Strip:
        """A row, or blank below the last one."""
        line = y + self.scroll_offset.y
        if line >= len(self.rows):
            return Strip.blank(self.size.width, ink("row"))
        if line not in self._strips:
            self._strips[line] = self._strip(line)
        return self._strips[line]

    def _strip(self, line: int) -> Strip:
        ground = ink("chosen-row" if line == self.cursor else "row")
        if line == self.cursor and self.has_focus:
            ground += Style(bold=True)
        pieces = self._pieces(self.rows[line])
        return Strip([Segment(said, ground + style) for said, style in pieces]).adjust_cell_length(
            self.size.width, ground
        )

    def _pieces(self, row: OutlineRow) -> Iterator[tuple[str, Style]]:
        """Yield the parts of what a row says, with their styles."""
        dim = Style(dim=True)
        yield "  " * row.depth + row.said, dim if row.is_branch else Style()
        if row.place.step is not None and row.place.item is None and row.place.step in self._marks:
            yield f" {self._marks[row.place.step][0]}", Style(bold=True)
        if (count := self._counts.get(row.place)) is not None:
            yield f" {count:,}", dim
        if row.is_off:
            yield " off", dim

    def _touch(self, lines: Iterable[int]) -> None:
        """Paint some lines again and no others."""
        for line in lines:
            self._strips.pop(line, None)
            self.refresh_lines(line)

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        self._repaint()
        self._reveal_cursor()

    # What people do

    def action_move(self, by: int) -> None:
        self._move_to(min(max(self.cursor + by, 0), max(len(self.rows) - 1, 0)))

    def action_turn_page(self, pages: int) -> None:
        self.action_move(pages * max(self.size.height - 1, 1))

    def action_first(self) -> None:
        self.action_move(-len(self.rows))

    def action_last(self) -> None:
        self.action_move(len(self.rows))

    def action_select(self) -> None:
        if self.rows:
            self.post_message(self.Chosen(self.rows[self.cursor].place))

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        if line < len(self.rows):
            self._move_to(line)
            self.action_select()


class OutlineRow(Struct, frozen=True):
    """A place and what is said of it; ``depth`` counts what it is a part of."""

    place: Place
    said: str
    depth: int = 0
    is_branch: bool = False
    is_off: bool = False


def outline_rows(journey: Journey) -> Iterator[OutlineRow]:
    """Yield the rows of a ``journey``, each part below the one that it belongs to."""
    yield OutlineRow(JOURNEY, journey.name or journey.id)
    for id in steps_in_order(journey):
        step = journey.steps[id]
        yield OutlineRow(Place(step=id), f"{GLYPHS[kind(step)]} {title(id, step)}", 1, is_off=not step.active)
        for item, part in step.items.items() if isinstance(step, Checklist) else ():
            yield OutlineRow(Place(step=id, item=item), f"□ {part.name or item}", 2)
        for index, transition in journey.out(id):
            if said := branch(transition):
                target = title(transition.target, journey.steps[transition.target])
                yield OutlineRow(Place(transition=index), f"→ {said}: {target}", 2, is_branch=True)
    for rule in journey.exit_rules:
        yield OutlineRow(Place(rule=rule.id), f"▲ {rule.name or rule.id}", 1)
