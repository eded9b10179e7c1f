"""A dry run over a log: equal to ``engine.simulate`` over the same events."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.fold import fold
from engine.plan import Plan
from engine.progress import MatchedEvent, Progress
from engine.simulate import Counts, SimulationResult
from store.garbage import no_garbage_collection
from store.log import identities
from store.log.manifest import Manifest
from store.log.match_phase import match, prepare
from store.log.parts import columns_of
from store.log.query import open_query
from store.log.voids import count_present, voided_ids

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@no_garbage_collection()
def simulate_log(
    folder: Path,
    plan: Plan,
    *,
    until: int | None = None,
    seed: int = 0,
    keep_documents: bool = False,
    join: bool = True,
) -> SimulationResult:
    """Run the events of the log in a ``folder`` through the journey of ``plan``, until a clock or as of the newest.
    Raises StoreError.

    ``seed``, ``until``, ``keep_documents`` and ``join`` are as in ``engine.simulate``.
    """
    found = prepare(folder, plan)
    until = found.newest if until is None else until
    with open_query(folder) as connection:
        logs = match(connection, folder, found, plan, keep_documents=keep_documents)
        voided, present = _void_ids(connection, folder, found)
    names = identities.names(folder, found, until) if join else {}
    current: dict[str, list[MatchedEvent]] = {}
    for whose, log in logs.items():
        current.setdefault(names.get(whose, whose), []).extend(_until(until, log))
    progress = [fold(plan, whose, log, until or 0, seed) for whose, log in current.items()]
    return SimulationResult(
        plan=plan,
        seed=seed,
        until=until,
        counts=counts(found, plan, current.values(), present),
        owners=tuple(sorted((each for each in progress if each.attempts), key=_first_start)),
        others=tuple(each for each in progress if not each.attempts),
        voided=frozenset(voided),
        names=names,
    )


def counts(found: Manifest, plan: Plan, logs: Iterable[list[MatchedEvent]], voided: int) -> Counts:
    """Count what became of all that was read into the log of ``found``: ``logs`` matched by ``plan``, and so many
    ``voided``.
    """
    totals = found.totals
    return Counts(
        read=totals.read,
        matched=sum(not plan.live.isdisjoint(event.hits) for log in logs for event in log),
        duplicates=totals.events - totals.ids,
        voided=voided,
        unowned=totals.unowned if plan.journey.track_by == "actor" else totals.faceless,
        rejected=totals.rejected,
    )


def _until(until: int | None, log: list[MatchedEvent]) -> list[MatchedEvent]:
    return [event for event in log if until is not None and event.time <= until]


def _void_ids(connection: DuckDBPyConnection, folder: Path, found: Manifest) -> tuple[set[str], int]:
    """The ids that do not count in the log of ``folder`` (``found``), by ``connection``, and how many of them the
    log has.
    """
    if not found.totals.voiding:
        return set(), 0
    table = columns_of(folder, found.parts)
    ids = voided_ids(connection, table)
    return ids, count_present(connection, table, ids)


def _first_start(progress: Progress) -> tuple[int, str]:
    return (progress.attempts[0].started_at, progress.owner)
