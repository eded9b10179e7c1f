"""What a recalculation leaves to be sent: a journey's progress into the outbox. Nothing is sent here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from engine.fold import fold
from engine.plan import Plan
from engine.progress import Progress
from store.log import match_log, partition_of, read_manifest
from store.outbox import Outbox, callback_urls, callbacks
from store.progress import ProgressBook

PORTION: Final = 512
"""Callbacks that are written at once."""


def fill_outbox(outbox: Outbox, plan: Plan, book: ProgressBook, log: Path, *, clock: int, seed: int) -> None:
    """After the progress in the book was made that of a log at a clock (microseconds). Raises StoreError."""
    known = {entry.id: entry for entry in outbox.entries(plan.journey.id)}
    urls = callback_urls(plan)
    following = _effects(plan, book, urls)
    settled = {id for id, each in known.items() if each.delivered or each.url == urls.get(each.effect.step)}
    owners = {owner for id, owner in following.items() if id not in settled}
    progress = _with_events(plan, log, owners, clock, seed)
    new = (callback for each in progress for callback in callbacks(plan, each, settled))
    while some := list(islice(new, PORTION)):
        outbox.put(some)
    again = [id for id, entry in known.items() if entry.superseded and id in following]
    gone = [id for id, entry in known.items() if not entry.superseded and id not in following]
    if again or gone:
        outbox.put(again=again, gone=gone)


def _effects(plan: Plan, book: ProgressBook, urls: Container[str]) -> dict[str, str]:
    """The effects of these outcomes, with their owners."""
    records = book.owners(plan.journey.id) if urls else ()
    return {effect.id: each.owner for each in records for effect in each.effects if effect.step in urls}


def _with_events(plan: Plan, log: Path, owners: Iterable[str], clock: int, seed: int) -> Iterator[Progress]:
    """The progress of some owners with whole events, which only the log has; a partition at a time."""
    partitions = read_manifest(log).partitions
    wanted: dict[int, set[str]] = defaultdict(set)
    for owner in owners:
        wanted[partition_of(owner, partitions)].add(owner)
    for partition, some in sorted(wanted.items()):
        for owner, events in match_log(log, plan, partition, owners=some, keep_documents=True).items():
            yield fold(plan, owner, [event for event in events if event.time <= clock], clock, seed)
