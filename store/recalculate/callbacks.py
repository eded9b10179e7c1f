"""Callbacks that a recalculation leaves to be sent: a journey's progress into the outbox. Nothing is sent here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from engine.fold import fold
from engine.plan import Plan
from engine.progress import MatchedEvent, Progress
from store.log import match_log, partition_of, read_manifest
from store.outbox import Address, Outbox, OutboxEntry, outcome_addresses, outgoing_effects
from store.progress import ProgressBook

PORTION: Final = 512
"""Bodies that are written at once."""


def fill_outbox(
    outbox: Outbox,
    plan: Plan,
    book: ProgressBook,
    log: Path,
    *,
    clock: int,
    seed: int,
    names: Mapping[str, str],
) -> None:
    """Fill ``outbox`` after the progress in ``book`` was made by ``plan`` and ``seed`` that of a ``log`` at a
    ``clock`` (microseconds).

    ``names`` are those of owners that are one with others (``engine.identity``). Raises StoreError.
    """
    known = {entry.id: entry for entry in outbox.entries(plan.journey.id)}
    addresses = outcome_addresses(plan)
    following = _effects(plan, book, addresses)
    settled = {id for id, each in known.items() if each.delivered or _is_as_designed(each, addresses)}
    owners = {owner for id, owner in following.items() if id not in settled}
    progress = _with_events(plan, log, owners, names, clock, seed)
    new = (each for owner in progress for each in outgoing_effects(plan, owner, settled))
    while some := list(islice(new, PORTION)):
        outbox.put(some)
    again = [id for id, entry in known.items() if entry.superseded and id in following]
    gone = [id for id, entry in known.items() if not entry.superseded and id not in following]
    if again or gone:
        outbox.put(again=again, gone=gone)


def _is_as_designed(entry: OutboxEntry, addresses: Mapping[str, Address]) -> bool:
    return addresses.get(entry.effect.step) == Address(url=entry.url, design=entry.design)


def _effects(plan: Plan, book: ProgressBook, steps: Collection[str]) -> dict[str, str]:
    """The effects of the outcomes ``steps`` (ids) in ``book`` by ``plan``, with their owners."""
    records = book.owners(plan.journey.id) if steps else ()
    return {effect.id: each.owner for each in records for effect in each.effects if effect.step in steps}


def _with_events(
    plan: Plan, log: Path, owners: Iterable[str], names: Mapping[str, str], clock: int, seed: int
) -> Iterator[Progress]:
    """The progress of ``owners`` at ``clock`` by ``plan`` and ``seed`` with whole events, which only ``log`` has; a
    partition at a time.

    Those that are one with others, by ``names``, come last, since their events are in several.
    """
    asked = set(owners)
    together = {owner for owner, name in names.items() if name in asked} | (asked & set(names.values()))
    for found in _events(plan, log, asked - together):
        yield from (_progress(plan, owner, events, clock, seed) for owner, events in found.items())
    gathered: dict[str, list[MatchedEvent]] = defaultdict(list)
    for found in _events(plan, log, together):
        for owner, events in found.items():
            gathered[names.get(owner, owner)] += events
    yield from (_progress(plan, owner, events, clock, seed) for owner, events in gathered.items())


def _events(plan: Plan, log: Path, owners: Iterable[str]) -> Iterator[dict[str, list[MatchedEvent]]]:
    """The events of ``owners`` in ``log`` that ``plan`` looks at, by owner; a partition at a time."""
    partitions = read_manifest(log).partitions
    wanted: dict[int, set[str]] = defaultdict(set)
    for owner in owners:
        wanted[partition_of(owner, partitions)].add(owner)
    for partition, some in sorted(wanted.items()):
        yield match_log(log, plan, partition, owners=some, keep_documents=True)


def _progress(plan: Plan, owner: str, events: Iterable[MatchedEvent], clock: int, seed: int) -> Progress:
    return fold(plan, owner, [event for event in events if event.time <= clock], clock, seed)
