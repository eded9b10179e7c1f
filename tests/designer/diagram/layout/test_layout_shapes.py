"""What the layout of typical graphs looks like, and what a small change does to it."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import pairwise

import pytest

from designer.diagram.layout import Direction, GraphEdge, GraphLayout, GraphNode, lay_out, lay_out_within

BOTH = pytest.mark.parametrize("direction", ["right", "down"])


def nodes(*ids: str) -> list[GraphNode]:
    return [GraphNode(id, 9, 3) for id in ids]


def edges(*paths: str) -> list[GraphEdge]:
    """`edges("a>b>c", "a>c")`: along each path."""
    pairs = [pair for path in paths for pair in pairwise(path.split(">"))]
    return [GraphEdge(index, a, b) for index, (a, b) in enumerate(pairs)]


def across(layout: GraphLayout, *ids: str) -> list[int]:
    return [layout.boxes[id].y if layout.direction == "right" else layout.boxes[id].x for id in ids]


@BOTH
def test_a_chain_is_one_straight_line(direction: Direction) -> None:
    layout = lay_out(nodes(*"abcde"), edges("a>b>c>d>e"), direction=direction)
    assert all(len(route.points) == 2 for route in layout.routes.values())
    assert len(set(across(layout, *"abcde"))) == 1


@BOTH
def test_branches_stand_in_their_order_and_evenly_about_split_and_join(direction: Direction) -> None:
    layout = lay_out(nodes(*"szyxj"), edges("s>z>j", "s>y>j", "s>x>j"), root="s", direction=direction)
    first, middle, last = across(layout, "z", "y", "x")
    assert first < middle < last
    assert middle - first == last - middle
    assert across(layout, "s", "j") == [middle, middle]


@BOTH
def test_of_two_branches_neither_is_favoured(direction: Direction) -> None:
    layout = lay_out(nodes(*"sabj"), edges("s>a>j", "s>b>j"), root="s", direction=direction)
    first, last = across(layout, "a", "b")
    assert across(layout, "s", "j") == [(first + last) // 2] * 2


@BOTH
def test_loops_dead_ends_and_short_cuts_leave_the_main_line_straight(direction: Direction) -> None:
    layout = lay_out(
        nodes("a", "b", "c", "d", "end", "lost"),
        edges("a>b>c>d>end", "c>a", "b>b", "b>lost", "c>lost", "a>d"),
        root="a",
        direction=direction,
    )
    assert len(set(across(layout, "a", "b", "c", "d"))) == 1


def test_many_lines_to_one_exit_arrive_as_one() -> None:
    layout = lay_out(
        nodes(*"abcd", "end", "lost"), edges("a>b>c>d>end", "a>lost", "b>lost", "c>lost"), root="a"
    )
    lanes = {route.points[-2][1] for route in layout.routes.values() if route.target == "lost"}
    assert len(lanes) == 1


def test_parallel_edges_have_lines_of_their_own() -> None:
    layout = lay_out(nodes("a", "b"), edges("a>b", "a>b", "a>b"))
    assert len({route.points for route in layout.routes.values()}) == 3


def test_a_line_runs_back_only_where_a_cycle_closes() -> None:
    layout = lay_out(nodes(*"abc"), edges("b>c>a>b"), root="a")
    assert layout.boxes["a"].x < layout.boxes["b"].x < layout.boxes["c"].x


def test_the_root_comes_first_and_what_else_begins_stands_before_what_it_leads_to() -> None:
    layout = lay_out(nodes("root", "x", "y", "z", "far"), edges("root>far", "x>y>far", "z>far"), root="root")
    assert layout.boxes["root"].x == layout.boxes["x"].x == 0
    assert layout.boxes["z"].x == layout.boxes["y"].x > 0


@BOTH
def test_lines_change_tracks_where_each_waits_for_the_other(direction: Direction) -> None:
    """a and b each lead to both c and d, which stand in the same rows."""
    layout = lay_out(nodes(*"abcd"), edges("a>c", "a>d", "b>c", "b>d"), direction=direction)
    assert across(layout, "a", "b") == across(layout, "c", "d")
    assert max(len(route.points) for route in layout.routes.values()) == 6


def test_a_label_makes_the_line_as_long_as_it_needs() -> None:
    bare = lay_out(nodes("a", "b"), [GraphEdge(0, "a", "b")])
    named = lay_out(nodes("a", "b"), [GraphEdge(0, "a", "b", label_width=20)])
    assert named.width == bare.width + 22


def test_what_is_not_connected_shares_the_length_of_the_longest_part() -> None:
    layout = lay_out(nodes(*"abcd", "lone", "other"), edges("a>b>c>d"), root="a")
    assert layout.boxes["lone"].y == layout.boxes["other"].y > layout.boxes["a"].y
    assert layout.boxes["a"].x == layout.boxes["lone"].x < layout.boxes["other"].x


@BOTH
def test_a_step_more_at_the_end_moves_no_other(direction: Direction) -> None:
    graph = ("a>b>s", "s>c>j", "s>d>j", "j>end", "d>a")
    old = lay_out(nodes(*"absdcj", "end"), edges(*graph), root="a", direction=direction)
    more = nodes(*"absdcj", "end", "after")
    new = lay_out(more, edges(*graph, "end>after"), root="a", direction=direction, previous=old)
    assert {id: box for id, box in new.boxes.items() if id != "after"} == old.boxes


def test_a_step_inserted_moves_what_follows_to_the_right_and_nothing_else() -> None:
    old = lay_out(nodes(*"abcd"), edges("a>b>c>d"), root="a")
    new = lay_out(nodes(*"abcd", "new"), edges("a>b>new>c>d"), root="a", previous=old)
    assert [new.boxes[id] for id in "ab"] == [old.boxes[id] for id in "ab"]
    assert [new.boxes[id].x - old.boxes[id].x for id in "cd"] == [12, 12]
    assert len(set(across(new, *"abcd", "new"))) == 1


def test_small_edits_of_a_journey_move_few_boxes() -> None:
    """Fifty edits of thirty steps each: few boxes change their row, and far fewer than without the previous layout."""
    kept, fresh = zip(*(_moved_by_one_more_edge(seed) for seed in range(50)), strict=True)
    assert sum(kept) / 50 < 1.5
    assert sum(kept) < sum(fresh) * 2 / 3


def _moved_by_one_more_edge(seed: int) -> tuple[int, int]:
    """How many boxes move relative to the others, with the previous layout and without."""
    steps, lines = winding_journey(30, seed)
    a, b = random.Random(seed).sample(steps, 2)
    more = [*lines, GraphEdge(len(lines), a.id, b.id)]
    old = lay_out(steps, lines, root="s00000")
    kept, fresh = (lay_out(steps, more, root="s00000", previous=previous) for previous in (old, None))
    return _moved(old, kept), _moved(old, fresh)


def _moved(old: GraphLayout, new: GraphLayout) -> int:
    shifts = [new.boxes[id].y - old.boxes[id].y for id in old.boxes]
    usual = max(shifts, key=shifts.count)
    return sum(shift != usual for shift in shifts)


def winding_journey(count: int, seed: int) -> tuple[list[GraphNode], list[GraphEdge]]:
    """A chain with three-way splits, loops and short cuts here and there."""
    rng = random.Random(seed)
    steps = [GraphNode(f"s{number:05}", rng.choice([9, 12, 16]), 3) for number in range(count)]
    pairs: list[tuple[int, int]] = []
    at = 0
    while at < count - 1:
        kind = rng.random()
        if kind < 0.15 and at + 4 < count:
            pairs += [(at, at + k) for k in (1, 2, 3)] + [(at + k, at + 4) for k in (1, 2, 3)]
            at += 4
        else:
            pairs += [(at, at - 3)] if 0.15 < kind < 0.2 and at > 3 else []
            pairs += [(at, at + 8)] if 0.2 < kind < 0.25 and at + 8 < count else []
            pairs.append((at, at + 1))
            at += 1
    return steps, [GraphEdge(index, steps[a].id, steps[b].id) for index, (a, b) in enumerate(pairs)]


def test_a_chain_longer_than_the_stack_is_deep() -> None:
    ids = [f"s{number:05}" for number in range(1500)]
    layout = lay_out(nodes(*ids), edges(">".join(ids)), root=ids[0])
    assert (layout.width, layout.height) == (1500 * 12 - 3, 3)


@pytest.mark.timeout(60)
def test_a_dense_graph_is_laid_out_in_bounded_time() -> None:
    rng = random.Random(1)
    ids = [f"s{number:03}" for number in range(200)]
    lines = [GraphEdge(index, rng.choice(ids), rng.choice(ids)) for index in range(2099)]
    assert len(lay_out(nodes(*ids), lines).routes) == 2099


def test_a_picture_too_wide_for_the_columns_runs_down() -> None:
    chain = nodes(*"abcde"), edges("a>b>c>d>e")
    assert lay_out_within(80, *chain).direction == "right"
    assert lay_out_within(40, *chain).direction == "down"


def test_a_picture_that_is_no_narrower_running_down_stays() -> None:
    fan = nodes(*"sabcdefgh"), edges(*(f"s>{end}" for end in "abcdefgh"))
    assert lay_out_within(10, *fan, root="s").direction == "right"


def test_the_layout_does_not_depend_on_how_the_process_hashes_text() -> None:
    program = """
from designer.diagram.layout import *
ids = [f"n{k}" for k in range(40)]
edges = [GraphEdge(k, ids[k * 7 % 40], ids[(k * k + 3) % 40], k % 5) for k in range(90)]
print(lay_out([GraphNode(id, 9, 3) for id in ids], edges, root="n0"))
"""
    first, second = (
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        for seed in ("1", "2")
    )
    assert first.stdout == second.stdout != b""
