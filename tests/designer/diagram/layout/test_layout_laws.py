"""What holds for every layout, on random multigraphs of any shape."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.diagram.layout import Direction, EdgeRoute, GraphEdge, GraphLayout, GraphNode, Point, lay_out

DIRECTIONS = st.sampled_from(["right", "down"])
Step = tuple[int, int]
LEVEL = frozenset({(1, 0), (-1, 0)})
UPRIGHT = frozenset({(0, 1), (0, -1)})


@st.composite
def graphs(draw: st.DrawFn, most: int = 12) -> tuple[list[GraphNode], list[GraphEdge]]:
    """Any multigraph: unconnected, cyclic, with loops and parallel edges; and chains with a little of all that."""
    count = draw(st.integers(1, most))
    size = st.tuples(st.integers(1, 14), st.integers(1, 6))
    nodes = [GraphNode(f"n{number}", *draw(size)) for number in range(count)]
    end = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(end, end), max_size=3 * count))
    if draw(st.booleans()):
        pairs += pairwise(range(count))
    labels = st.sampled_from([0, 0, 1, 4, 11])
    return nodes, [GraphEdge(index, f"n{a}", f"n{b}", draw(labels)) for index, (a, b) in enumerate(pairs)]


@given(graphs(), DIRECTIONS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_boxes_lines_and_labels_keep_clear_of_each_other(
    graph: tuple[list[GraphNode], list[GraphEdge]], direction: Direction, rooted: bool
) -> None:
    nodes, edges = graph
    layout = lay_out(nodes, edges, root="n0" if rooted else None, direction=direction)
    _keeps_clear(layout, nodes, edges)


@given(graphs(), DIRECTIONS, st.data())
@settings(max_examples=80, deadline=None)
def test_after_an_edit_they_still_do_and_the_picture_depends_on_nothing_else(
    graph: tuple[list[GraphNode], list[GraphEdge]], direction: Direction, data: st.DataObject
) -> None:
    layout = lay_out(*graph, direction=direction)
    for number in range(3):
        nodes, edges = graph = data.draw(edited(*graph, f"new{number}"))
        again = lay_out(nodes[::-1], edges[::-1], direction=direction, previous=layout)
        layout = lay_out(nodes, edges, direction=direction, previous=layout)
        _keeps_clear(layout, nodes, edges)
        assert again == layout


@st.composite
def edited(
    draw: st.DrawFn, nodes: list[GraphNode], edges: list[GraphEdge], new: str
) -> tuple[list[GraphNode], list[GraphEdge]]:
    """The graph without a node or with another one, and one of its boxes in another size."""
    if len(nodes) > 1 and draw(st.booleans()):
        gone = draw(st.sampled_from(nodes)).id
        nodes = [node for node in nodes if node.id != gone]
        edges = [edge for edge in edges if gone not in (edge.source, edge.target)]
    else:
        ends = st.sampled_from([node.id for node in nodes])
        transitions = [(draw(ends), new), (new, draw(ends))][: draw(st.integers(0, 2))]
        nodes = [*nodes, GraphNode(new, 8, 3)]
        after = max((edge.index for edge in edges), default=0) + 1
        edges = edges + [
            GraphEdge(index, *transition, 4) for index, transition in enumerate(transitions, start=after)
        ]
    resized = draw(st.sampled_from(nodes)).id
    return [GraphNode(node.id, 7, 5) if node.id == resized else node for node in nodes], edges


def _keeps_clear(layout: GraphLayout, nodes: list[GraphNode], edges: list[GraphEdge]) -> None:
    boxes = _box_cells(layout, nodes)
    lines = {index: _cells(route) for index, route in layout.routes.items()}
    assert lines.keys() == {edge.index for edge in edges}
    for edge in edges:
        _joins_its_nodes_and_touches_no_other(edge, lines[edge.index], boxes)
    _lines_of_strangers_only_cross(edges, lines, boxes)
    _labels_stand_on_their_own_line(layout, edges, lines, boxes)
    assert all(0 <= x < layout.width and 0 <= y < layout.height for line in lines.values() for x, y in line)


def _box_cells(layout: GraphLayout, nodes: list[GraphNode]) -> dict[Point, str]:
    cells: dict[Point, str] = {}
    for node in nodes:
        box = layout.boxes[node.id]
        assert (box.width, box.height) == (node.width, node.height)
        for x in range(box.x, box.x + box.width):
            for y in range(box.y, box.y + box.height):
                assert (x, y) not in cells
                assert 0 <= x < layout.width
                assert 0 <= y < layout.height
                cells[x, y] = node.id
    return cells


def _cells(route: EdgeRoute) -> list[Point]:
    """Every cell of a route in its order."""
    cells = [route.points[0]]
    for corner in route.points[1:]:
        while cells[-1] != corner:
            x, y = cells[-1]
            assert x == corner[0] or y == corner[1]
            cells.append((x + (corner[0] > x) - (corner[0] < x), y + (corner[1] > y) - (corner[1] < y)))
    return cells


def _joins_its_nodes_and_touches_no_other(
    edge: GraphEdge, line: list[Point], boxes: dict[Point, str]
) -> None:
    assert boxes[line[0]] == edge.source
    assert boxes[line[-1]] == edge.target
    assert len(line) >= 3, "room for an arrow head"
    assert not any(cell in boxes for cell in line[1:-1])
    assert len(set(line[1:])) == len(line) - 1, "a line does not meet itself"


def _lines_of_strangers_only_cross(
    edges: list[GraphEdge], lines: dict[int, list[Point]], boxes: dict[Point, str]
) -> None:
    """Edges without a common end share a cell only where one runs straight across the other."""
    ends = {edge.index: (edge.source, edge.target) for edge in edges}
    transitions: dict[Point, dict[int, set[Step]]] = defaultdict(lambda: defaultdict(set))
    for index, line in lines.items():
        for (x, y), (to_x, to_y) in pairwise(line):
            transitions[x, y][index].add((to_x - x, to_y - y))
            transitions[to_x, to_y][index].add((x - to_x, y - to_y))
    for at_cell in (transitions[cell] for cell in transitions.keys() - boxes.keys()):
        for a, b in combinations(at_cell, 2):
            if ends[a][0] != ends[b][0] and ends[a][1] != ends[b][1]:
                assert {frozenset(at_cell[a]), frozenset(at_cell[b])} == {LEVEL, UPRIGHT}


def _labels_stand_on_their_own_line(
    layout: GraphLayout, edges: list[GraphEdge], lines: dict[int, list[Point]], boxes: dict[Point, str]
) -> None:
    taken = dict.fromkeys(boxes, -1)
    for edge in edges:
        slot = layout.routes[edge.index].slot
        assert (slot is not None) == (edge.label_width > 0)
        if slot is not None:
            assert slot.width == edge.label_width + 2
            cells = {(x, slot.y) for x in range(slot.x, slot.x + slot.width)}
            assert cells.isdisjoint(taken)
            assert [index for index, line in lines.items() if cells & set(line)] == [edge.index]
            taken.update(dict.fromkeys(cells, edge.index))


@given(graphs(), DIRECTIONS)
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_input_does_not_matter(
    graph: tuple[list[GraphNode], list[GraphEdge]], direction: Direction
) -> None:
    nodes, edges = graph
    layout = lay_out(nodes, edges, root="n0", direction=direction)
    assert lay_out(nodes[::-1], edges[::-1], root="n0", direction=direction) == layout


@given(graphs(), st.integers(0, 11), DIRECTIONS)
@settings(max_examples=30, deadline=None)
def test_steps_side_by_side_keep_their_order_when_one_is_added(
    graph: tuple[list[GraphNode], list[GraphEdge]], parent: int, direction: Direction
) -> None:
    nodes, edges = graph
    edges = edges + [GraphEdge(len(edges) + k, a.id, b.id) for k, (a, b) in enumerate(pairwise(nodes))]
    leaf = GraphEdge(len(edges), f"n{parent % len(nodes)}", "new")
    old = lay_out(nodes, edges, root="n0", direction=direction)
    new = lay_out(
        [*nodes, GraphNode("new", 8, 3)], [*edges, leaf], root="n0", direction=direction, previous=old
    )
    for a, b in combinations((node.id for node in nodes), 2):
        if _side_by_side(old, a, b) and _side_by_side(new, a, b):
            assert (_centre(old, a) < _centre(old, b)) == (_centre(new, a) < _centre(new, b))


def _side_by_side(layout: GraphLayout, a: str, b: str) -> bool:
    """In one layer: they begin at the same place along."""
    one, other = layout.boxes[a], layout.boxes[b]
    return one.x == other.x if layout.direction == "right" else one.y == other.y


def _centre(layout: GraphLayout, id: str) -> int:
    box = layout.boxes[id]
    return box.y + box.height // 2 if layout.direction == "right" else box.x + box.width // 2


def test_a_previous_layout_of_the_other_direction_is_ignored() -> None:
    nodes, edges = [GraphNode("a", 5, 3), GraphNode("b", 9, 3)], [GraphEdge(0, "a", "b")]
    right = lay_out(nodes, edges)
    assert lay_out(nodes, edges, direction="down", previous=right) == lay_out(nodes, edges, direction="down")


@pytest.mark.parametrize(
    ("nodes", "edges", "complaint"),
    [
        ([GraphNode("a", 5, 3), GraphNode("a", 5, 3)], [], "same id"),
        ([GraphNode("a", 5, 3)], [GraphEdge(0, "a", "a"), GraphEdge(0, "a", "a")], "same index"),
        ([GraphNode("a", 5, 3)], [GraphEdge(7, "a", "b")], "Edge 7 names node 'b'"),
        ([GraphNode("a", 0, 3)], [], "'a' is 0 × 3"),
        ([GraphNode("b", 5, 3)], [], "root 'a'"),
    ],
)
def test_input_that_makes_no_graph_is_refused(
    nodes: list[GraphNode], edges: list[GraphEdge], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        lay_out(nodes, edges, root="a")


def test_nothing_gives_an_empty_layout() -> None:
    assert lay_out([], []) == GraphLayout("right", 0, 0, {}, {})
