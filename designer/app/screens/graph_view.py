"""The journey as a picture on a screen: zoom, direction, overview, jumping, and what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from textual.geometry import Size

from designer.app.actions import Action
from designer.app.screens.tab import TabScreen
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.minimap import Minimap
from designer.app.widgets.too_small import room
from designer.diagram.box_text import Counted, Zoom, letter
from designer.diagram.chart import Chart, chart, chart_key
from designer.diagram.layout import Direction
from designer.editing.selection import Place, still_there
from engine.journey import Journey

ROOMY: Final = 110
"""Columns from which panels stand beside the canvas instead of over it."""

CACHE_SIZE: Final = 32
"""Charts of boxes that are kept for edits that are undone and redone."""

NARROWEST_MAP: Final = 44
"""Columns of the canvas below which the minimap would take too much of it."""

PICTURE: Final = (
    Action(
        "app.search",
        "slash",
        "Find anything: a step, a condition, a person, a design",
        "Look",
        "Find",
        "search",
    ),
    Action("labels", "w", "Jump by the letters on the boxes in view", "Look"),
    Action("fit", "f", "Show the whole picture, as large as it fits", "Look"),
    Action("zoom(1)", "plus,equals_sign", "Zoom in", "Look", word="zoom_in"),
    Action("zoom(-1)", "minus", "Zoom out", "Look", word="zoom_out"),
    Action("turn", "v", "Left to right, or top down", "Look"),
    Action("show_minimap", "m", "Minimap on and off", "Look"),
)


class GraphView:
    """A canvas and, beside it in ``#picture``, a minimap. What stands around them follows by two functions."""

    ACTIONS: ClassVar[Sequence[Action]] = PICTURE

    def __init__(
        self,
        screen: TabScreen,
        canvas: GraphCanvas,
        *,
        counted: Counted = None,
        drawn: Callable[[], None] = lambda: None,
        chosen: Callable[[], None] = lambda: None,
    ) -> None:
        """``counted``: which boxes leave a line for a count. ``drawn`` is called after another picture is
        shown, ``chosen`` after a place is chosen."""
        self.canvas: Final = canvas
        self.minimap: Final = Minimap(id="minimap")
        self.zoom_level = Zoom.BOX
        self.direction: Direction = "right"
        self.chart: Chart | None = None
        self.drawn_at = 0
        """``Desk.changes`` when the journey was drawn last."""
        self._screen = screen
        self._counted = counted
        self._drawn, self._chosen = drawn, chosen
        self._charts: dict[tuple[Zoom, Direction], Chart] = {}
        self._former: dict[object, Chart] = {}
        self._charted: Journey | None = None
        screen.update_classes(
            self._room(), update=False
        )  # before there is anything that would be styled again

    @property
    def place(self) -> Place:
        """Return what is chosen. The picture knows first: what it tells may still be on its way when the next key is
        there.
        """
        return self.canvas.paints.chosen

    # Drawing

    def draw(self, chosen: Place | None = None, *, anew: bool = False) -> None:
        """Show the journey as it is, with another place ``chosen``; ``anew`` forgets where everything was."""
        journey = self._screen.journey
        self.drawn_at = self._screen.desk.changes
        if anew:
            self.chart = self._charted = None
            self._former.clear()
        self.chart = self._make_chart()
        self.canvas.show(journey, self.chart, still_there(journey, self.place if chosen is None else chosen))
        self.follow_map()
        self._drawn()

    def count_events(self, counts: Mapping[str, str]) -> None:
        """Show how many events match at each step; where there are no ``counts``, no box has room for one."""
        counted: Counted = "events" if counts else None
        if counted != self._counted:
            self._counted = counted
            self._charts.clear()
            self.draw()
        self.canvas.count(counts)

    def _make_chart(self) -> Chart:
        """The chart at this zoom level in this direction: made once for a journey."""
        journey = self._screen.journey
        if self._charted is not journey:
            self._charts, self._charted = {}, journey
        wanted = (self.zoom_level, self.direction)
        if wanted not in self._charts:
            self._charts[wanted] = self._former_chart(journey) or self._new_chart(journey)
        return self._charts[wanted]

    def _new_chart(self, journey: Journey) -> Chart:
        made = chart(journey, self.zoom_level, self.direction, self.chart, counted=self._counted)
        if made.zoom is Zoom.BOX:
            self._former[chart_key(made.boxed, self.direction)] = made
            if len(self._former) > CACHE_SIZE:
                del self._former[next(iter(self._former))]
        return made

    def _former_chart(self, journey: Journey) -> Chart | None:
        """The chart of just this before: to undo and to redo lead back to where everything was."""
        if self.zoom_level is not Zoom.BOX or self.chart is None:
            return None
        letters = letter(journey, self.chart.boxed, counted=self._counted)
        return self._former.get(chart_key(letters, self.direction))

    def first_draw(self) -> None:
        """The first picture, in the direction that shows more of it."""
        self.chart = self._wider(self.canvas.size or self._free_room())
        self.direction = self.chart.layout.direction
        self.make_room()
        self.draw()
        self.canvas.focus()

    def _free_room(self) -> Size:
        """The room for the picture before anything is laid out: what nothing else on the screen asks for."""
        screen = self._screen
        beside = [panel.styles.width for panel in screen.query("#body > *") if panel.display]
        others = [*screen.children, *screen.query_one("#picture").siblings, *self.canvas.siblings]
        above = [length for other in others for length in (other.styles.height, other.styles.min_height)]
        columns, rows = (sum((each and each.cells) or 0 for each in lengths) for lengths in (beside, above))
        return screen.app.size - Size(columns, rows)

    def _wider(self, size: Size) -> Chart:
        """Left to right if that fits; else in the direction in which less of the picture is out of sight."""
        right = self._make_chart()
        if excess(right, size) <= 1:
            return right
        self.direction = "down"
        return min(right, self._make_chart(), key=lambda chart: excess(chart, size))

    def make_room(self) -> None:
        """Show what there is room for."""
        self._screen.update_classes(self._room())
        self.minimap.set_class(self.direction == "down", "-down")
        self.follow_map()

    def _room(self) -> dict[str, bool]:
        """The classes of the screen by its size."""
        columns, rows = self._screen.opened.app.size
        return room(columns, rows) | {
            "-wide": columns >= 150,
            "-narrow": columns < ROOMY,
            "-low": rows < 32,
        }

    def follow_map(self) -> None:
        """Show the minimap of what is shown, once that is painted."""
        self._screen.call_after_refresh(self.draw_map)

    def draw_map(self) -> None:
        """The minimap, where not everything is in view."""
        if self.chart is not None and self.minimap.parent is not None:
            canvas = self.canvas
            room = self._screen.query_one(
                "#picture"
            ).size  # with that of the map: where it is not needed, it is free
            fits = canvas.virtual_size.width <= room.width and canvas.virtual_size.height <= room.height
            narrow = room.width < NARROWEST_MAP
            self.minimap.set_class(fits or narrow, "-needless")
            self.minimap.show(self.chart.layout, canvas.in_view, self.place.step)

    # Choosing

    def choose(self, place: Place) -> None:
        """Choose a place everywhere."""
        place = still_there(self._screen.journey, place)
        if place != self.place:
            self.canvas.choose(place)
        self._chosen()

    # Actions

    def zoom(self, by: int) -> None:
        """Show more or less of every step."""
        level = Zoom(min(max(self.zoom_level + by, Zoom.GLYPH), Zoom.BOX))
        if level is not self.zoom_level:
            self.zoom_level = level
            self.draw()

    def turn(self) -> None:
        """Draw it top down, or left to right again."""
        self.direction = "down" if self.direction == "right" else "right"
        self.make_room()
        self.draw()

    def show_minimap(self) -> None:
        """Show the minimap, or hide it."""
        self.minimap.display = not self.minimap.display
        self.follow_map()

    def go_to(self, place: Place) -> None:
        """Choose a place that was looked for, and go there."""
        self.choose(place)
        self.canvas.focus()

    def labels(self) -> None:
        """Put letters on the boxes in view: typing them goes there."""
        self.canvas.focus()
        self.canvas.label()

    def fit(self) -> None:
        """Show the whole picture, as large as it fits, in the direction in which it fits."""
        self.zoom_level, self.direction = self._best_fit()
        self.make_room()
        self.draw()
        if self.chart is not None:
            self.canvas.look_at(self.chart.layout.width // 2, self.chart.layout.height // 2)

    def _best_fit(self) -> tuple[Zoom, Direction]:
        """The zoom level and the direction at which most of the picture can be seen; the larger level, if all can."""
        other: Direction = "down" if self.direction == "right" else "right"
        former = self.zoom_level, self.direction
        best: tuple[float, Zoom, Direction] | None = None
        for level in (Zoom.BOX, Zoom.LINE, Zoom.GLYPH):
            for direction in (self.direction, other):
                self.zoom_level, self.direction = level, direction
                out_of_sight = max(excess(self._make_chart(), self.canvas.room), 1.0)
                if best is None or out_of_sight < best[0]:
                    best = out_of_sight, level, direction
            if best is not None and best[0] <= 1:
                break
        self.zoom_level, self.direction = former
        assert best is not None
        return best[1:]


def excess(chart: Chart, size: Size) -> float:
    """Return how many times ``chart`` is as wide or as high as the room of ``size``, whichever is more."""
    layout = chart.layout
    return max(layout.width / max(size.width, 1), layout.height / max(size.height, 1))
