"""Many clients at once: what was acknowledged is there."""

from __future__ import annotations

from benchmarks.bench_serve import load


def test_a_crowd_loses_nothing() -> None:
    done = load(clients=20, seconds=2)
    assert done.statements > 0
    assert done.changes > 0
    assert done.lost == 0
