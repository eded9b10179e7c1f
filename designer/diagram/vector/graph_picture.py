"""A journey as a static picture: the layout that every front end has, in SVG.

It needs no script and nothing from outside, so it is what remains where widgets cannot run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len

from designer.diagram.drawing import box_size, shortened
from designer.diagram.layout import Box, EdgeRoute, GraphEdge, GraphLayout, GraphNode, Point, lay_out_within
from designer.diagram.text_picture import WIDEST_LABEL, face
from designer.diagram.vector.colours import colour
from designer.diagram.vector.svg import element, text, title, whole
from engine.journey import Journey
from engine.labels import branch, detail, kind
from engine.labels import title as title_of
from engine.steps import Entry, Step

COLUMN: Final = 7.6
ROW: Final = 21.0
"""Pixels of a cell of the layout."""
WIDEST: Final = 130
"""Columns. What is wider is drawn from the top down, if that is narrower."""
_ROUND: Final = 7.0
_HEAD: Final = 7.0
_DASHES: Final = {"after": "6 4", "percent": "2 3"}


def picture(journey: Journey, counts: Mapping[str, str] = {}) -> str:
    """The whole ``journey``; ``counts`` gives, per step, the last line of its box."""
    faces = {id: face(id, step, counts.get(id, "")) for id, step in journey.steps.items()}
    labels = {
        index: shortened(branch(transition), WIDEST_LABEL)
        for index, transition in enumerate(journey.transitions)
    }
    layout = _layout(journey, faces, labels)
    lines = [_line(journey, route, labels[index]) for index, route in layout.routes.items()]
    boxes = [_box(journey, layout.boxes[id], faces[id]) for id in journey.steps]
    return whole(_label(journey), layout.width * COLUMN, layout.height * ROW, *lines, *boxes)


def _layout(journey: Journey, faces: Mapping[str, list[str]], labels: Mapping[int, str]) -> GraphLayout:
    nodes = [GraphNode(id, *box_size(lines)) for id, lines in faces.items()]
    edges = [
        GraphEdge(index, transition.source, transition.target, cell_len(labels[index]))
        for index, transition in enumerate(journey.transitions)
    ]
    root = next((id for id, step in journey.steps.items() if isinstance(step, Entry)), None)
    return lay_out_within(WIDEST, nodes, edges, root=root)


def _label(journey: Journey) -> str:
    return f"Journey {journey.name or journey.id}: {len(journey.steps)} steps"


def at(point: Point) -> tuple[float, float]:
    """The middle of a cell, in pixels."""
    return (point[0] + 0.5) * COLUMN, (point[1] + 0.5) * ROW


def _box(journey: Journey, box: Box, lines: list[str]) -> str:
    step = journey.steps[box.id]
    left, top = at((box.x, box.y))
    right, bottom = at((box.x + box.width - 1, box.y + box.height - 1))
    hue = colour(kind(step))
    frame = {"x": left, "y": top, "width": right - left, "height": bottom - top, "rx": _ROUND}
    said = _spoken_text(journey, box.id, step)
    return element(
        "g",
        title(said),
        element("rect", **frame, fill=colour("paper")),
        element("rect", **frame, fill=hue, fill_opacity=0.1, stroke=hue, stroke_width=1.5),
        *(_face_line(line, number, left, top, hue) for number, line in enumerate(lines)),
        role="graphics-symbol img",
        aria_label=said,
        opacity=None if step.active else 0.5,
    )


def _face_line(line: str, number: int, left: float, top: float, hue: str) -> str:
    y = top + (number + 1) * ROW + 4.5
    if number:
        return text(line, left + 1.6 * COLUMN, y, fill=colour("soft"), font_size=12)
    glyph, _, name = line.partition(" ")
    sign = element("tspan", glyph, fill=hue)
    return text(name, left + 3.9 * COLUMN, y, fill=colour("ink"), font_size=13, font_weight=600) + element(
        "text", sign, x=left + 1.6 * COLUMN, y=y, font_size=13
    )


def _spoken_text(journey: Journey, id: str, step: Step) -> str:
    """The sentence read out for ``step`` ``id`` of ``journey``: its kind, its name, what it does, where it leads."""
    onward = [
        title_of(transition.target, journey.steps[transition.target])
        + (f" ({why})" if (why := branch(transition)) else "")
        for _, transition in journey.out(id)
        if transition.target in journey.steps
    ]
    does = f", {told}" if (told := detail(step)) else ""
    leads = f"; leads to {', '.join(onward)}" if onward else ""
    return f"{kind(step)} {title_of(id, step)}{does}{'' if step.active else ', off'}{leads}"


def _line(journey: Journey, route: EdgeRoute, label: str) -> str:
    transition = journey.transitions[route.index]
    points = [at(point) for point in route.points]
    guard = "after" if transition.after is not None else "percent" if transition.percent is not None else ""
    drawn = element(
        "path",
        d=rounded(points),
        fill="none",
        stroke=colour("line"),
        stroke_width=1.5,
        stroke_dasharray=_DASHES.get(guard),
    )
    return drawn + element("path", d=_head(*points[-2:]), fill=colour("line")) + _slot(route, label)


def _slot(route: EdgeRoute, label: str) -> str:
    if route.slot is None or not label:
        return ""
    left, middle = route.slot.x * COLUMN, (route.slot.y + 0.5) * ROW
    width = route.slot.width * COLUMN
    mask = element("rect", x=left, y=middle - 9, width=width, height=18, fill=colour("paper"))
    centred = {"text_anchor": "middle", "fill": colour("soft"), "font_size": 12}
    return mask + text(label, left + width / 2, middle + 4, **centred)


def rounded(points: list[tuple[float, float]]) -> str:
    """The path through corners of right angles, each a little rounded."""
    start, *_ = points
    parts = [f"M{start[0]:.1f},{start[1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        come, go = _toward(corner, before), _toward(corner, after)
        parts.append(f"L{come[0]:.1f},{come[1]:.1f}Q{corner[0]:.1f},{corner[1]:.1f} {go[0]:.1f},{go[1]:.1f}")
    end = points[-1]
    return "".join([*parts, f"L{end[0]:.1f},{end[1]:.1f}"])


def _toward(corner: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """A point near a corner on the way to the next one, not beyond the middle."""
    (x, y), (far_x, far_y) = corner, other
    length = abs(far_x - x) + abs(far_y - y)
    share = min(_ROUND, length / 2) / length if length else 0.0
    return x + (far_x - x) * share, y + (far_y - y) * share


def _head(before: tuple[float, float], end: tuple[float, float]) -> str:
    """An arrow head that ends at ``end`` and comes from ``before``."""
    length = abs(end[0] - before[0]) + abs(end[1] - before[1])
    x, y = (end[0] - before[0]) / length, (end[1] - before[1]) / length
    back = end[0] - x * _HEAD * 1.3, end[1] - y * _HEAD * 1.3
    corners = [
        end,
        (back[0] - y * _HEAD / 2, back[1] + x * _HEAD / 2),
        (back[0] + y * _HEAD / 2, back[1] - x * _HEAD / 2),
    ]
    return "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in corners) + "Z"
