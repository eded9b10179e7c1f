"""Texts in the boxes and on the lines of a journey's picture, at a zoom level.

Steps and transitions are values that an edit carries over unless it changes them: what is written of those is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from rich.cells import cell_len

from designer.diagram.drawing import box_size, shortened
from designer.diagram.layout import Direction, GraphEdge, GraphNode
from designer.diagram.measure import COUNTS
from designer.diagram.text_picture import WIDEST_LABEL, face
from engine.journey import Journey
from engine.labels import GLYPHS, branch, kind, title
from engine.steps import Checklist, Entry, OnEvent, Split, Step, Waypoint

WIDEST_TITLE: Final = 22
"""Columns of a name at the zoom level of one line."""

Counted: TypeAlias = Literal["people", "events"] | None
"""Boxes that have that room: all of them for people, those of steps that ask events for events that match, or none."""


Face = tuple[str, ...]
"""The lines in a step's box."""


class Zoom(IntEnum):
    """The amount shown of a step: a glyph, one line, or a box with everything."""

    GLYPH = 0
    LINE = 1
    BOX = 2


class Lettering(Struct, frozen=True):
    """The lines in each box, the texts of the transitions that have one, and the room that all that takes.

    ``counted`` says which boxes leave a line for a count.
    """

    journey: Journey
    zoom: Zoom
    counted: Counted
    faces: Mapping[str, Face]
    labels: Mapping[int, str]
    nodes: Mapping[str, GraphNode]
    edges: Sequence[GraphEdge]


def letter(journey: Journey, former: Lettering | None = None, *, counted: Counted = None) -> Lettering:
    """The texts of ``journey`` at the level of boxes; what the ``former`` says of the same objects is taken from
    there.

    ``counted`` says which boxes leave a line for a count.
    """
    faces: dict[str, Face] = {}
    nodes: dict[str, GraphNode] = {}
    kept = former if former is not None and former.counted == counted else None
    for id, step in journey.steps.items():
        if kept is not None and kept.journey.steps.get(id) is step:
            faces[id], nodes[id] = kept.faces[id], kept.nodes[id]
        else:
            faces[id] = _face_in_box(id, step, counted)
            nodes[id] = GraphNode(id, *box_size(faces[id]))
    labels = _labels(journey, former)
    return Lettering(journey, Zoom.BOX, counted, faces, labels, nodes, _edges(journey, labels))


def _face_in_box(id: str, step: Step, counted: Counted) -> Face:
    has_count = counted == "people" or (counted == "events" and _asks_events(step))
    return (*face(id, step), COUNTS) if has_count else tuple(face(id, step))


def _asks_events(step: Step) -> bool:
    """Tell whether ``step`` has conditions on events: its own, or those of its items or branches."""
    match step:
        case Entry(trigger=trigger):
            return isinstance(trigger, OnEvent)
        case Split(on=on):
            return on == "event"
        case _:
            return isinstance(step, Waypoint | Checklist)


def _labels(journey: Journey, former: Lettering | None) -> dict[int, str]:
    known: dict[int, str] = {}
    if former is not None:
        known = {
            id(transition): former.labels.get(index, "")
            for index, transition in enumerate(former.journey.transitions)
        }
    texts: dict[int, str] = {}
    for index, transition in enumerate(journey.transitions):
        text = (
            known[id(transition)] if id(transition) in known else shortened(branch(transition), WIDEST_LABEL)
        )
        if text:
            texts[index] = text
    return texts


def _edges(journey: Journey, labels: Mapping[int, str]) -> list[GraphEdge]:
    return [
        GraphEdge(
            index, transition.source, transition.target, cell_len(labels[index]) if index in labels else 0
        )
        for index, transition in enumerate(journey.transitions)
    ]


def shrunk(full: Lettering, zoom: Zoom, direction: Direction) -> Lettering:
    """The lettering of ``full`` at a ``zoom`` of single lines, which have no border; ``direction`` is the picture's."""
    faces = {id: (_line(id, step, zoom, direction),) for id, step in full.journey.steps.items()}
    nodes = {id: GraphNode(id, cell_len(line), 1) for id, (line,) in faces.items()}
    labels = full.labels if zoom is Zoom.LINE else {}
    return Lettering(full.journey, zoom, full.counted, faces, labels, nodes, _edges(full.journey, labels))


def _line(id: str, step: Step, zoom: Zoom, direction: Direction) -> str:
    """The line of ``step`` ``id`` at a ``zoom``. The last column is left for a finding's mark; in the ``direction``
    down, a glyph stands alone.
    """
    if zoom is Zoom.LINE:
        return f"{GLYPHS[kind(step)]} {shortened(title(id, step), WIDEST_TITLE)} "
    return f"{' ' if direction == 'down' else ''}{GLYPHS[kind(step)]} "
