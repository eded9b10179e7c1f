"""A journey drawn as text: the same layout that every front end uses, in box-drawing glyphs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len

from designer.diagram.drawing import box_size, draw, shortened
from designer.diagram.layout import GraphEdge, GraphNode, lay_out_within
from engine.journey import Journey
from engine.labels import GLYPHS, branch, count_label, detail, kind, title
from engine.steps import Checklist, Entry, Step

WIDEST_LINE: Final = 34
"""Columns. Longer lines in a box are shortened."""

WIDEST_LABEL: Final = 24
"""Columns. Longer labels of transitions are shortened."""

StepCounts = Mapping[str, Mapping[str, int]]
"""Step → how many attempts ``entered`` it and how many are ``waiting`` there."""


def picture(journey: Journey, counts: Mapping[str, str] = {}, columns: int | None = None) -> str:
    """The graph in at most ``columns`` columns where it can be (the terminal's width by default).

    ``counts`` gives, per step, the last line of its box.
    """
    faces = {id: face(id, step, counts.get(id, "")) for id, step in journey.steps.items()}
    labels = {index: shortened(branch(each), WIDEST_LABEL) for index, each in enumerate(journey.transitions)}
    nodes = [GraphNode(id, *box_size(lines)) for id, lines in faces.items()]
    edges = [
        GraphEdge(index, each.source, each.target, cell_len(labels[index]))
        for index, each in enumerate(journey.transitions)
    ]
    width = columns or shutil.get_terminal_size().columns
    root = next((id for id, step in journey.steps.items() if isinstance(step, Entry)), None)
    layout = lay_out_within(width, nodes, edges, root=root)
    return "\n".join(draw(layout, faces, {index: label for index, label in labels.items() if label}))


def people_counts(counts: StepCounts) -> dict[str, str]:
    """The last lines of boxes that say how many attempts entered each step and wait there."""
    waiting = {id: f", {each['waiting']:,} waiting" if each["waiting"] else "" for id, each in counts.items()}
    return {id: f"{each['entered']:,} entered{waiting[id]}" for id, each in counts.items()}


def face(id: str, step: Step, count: str = "") -> list[str]:
    """The lines inside the box of ``step`` ``id``, below them its ``count`` if there is one."""
    lines = [f"{GLYPHS[kind(step)]} {title(id, step)}{'' if step.active else ' (off)'}"]
    lines += [said] if (said := detail(step)) else []
    if isinstance(step, Checklist):
        lines += [f"□ {count_label(item.name or name, item)}" for name, item in step.items.items()]
    lines += [count] if count else []
    return [shortened(line, WIDEST_LINE) for line in lines]
