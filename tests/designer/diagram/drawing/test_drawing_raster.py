"""Rows, cells and what is found in them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from designer.diagram.drawing import Raster, box_size, draw, shortened
from designer.diagram.layout import GraphEdge, GraphLayout, GraphNode, lay_out

SIZE = st.tuples(st.integers(1, 14), st.integers(1, 6))
TEXT = st.text("ab …日本한é\u0301\u200d\ufe0f☺👩👧🇩✅\t\n\x1b", max_size=12)


def fork() -> GraphLayout:
    """s leads to a and to b, and its lines share a trunk."""
    return lay_out(
        [GraphNode(id, 5, 3) for id in "sab"], [GraphEdge(0, "s", "a"), GraphEdge(1, "s", "b")], root="s"
    )


def fork_raster() -> Raster:
    return Raster(fork(), {id: [id] for id in "sab"})


def test_rows_are_the_cells() -> None:
    raster = fork_raster()
    assert raster.rows == ["".join(raster.stretch(y, 0, 14)[0]) for y in range(7)]
    assert [row.rstrip() for row in raster.rows] == [
        "         ╭───╮",
        "      ╭─►│ a │",
        "╭───╮ │  ╰───╯",
        "│ s ├─┤",
        "╰───╯ │  ╭───╮",
        "      ╰─►│ b │",
        "         ╰───╯",
    ]


@pytest.mark.parametrize(
    ("x", "y", "owners"),
    [
        (2, 3, ("s",)),
        (4, 3, ("s",)),
        (5, 3, (0, 1)),
        (6, 3, (0, 1)),
        (6, 2, (0,)),
        (8, 5, (1,)),
        (9, 5, ("b",)),
        (0, 0, ()),
        (-1, 3, ()),
        (14, 3, ()),
        (0, 7, ()),
    ],
)
def test_a_click_finds_the_node_or_every_edge_on_the_trunk(
    x: int, y: int, owners: tuple[str | int, ...]
) -> None:
    assert fork_raster().at(x, y) == owners


def test_a_stretch_of_a_row_has_a_glyph_and_owners_for_each_column() -> None:
    glyphs, owners = fork_raster().stretch(3, 3, 99)
    assert "".join(glyphs) == " ├─┤       "
    assert owners == [("s",), ("s",), (0, 1), (0, 1), *[()] * 7]


def test_a_label_belongs_to_its_edge() -> None:
    layout = lay_out(
        [GraphNode("a", 5, 3), GraphNode("b", 5, 3)], [GraphEdge(4, "a", "b", 3)], direction="down"
    )
    raster = Raster(layout, {}, {4: "yes"})
    assert [row.strip() for row in raster.rows[3:5]] == ["yes", "▼"]
    assert {raster.at(x, 3) for x in range(5)} == {(4,)}


def test_lines_that_only_cross_do_not_look_joined() -> None:
    nodes = [GraphNode(id, 5, 3) for id in "abcd"]
    layout = lay_out(
        nodes,
        [GraphEdge(0, "a", "c"), GraphEdge(1, "a", "d"), GraphEdge(2, "b", "c"), GraphEdge(3, "b", "d")],
    )
    picture = draw(layout, {})
    assert any("─│─" in row for row in picture)
    assert not any("┼" in row for row in picture)


def test_plain_and_ascii_pictures() -> None:
    faces = {id: [id] for id in "sab"}
    assert draw(fork(), faces, rounded=False)[1:4] == ["      ┌─►│ a │", "┌───┐ │  └───┘", "│ s ├─┤"]
    assert draw(fork(), faces, ascii=True)[1:4] == ["      +->| a |", "+---+ |  +---+", "| s +-+"]


def test_boxes_too_small_for_a_border_have_none() -> None:
    layout = lay_out([GraphNode("a", 5, 1), GraphNode("b", 1, 1)], [GraphEdge(0, "a", "b")])
    assert draw(layout, {"a": ["entry"], "b": ["◉"]}) == ["entry──►◉"]


def test_text_that_does_not_fit_is_shortened() -> None:
    layout = lay_out([GraphNode("a", 9, 3), GraphNode("b", 5, 3)], [GraphEdge(0, "a", "b", 4)])
    assert draw(layout, {"a": ["a long name", "and more"]}, {0: "as long"})[1] == "│ a lo… ├─ as… ──►│   │"
    assert draw(layout, {"a": ["a long name"]}, ascii=True)[1] == "| a lo~ +-------->|   |"


def test_text_is_in_the_middle_of_a_high_box() -> None:
    layout = lay_out([GraphNode("a", 7, 5)], [])
    assert draw(layout, {"a": ["mid"]})[2] == "│ mid │"


@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=2, max_size=4),
    st.lists(TEXT, min_size=3, max_size=3),
)
@settings(max_examples=80, deadline=None)
def test_columns_stay_columns_whatever_the_text(faces: list[list[str]], labels: list[str]) -> None:
    texts = {str(number): face for number, face in enumerate(faces)}
    nodes = [GraphNode(id, *box_size(face)) for id, face in texts.items()]
    edges = [GraphEdge(k, a.id, b.id, cell_len(labels[k])) for k, (a, b) in enumerate(pairwise(nodes))]
    raster = Raster(lay_out(nodes, edges), texts, dict(enumerate(labels[: len(edges)])))
    assert {cell_len(row) for row in raster.rows} == {raster.layout.width}


@st.composite
def drawn(draw: st.DrawFn) -> tuple[GraphLayout, dict[str, list[str]], dict[int, str]]:
    """A laid-out graph of any shape, with texts of any length in its boxes and on its lines."""
    nodes = [
        GraphNode(f"n{k}", width, height)
        for k, (width, height) in enumerate(draw(st.lists(SIZE, min_size=1)))
    ]
    end = st.integers(0, len(nodes) - 1).map(lambda k: f"n{k}")
    ends = draw(st.lists(st.tuples(end, end, st.integers(0, 8)), max_size=12))
    edges = [GraphEdge(index, *each) for index, each in enumerate(ends)]
    faces = {node.id: draw(st.lists(TEXT, max_size=3)) for node in nodes}
    labels = {edge.index: draw(TEXT) for edge in edges}
    return lay_out(nodes, edges, direction=draw(st.sampled_from(["right", "down"]))), faces, labels


@given(drawn(), st.tuples(st.integers(1, 40), st.integers(1, 9)), st.data())
@settings(max_examples=50, deadline=None)
def test_a_part_of_a_picture_is_drawn_as_it_is_in_the_whole(
    drawn: tuple[GraphLayout, dict[str, list[str]], dict[int, str]],
    tile: tuple[int, int],
    data: st.DataObject,
) -> None:
    layout = drawn[0]
    whole, tiled = Raster(*drawn, tile=(layout.width, layout.height)), Raster(*drawn, tile=tile)
    for y in data.draw(st.permutations(range(layout.height))):
        start = data.draw(st.integers(0, layout.width - 1))
        stop = data.draw(st.integers(start, layout.width))
        glyphs, owners = whole.stretch(y, 0, layout.width)
        assert tiled.stretch(y, start, stop) == (glyphs[start:stop], owners[start:stop])
        assert tiled.at(start, y) == owners[start]


@given(TEXT, st.integers(0, 12))
@settings(max_examples=150, deadline=None)
def test_shortened_text_fits_and_only_loses_what_it_must(text: str, width: int) -> None:
    short = shortened(text, width)
    assert cell_len(short) <= width
    assert short.isprintable() or "\u200d" in short
    if width:
        assert short.endswith("…") or cell_len(short) == cell_len(shortened(text, 99))


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("outcome", 7, "outcome"),
        ("outcome", 6, "outco…"),
        ("a long one", 3, "a…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("cafe\u0301 au lait", 5, "cafe\u0301…"),
        ("tab\there", 9, "tab here"),
        ("no room", 1, "…"),
        ("no room", 0, ""),
    ],
)
def test_shortening(text: str, width: int, short: str) -> None:
    assert shortened(text, width) == short
