"""Flow as a picture: the designed graph, transitions as wide as they were taken, drop-offs falling out below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Final

from msgspec import Struct
from rich.cells import cell_len

from designer.diagram.drawing import shortened
from designer.diagram.layout import Box, EdgeRoute, GraphEdge, GraphLayout, GraphNode, lay_out
from designer.diagram.text_picture import StepCounts
from designer.diagram.vector.colours import colour
from designer.diagram.vector.graph_picture import COLUMN, ROW, at, rounded
from designer.diagram.vector.svg import element, text, title, whole
from engine.insight import Flow, FlowPlace, TransitionFlow
from engine.journey import Journey
from engine.labels import branch, kind
from engine.labels import title as title_of

WIDEST: Final = 96.0
"""Pixels of the transition or step with the most attempts."""
LEAST: Final = 44.0
"""Pixels of a step's height at least: two lines of text."""
FALL: Final = 20.0
"""Pixels that drop-offs fall."""
_LINE: Final = 17.0
_NAME: Final = 24
_LABEL: Final = 18
_FAINT: Final = 0.4


class FlowPicture(Struct, frozen=True):
    """The input of the picture; ``scale`` is pixels for each attempt."""

    journey: Journey
    flow: Flow
    counts: StepCounts
    layout: GraphLayout
    scale: float


class Port(Struct, frozen=True):
    """The upper end of a band where it leaves or enters a step."""

    x: float
    y: float


def sankey(journey: Journey, flow: Flow, counts: StepCounts) -> str:
    """Draw the ``flow`` through ``journey`` with the ``counts`` of its steps. A transition that nobody took is a thin
    broken line.
    """
    most = max((count["entered"] for count in counts.values()), default=0)
    scale = WIDEST / most if most else 0.0
    drawn = FlowPicture(journey, flow, counts, _layout(journey, flow, counts, scale), scale)
    ports = _ports(drawn)
    bands = [_band(drawn, transition, *ports[transition.index]) for transition in flow.transitions]
    steps = [_step(drawn, place) for place in flow.places]
    labels = [_label(drawn, transition, *ports[transition.index]) for transition in flow.transitions]
    name = f"Flow along {journey.name or journey.id}"
    return whole(name, drawn.layout.width * COLUMN, drawn.layout.height * ROW, *bands, *steps, *labels)


def _layout(journey: Journey, flow: Flow, counts: StepCounts, scale: float) -> GraphLayout:
    nodes = [_node(journey, place, counts[place.step], scale) for place in flow.places]
    edges = [
        GraphEdge(
            transition.index, transition.source, transition.target, cell_len(_flow_text(journey, transition))
        )
        for transition in flow.transitions
    ]
    return lay_out(nodes, edges, root=journey.entry)


def _node(journey: Journey, place: FlowPlace, count: Mapping[str, int], scale: float) -> GraphNode:
    """The room of the step at ``place`` in ``journey``: its rectangle, as high as its ``count`` by ``scale``, and
    below it what falls out.
    """
    lines = (title_of(place.step, journey.steps[place.step]), _entered_text(count))
    stops = list(_stops(place))
    fallen = sum(number for _, number, _ in stops) * scale
    told = max((cell_len(said) for said, _, _ in stops), default=0)
    width = max(
        *(cell_len(shortened(line, _NAME)) + 4 for line in lines), told + 2, ceil(fallen / COLUMN) + 2
    )
    falls = FALL + _LINE * len(stops) if stops else 0.0
    return GraphNode(place.step, width, ceil(_height(count["entered"], scale) / ROW) + 1 + ceil(falls / ROW))


def _entered_text(count: Mapping[str, int]) -> str:
    return f"{count['entered']:,} entered"


def _height(entered: int, scale: float) -> float:
    return max(LEAST, entered * scale)


def _stops(place: FlowPlace) -> Iterator[tuple[str, int, str]]:
    """Yield what falls out below a step: in words, how many, in which colour. What ends at an exit does not fall."""
    if place.waiting:
        yield f"{place.waiting:,} waiting", place.waiting, "other"
    for rule, number in place.exited.items():
        yield f"{number:,} left by {shortened(rule, _LABEL)}", number, "drop"


def _flow_text(journey: Journey, transition: TransitionFlow) -> str:
    why = shortened(branch(journey.transitions[transition.index]), _LABEL)
    return f"{why}: {transition.taken:,}" if why else f"{transition.taken:,}"


class Body(Struct, frozen=True):
    """The rectangle of a step; what falls out of it has the room below."""

    x: float
    y: float
    width: float
    height: float


def _body(drawn: FlowPicture, id: str) -> Body:
    box = drawn.layout.boxes[id]
    x, y = at((box.x, box.y))
    return Body(x, y, (box.width - 1) * COLUMN, _height(drawn.counts[id]["entered"], drawn.scale))


def _ports(drawn: FlowPicture) -> dict[int, tuple[Port, Port]]:
    """Return where the band of each transition leaves its source and enters its target."""
    leave: dict[int, Port] = {}
    enter: dict[int, Port] = {}
    for place in drawn.flow.places:
        body = _body(drawn, place.step)
        out = [transition for transition in drawn.flow.transitions if transition.source == place.step]
        into = [transition for transition in drawn.flow.transitions if transition.target == place.step]
        leave |= _stack_bands(drawn, out, body, body.x + body.width, "target")
        enter |= _stack_bands(drawn, into, body, body.x, "source")
    return {index: (leave[index], enter[index]) for index in leave}


def _stack_bands(
    drawn: FlowPicture, transitions: Sequence[TransitionFlow], body: Body, x: float, other: str
) -> dict[int, Port]:
    """Bands of ``transitions`` one below the other at ``x``, around the middle of ``body``, in the order of where their
    ``other`` ends are drawn.
    """
    order = sorted(
        transitions,
        key=lambda transition: (_middle(drawn.layout.boxes[getattr(transition, other)]), transition.index),
    )
    y = body.y + (body.height - sum(transition.taken for transition in transitions) * drawn.scale) / 2
    ports = {}
    for transition in order:
        ports[transition.index] = Port(x, y)
        y += transition.taken * drawn.scale
    return ports


def _middle(box: Box) -> float:
    return box.y + box.height / 2


def _band(drawn: FlowPicture, transition: TransitionFlow, start: Port, end: Port) -> str:
    route = drawn.layout.routes[transition.index]
    thick = transition.taken * drawn.scale
    said = title(
        f"{_name(drawn, transition.source)} to {_name(drawn, transition.target)}: {transition.taken:,} times"
    )
    if not transition.taken:
        line = {"stroke": colour("line"), "stroke_width": 1, "stroke_dasharray": "3 4"}
        return element("path", said, d=_line(route), fill="none", **line)
    hue = colour(kind(drawn.journey.steps[transition.target]))
    if not _forward(route):
        around = {"stroke": hue, "stroke_opacity": _FAINT, "stroke_width": max(thick, 1.0)}
        return element("path", said, d=_line(route), fill="none", stroke_linejoin="round", **around)
    corners = _corners(route, start, end, thick)
    return element("path", said, d=_ribbon(corners, max(thick, 1.0)), fill=hue, fill_opacity=_FAINT)


def _name(drawn: FlowPicture, id: str) -> str:
    return title_of(id, drawn.journey.steps[id])


def _line(route: EdgeRoute) -> str:
    return rounded([at(point) for point in route.points])


def _forward(route: EdgeRoute) -> bool:
    return all(start[0] <= end[0] for start, end in pairwise(route.points))


def _ribbon(corners: Sequence[tuple[float, float]], thick: float) -> str:
    """A band whose upper edge runs through these points, everywhere as thick."""
    there = [_bend(a, b) for a, b in pairwise(corners)]
    below = [(x, y + thick) for x, y in reversed(corners)]
    back = [_bend(a, b) for a, b in pairwise(below)]
    (x, y), (last_x, last_y) = corners[0], below[0]
    return f"M{x:.1f},{y:.1f}{''.join(there)}L{last_x:.1f},{last_y:.1f}{''.join(back)}Z"


def _corners(route: EdgeRoute, start: Port, end: Port, thick: float) -> list[tuple[float, float]]:
    """The upper edge of a band, so ``thick``, from the port ``start`` to ``end`` along ``route``, with as much room
    to bend as there is.
    """
    level = [(at(a), at(b)) for a, b in pairwise(route.points) if a[1] == b[1]]
    heights = [start.y, *(a[1] - thick / 2 for a, _ in level[1:-1]), end.y]
    turns = [b[0] for _, b in level[:-1]]
    stretches = [b - a for a, b in pairwise([start.x, *turns, end.x])]
    room = [stretches[0], *(each / 2 for each in stretches[1:-1]), stretches[-1]]
    corners = [(start.x, start.y)]
    for x, (before, after), (left, right) in zip(turns, pairwise(heights), pairwise(room), strict=False):
        bend = min(left, right)
        corners += [(x - bend, before), (x + bend, after)]
    return [*corners, (end.x, end.y)]


def _bend(a: tuple[float, float], b: tuple[float, float]) -> str:
    middle = (a[0] + b[0]) / 2
    return f"C{middle:.1f},{a[1]:.1f} {middle:.1f},{b[1]:.1f} {b[0]:.1f},{b[1]:.1f}"


def _step(drawn: FlowPicture, place: FlowPlace) -> str:
    body, step = _body(drawn, place.step), drawn.journey.steps[place.step]
    hue = colour(kind(step))
    name, entered = title_of(place.step, step), _entered_text(drawn.counts[place.step])
    frame = {"x": body.x, "y": body.y, "width": body.width, "height": body.height, "rx": 5}
    stopped = [said for said, _, _ in _stops(place)]
    label = ", ".join([f"{kind(step)} {name}", entered, *stopped])
    middle, left = body.y + body.height / 2, body.x + 10
    return element(
        "g",
        title(label),
        *_falls(drawn, place, body),
        element("rect", **frame, fill=colour("paper")),
        element("rect", **frame, fill=hue, fill_opacity=0.14, stroke=hue, stroke_width=1.5),
        text(shortened(name, _NAME), left, middle - 4, fill=colour("ink"), font_size=13, font_weight=600),
        text(entered, left, middle + 13, fill=colour("soft"), font_size=12),
        role="graphics-symbol img",
        aria_label=label,
    )


def _falls(drawn: FlowPicture, place: FlowPlace, body: Body) -> Iterator[str]:
    """Draw the drop-offs at ``place`` below ``body``: columns as wide as many, from the left, each with a line of
    text, into ``drawn``.
    """
    stops, x = list(_stops(place)), body.x + 6
    bottom = body.y + body.height
    for number, (said, dropped, hue) in enumerate(stops):
        width = max(dropped * drawn.scale, 2.0)
        yield element(
            "rect", x=x, y=bottom - 4, width=width, height=FALL, fill=colour(hue), fill_opacity=0.55
        )
        x += width
        yield text(said, body.x + 6, bottom + FALL + 10 + _LINE * number, fill=colour(hue), font_size=12)


def _label(drawn: FlowPicture, transition: TransitionFlow, start: Port, end: Port) -> str:
    route = drawn.layout.routes[transition.index]
    halo = {"paint_order": "stroke", "stroke": colour("paper"), "stroke_width": 4, "stroke_linejoin": "round"}
    x, y = _amid(route, start, end, transition.taken * drawn.scale)
    return text(
        _flow_text(drawn.journey, transition),
        x,
        y + 4,
        text_anchor="middle",
        font_size=12,
        fill=colour("ink"),
        **halo,
    )


def _amid(route: EdgeRoute, start: Port, end: Port, thick: float) -> tuple[float, float]:
    """The middle of the longest part of a band so ``thick`` from ``start`` to ``end``; of a line, where ``route``
    has left room.
    """
    if route.slot is not None and not (thick and _forward(route)):
        return (route.slot.x + route.slot.width / 2) * COLUMN, (route.slot.y + 0.5) * ROW
    parts = pairwise(_corners(route, start, end, thick))
    a, b = max(parts, key=lambda part: part[1][0] - part[0][0])
    return (a[0] + b[0]) / 2, (a[1] + b[1] + thick) / 2
