"""The proof: everybody's events together, simulated as from a file, lead everybody along their path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from engine import instant
from engine.coverage.coverage import Document, OmittedPath, Walk
from engine.coverage.walker import completed_items
from engine.events import from_document
from engine.plan import Plan
from engine.progress import Attempt
from engine.simulate import simulate
from engine.walk import EndlessAttempt

ANOTHER_WAY: Final = "simulated together with the others, it goes another way"
_ID: Final = "00000000-0000-4000-8000-ffffffffffff"


def merged_events(walks: Sequence[Walk], until: int) -> tuple[Document, ...]:
    """Everybody's events in order of time. Where timers fire after the last of them, nobody's event comes then:
    a simulation runs until the newest event."""
    timed = sorted(
        ((from_document(document).time, document) for walk in walks for document in walk.documents),
        key=lambda each: each[0],
    )
    newest = timed[-1][0] if timed else until
    documents = tuple(document for _, document in timed)
    return documents if newest >= until else (*documents, _last(until))


def _last(at: int) -> Document:
    """A statement of a group without an identifier: valid, and nobody's."""
    return {
        "id": _ID,
        "actor": {"objectType": "Group", "member": [{"mbox": "mailto:nobody@example.org"}]},
        "verb": {"id": "http://example.org/verbs/waited"},
        "object": {"id": "https://example.org/time"},
        "timestamp": instant.text(at),
    }


def proven(plan: Plan, walks: Sequence[Walk], seed: int) -> tuple[tuple[Walk, ...], tuple[OmittedPath, ...]]:
    """Split ``walks`` into those that the engine walks when all are simulated by ``plan`` with ``seed``, as they stand
    when everybody has arrived, and the others, with the reason.
    """
    failed = list(_endless(plan, walks, seed))
    endless = {each.path for each in failed}
    kept = [walk for walk in walks if walk.path not in endless]
    attempts = _attempts(plan, kept, seed)
    good = [walk for walk in kept if _agrees(walk, attempts.get(walk.owner))]
    if len(good) == len(kept):
        return tuple(_gone_on(plan, walk, attempts[walk.owner]) for walk in good), tuple(failed)
    failed += [OmittedPath(walk.path, walk.steps, ANOTHER_WAY) for walk in kept if walk not in good]
    arrived, others = proven(plan, good, seed)  # without the others, everybody may have arrived sooner
    return arrived, (*failed, *others)


def until(walks: Iterable[Walk]) -> int:
    """The instant at which everybody has arrived."""
    return max((walk.ended_at for walk in walks), default=0)


def _endless(plan: Plan, walks: Sequence[Walk], seed: int) -> Iterator[OmittedPath]:
    """Find in ``walks`` those who go round until the engine refuses, by ``plan`` with ``seed``, before the others
    have arrived.
    """
    for walk in walks:
        if walk.status == "running":
            try:
                _attempts(plan, [walk], seed, until(walks))
            except EndlessAttempt as error:
                yield OmittedPath(walk.path, walk.steps, str(error))


def _attempts(plan: Plan, walks: Sequence[Walk], seed: int, clock: int | None = None) -> dict[str, Attempt]:
    """The first attempt of everybody in ``walks`` by ``plan`` with ``seed``, as of ``clock``."""
    events = map(from_document, merged_events(walks, until(walks)))
    owners = simulate(plan, events, seed=seed, until=clock).owners
    return {progress.owner: progress.attempts[0] for progress in owners}


def _agrees(walk: Walk, attempt: Attempt | None) -> bool:
    """Tell whether the attempt goes the way; who was still waiting at its end may have gone on by the clock."""
    if attempt is None or attempt.exit_rule != walk.path.rule:
        return False
    if walk.status == "running":
        return attempt.transitions[: len(walk.transitions)] == walk.transitions
    return (attempt.transitions, attempt.status) == (walk.transitions, walk.status)


def _gone_on(plan: Plan, walk: Walk, attempt: Attempt) -> Walk:
    """The walk as far as its attempt has come by the time that everybody has arrived."""
    if attempt.transitions == walk.transitions:
        return walk
    return replace(
        walk,
        steps=attempt.path,
        transitions=attempt.transitions,
        items=completed_items(plan.journey, attempt),
        status=attempt.status,
        ended_at=attempt.since if attempt.ended_at is None else attempt.ended_at,
    )
