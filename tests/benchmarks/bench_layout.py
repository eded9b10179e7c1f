"""How long the layout and the text picture of a journey take, by its number of steps.

`python tests/benchmarks/bench_layout.py`. Processor time, the best of three.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from designer.diagram.drawing import draw
from designer.diagram.layout import GraphEdge, GraphNode, lay_out

Graph = tuple[list[GraphNode], list[GraphEdge]]


def main() -> None:
    print(f"{'graph':<24}{'edges':>7}{'right ms':>10}{'down ms':>9}{'again ms':>10}{'draw ms':>9}")
    for count in (12, 50, 200, 500, 2000):
        row(f"journey, {count} steps", winding(count))
    row("dense, 200 nodes", dense(200, 2099))


def row(name: str, graph: Graph) -> None:
    nodes, edges = graph
    root = nodes[0].id
    layout = lay_out(nodes, edges, root=root)
    right = best(lambda: lay_out(nodes, edges, root=root))
    down = best(lambda: lay_out(nodes, edges, root=root, direction="down"))
    again = best(lambda: lay_out(nodes, edges, root=root, previous=layout))
    drawn = best(lambda: draw(layout, {node.id: [node.id] for node in nodes}))
    print(f"{name:<24}{len(edges):>7}{right:>10.1f}{down:>9.1f}{again:>10.1f}{drawn:>9.1f}")


def best(call: Callable[[], object]) -> float:
    """The least milliseconds of three calls; of one, if that takes more than a second."""
    times: list[float] = []
    while len(times) < 3 and (not times or times[0] < 1000):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return min(times)


def winding(count: int) -> Graph:
    """A chain with three-way splits, loops, short cuts and labels here and there."""
    rng = random.Random(1)
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
    return graph(count, pairs, rng)


def dense(count: int, edges: int) -> Graph:
    rng = random.Random(1)
    return graph(count, [(rng.randrange(count), rng.randrange(count)) for _ in range(edges)], rng)


def graph(count: int, pairs: list[tuple[int, int]], rng: random.Random) -> Graph:
    nodes = [GraphNode(f"s{number:05}", rng.choice([9, 12, 16]), 3) for number in range(count)]
    return nodes, [
        GraphEdge(k, nodes[a].id, nodes[b].id, rng.choice([0, 0, 0, 5])) for k, (a, b) in enumerate(pairs)
    ]


if __name__ == "__main__":
    main()
