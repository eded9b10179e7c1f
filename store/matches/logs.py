"""The logs of owners, put together from the answers to a plan's questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

from msgspec import Struct

from engine.fold import precedence
from engine.plan import Plan
from engine.progress import Matched
from store.matches import kept
from store.matches.kept import Kept
from store.matches.matching import Matches
from store.matches.question import questions


class Entry(Struct, frozen=True, gc=False):
    """An event in the log of an owner: where it is (part and row in one number), and which filters it satisfies."""

    place: int
    event: Kept
    hits: tuple[int, ...]

    def matched(self) -> Matched:
        """As the fold takes it."""
        event = self.event
        return Matched(
            time=event.time,
            stored=event.stored,
            id=event.id,
            ref=event.ref or event.id,
            hits=self.hits,
            key=event.key,
            traits=event.traits,
            audience=event.audience,
            document=event.document,
        )


Logs = dict[str, list[Entry]]
"""Owner → the events that mean something to the plan, by place."""


def logs(plan: Plan, found: Iterable[Matches], partition: int | None = None) -> Logs:
    """The logs of all owners, or of those of one partition: with twins, and with events that were voided."""
    order = {question: number for number, question in enumerate(questions(plan))}
    together: Logs = {}
    for each in sorted(found, key=lambda each: order[each.question]):
        number = order[each.question]
        hits = (number,) if number < len(plan.filters) else ()
        base = each.part << 32
        for owners in _owners(each, partition):
            for owner, events in owners.items():
                log = together.setdefault(owner, [])
                log += [Entry(base + event.row, event, hits) for event in events]
    joined = ((owner, _meant(plan, _joined(log))) for owner, log in together.items())
    return {owner: log for owner, log in joined if log}


def _owners(found: Matches, partition: int | None) -> list[kept.Owners]:
    return kept.decode_all(found.answers) if partition is None else [kept.decode(found.answers, partition)]


def _joined(log: list[Entry]) -> list[Entry]:
    """By place, and what is told of one event in one entry."""
    log.sort(key=_PLACE)
    places: dict[int, Entry] = {}
    for entry in log:
        before = places.get(entry.place)
        places[entry.place] = entry if before is None else _both(before, entry)
    return list(places.values())


_PLACE: Final = attrgetter("place")


def _both(one: Entry, other: Entry) -> Entry:
    return Entry(one.place, one.event, one.hits + other.hits)


def _meant(plan: Plan, log: list[Entry]) -> list[Entry]:
    """Those that the plan would take. Source: ``engine.match.matched``."""
    if _takes_all(plan):
        return log
    live = plan.live
    return [
        entry
        for entry in log
        if not live.isdisjoint(entry.hits) or entry.event.traits or entry.event.audience
    ]


def count(plan: Plan, log: Sequence[Entry]) -> int:
    """How many events satisfy a condition."""
    return len(log) if _takes_all(plan) else sum(not plan.live.isdisjoint(entry.hits) for entry in log)


def _takes_all(plan: Plan) -> bool:
    """Whether events mean something to the plan just because they answer a question."""
    return len(plan.live) == len(plan.filters) and not plan.uses_profile


def outvoted(logs: Logs) -> set[int]:
    """The places of events for which another one with the same id stands (as in ``engine.simulate``)."""
    standing: dict[str, tuple[tuple[tuple[int, int, bytes], str], int]] = {}
    lost = set()
    for owner, log in logs.items():
        for entry in log:
            rank = (precedence(entry.matched()), owner)
            twin = standing.get(entry.event.id)
            if twin is None or rank < twin[0]:
                standing[entry.event.id] = (rank, entry.place)
                lost |= set() if twin is None else {twin[1]}
            else:
                lost.add(entry.place)
    return lost
