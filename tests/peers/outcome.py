"""What came of trying a peer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct


class Exclusion(Struct, frozen=True):
    """An operation that is not tried, or whose failure does not count, and why."""

    operation: str
    reason: str


class PeerOutcome(Struct, frozen=True, kw_only=True):
    """How many operations were tried and how many passed; what failed; what was left out and why.

    ``failures``: a sentence each. An excluded operation is neither tried nor passed.
    """

    tried: int
    passed: int
    failures: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()


def counted(results: Iterable[tuple[str, str]], excluded: Iterable[Exclusion] = ()) -> PeerOutcome:
    """An outcome of operations, each with what went wrong (empty: nothing did)."""
    left_out = tuple(excluded)
    names = {each.operation for each in left_out}
    tried = [(name, wrong) for name, wrong in results if name not in names]
    failures = tuple(f"{name}: {wrong}" for name, wrong in tried if wrong)
    return PeerOutcome(
        tried=len(tried), passed=len(tried) - len(failures), failures=failures, excluded=left_out
    )


def table(rows: Iterable[tuple[str, str, PeerOutcome | str]]) -> Iterator[str]:
    """Lines of a table: peer, version and its outcome, or why there is none."""
    yield f"{'peer':<36} {'version':<18} {'tried':>6} {'passed':>6} {'excluded':>8}"
    for name, version, outcome in rows:
        if isinstance(outcome, str):
            yield f"{name:<36} {version:<18} not run: {outcome}"
            continue
        figures = f"{outcome.tried:>6} {outcome.passed:>6} {len(outcome.excluded):>8}"
        yield f"{name:<36} {version:<18} {figures}"
        yield from (f"    excluded: {each.operation}: {each.reason}" for each in outcome.excluded)
        yield from (f"    failed: {failure}" for failure in outcome.failures)
