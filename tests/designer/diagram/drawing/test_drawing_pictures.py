"""Pictures of typical graphs, kept as text in `pictures/`: the graph, then left to right, then top down.

A graph is lines such as `a > b > c : label of the last arrow`, and `name = one line / another` for what is in a box.
After a wanted change: `UPDATE_PICTURES=1 pytest tests/designer/drawing`, and look at the difference.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

from designer.diagram.drawing import box_size, draw
from designer.diagram.layout import Direction, GraphEdge, GraphNode, lay_out

PICTURES = sorted((Path(__file__).parent / "pictures").glob("*.txt"))
RULE = "\n" + "-" * 40 + "\n"


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.stem)
def test_picture(file: Path) -> None:
    graph = file.read_text(encoding="utf-8").split(RULE)[0]
    pictures = RULE.join([graph, picture(graph, "right"), picture(graph, "down")]) + "\n"
    if os.environ.get("UPDATE_PICTURES"):
        file.write_text(pictures, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == pictures


def picture(graph: str, direction: Direction) -> str:
    faces: dict[str, list[str]] = {}
    edges: list[GraphEdge] = []
    labels: dict[int, str] = {}
    for line in graph.splitlines():
        if " = " in line:
            name, face = line.split(" = ")
            faces[name] = face.split(" / ")
        else:
            path, _, label = line.partition(" : ")
            ids = path.split(" > ")
            faces |= {id: [id] for id in ids if id not in faces}
            for source, target in pairwise(ids):
                edges.append(GraphEdge(len(edges), source, target))
            if label:
                labels[len(edges) - 1] = label
                edges[-1] = GraphEdge(edges[-1].index, edges[-1].source, edges[-1].target, cell_len(label))
    nodes = [GraphNode(id, *box_size(face)) for id, face in faces.items()]
    layout = lay_out(nodes, edges, root=next(iter(faces)), direction=direction)
    return "\n".join(draw(layout, faces, labels))
