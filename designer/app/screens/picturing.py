"""The journey as a picture on a screen: zoom, direction, overview, jumping, and what is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.geometry import Size

from designer.app.actions import Action
from designer.app.dialogs import Choice, Choose
from designer.app.screens.tab import TabScreen
from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.minimap import Minimap
from designer.app.widgets.outline import reached
from designer.app.widgets.too_small import room
from designer.diagram.box_text import Zoom
from designer.diagram.chart import Chart, chart
from designer.diagram.layout import Direction
from designer.editing.selection import Place, still_there
from engine.journey import Journey
from engine.labels import GLYPHS, detail, kind, title

if TYPE_CHECKING:
    from designer.app.opened import Opened

ROOMY: Final = 110
"""Columns from which panels stand beside the canvas instead of over it."""

NARROWEST_MAP: Final = 44
"""Columns of the canvas below which the minimap would take too much of it."""

PICTURING: Final = (
    Action("jump", "slash", "Jump to a step", "Look", "Jump"),
    Action("zoom(1)", "plus,equals_sign", "Zoom in", "Look"),
    Action("zoom(-1)", "minus", "Zoom out", "Look"),
    Action("turn", "v", "Left to right, or top down", "Look"),
    Action("minimap", "m", "Minimap on and off", "Look"),
)


class Picturing(TabScreen):
    """A screen with a GraphCanvas and, beside it in ``#picture``, a Minimap."""

    COUNTED: ClassVar[bool] = False
    """Whether the boxes have room for how many are there."""
    CANVAS: ClassVar[type[GraphCanvas]] = GraphCanvas
    AUTO_FOCUS = "GraphCanvas"

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self.canvas: Final = self.CANVAS(id="canvas")
        self.zoom = Zoom.BOX
        self.direction: Direction = "right"
        self._chart: Chart | None = None
        self._charts: dict[tuple[Zoom, Direction], Chart] = {}
        self._charted: Journey | None = None
        self._drawn_at = 0
        self.update_classes(self._room(), update=False)  # before there is anything that would be styled again

    @property
    def place(self) -> Place:
        """What is chosen. The picture knows first: what it tells may still be on its way when the next key is there."""
        return self.canvas.paints.chosen

    def draw(self, chosen: Place | None = None, *, anew: bool = False) -> None:
        """Show the journey as it is, with another place chosen; ``anew`` forgets where everything was."""
        self._drawn_at = self.desk.changes
        if anew:
            self._chart = self._charted = None
        self._chart = self._picture()
        chosen = still_there(self.journey, self.place if chosen is None else chosen)
        self.canvas.show(self.journey, self._chart, chosen)
        self.draw_map()

    def _picture(self) -> Chart:
        """The chart at this zoom level in this direction: made once for a journey."""
        if self._charted is not self.journey:
            self._charts, self._charted = {}, self.journey
        wanted = (self.zoom, self.direction)
        if wanted not in self._charts:
            self._charts[wanted] = chart(
                self.journey, self.zoom, self.direction, self._chart, counted=self.COUNTED
            )
        return self._charts[wanted]

    def first_draw(self) -> None:
        """The first picture, in the direction that shows more of it."""
        self.make_room()
        self._chart = self._wider(self.canvas.size or self._left_over())
        self.direction = self._chart.layout.direction
        self.make_room()
        self.draw()
        self.canvas.focus()

    def _left_over(self) -> Size:
        """The room for the picture before anything is laid out: what nothing else on the screen asks for."""
        beside = [panel.styles.width for panel in self.query("#body > *") if panel.display]
        others = [*self.children, *self.query_one("#picture").siblings, *self.canvas.siblings]
        above = [length for other in others for length in (other.styles.height, other.styles.min_height)]
        columns, rows = (sum((each and each.cells) or 0 for each in lengths) for lengths in (beside, above))
        return self.app.size - Size(columns, rows)

    def _wider(self, size: Size) -> Chart:
        """Left to right if that fits; else in the direction in which less of the picture is out of sight."""
        right = self._picture()
        if excess(right, size) <= 1:
            return right
        self.direction = "down"
        return min(right, self._picture(), key=lambda chart: excess(chart, size))

    def make_room(self) -> None:
        """Show what there is room for."""
        self.update_classes(self._room())
        self.query_one(Minimap).set_class(self.direction == "down", "-down")
        self.call_after_refresh(self.draw_map)

    def _room(self) -> dict[str, bool]:
        """The classes of the screen by its size."""
        columns, rows = self.opened.app.size
        return room(columns, rows) | {
            "-wide": columns >= 150,
            "-narrow": columns < ROOMY,
            "-low": rows < 32,
        }

    def on_resize(self) -> None:
        self.make_room()

    def choose(self, place: Place) -> None:
        """Choose a place everywhere."""
        place = still_there(self.journey, place)
        if place != self.place:
            self.canvas.choose(place)

    @on(GraphCanvas.Chosen)
    def _chosen_in_picture(self) -> None:
        self.choose(self.place)

    # The overview

    @on(GraphCanvas.Looked)
    def draw_map(self) -> None:
        """The minimap, where not everything is in view."""
        if self._chart is not None:
            canvas = self.canvas
            fits = canvas.virtual_size.width <= canvas.size.width
            fits = fits and canvas.virtual_size.height <= canvas.size.height
            minimap = self.query_one(Minimap)
            minimap.set_class(fits or self.query_one("#picture").size.width < NARROWEST_MAP, "-needless")
            minimap.show(self._chart.layout, canvas.in_view, self.place.step)

    @on(Minimap.Wanted)
    def _look_there(self, event: Minimap.Wanted) -> None:
        self.canvas.look_at(event.x, event.y)

    # Actions

    def action_zoom(self, by: int) -> None:
        zoom = Zoom(min(max(self.zoom + by, Zoom.GLYPH), Zoom.BOX))
        if zoom is not self.zoom:
            self.zoom = zoom
            self.draw()

    def action_turn(self) -> None:
        self.direction = "down" if self.direction == "right" else "right"
        self.make_room()
        self.draw()

    def action_minimap(self) -> None:
        minimap = self.query_one(Minimap)
        minimap.display = not minimap.display
        self.call_after_refresh(self.draw_map)

    @work
    async def action_jump(self) -> None:
        step = await self.app.push_screen_wait(Choose("Jump to which step?", steps(self.journey)))
        if step is not None:
            self.choose(Place(step=step))
            self.canvas.focus()


def excess(chart: Chart, size: Size) -> float:
    """How many times the picture is as wide or as high as the room for it, whichever is more."""
    layout = chart.layout
    return max(layout.width / max(size.width, 1), layout.height / max(size.height, 1))


def steps(journey: Journey) -> list[Choice]:
    """All steps to choose from, in the order in which they are reached."""
    return [Choice(id, _said(journey, id), f"{detail(journey.steps[id])}  {id}") for id in reached(journey)]


def _said(journey: Journey, id: str) -> str:
    step = journey.steps[id]
    return f"{GLYPHS[kind(step)]} {title(id, step)}"
