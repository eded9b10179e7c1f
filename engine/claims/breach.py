"""Claims held against a person's progress, from a log or made up: which are broken, by which attempt, and when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Literal

from msgspec import Struct

from engine.claim import Claim
from engine.claims.trace import watch, watch_all
from engine.instant import text
from engine.journey import Journey
from engine.progress import Attempt, Progress
from engine.report import owner_document


class Breach(Struct, frozen=True, kw_only=True):
    """A claim that somebody broke: in which attempt (None: in all of theirs together), when, and on which path until
    then.

    ``is_running``: it has not ended, and goes no further on its path.
    """

    claim: Claim
    owner: str
    attempt: int | None
    at: int
    path: tuple[str, ...]
    is_running: bool

    def answer(self) -> dict[str, Any]:
        """The breach as plain JSON values."""
        return {
            "claim": self.claim.id,
            "owner": owner_document(self.owner),
            "attempt": self.attempt,
            "at": text(self.at),
            "path": ">".join(self.path),
        }


class ClaimTally(Struct, frozen=True, kw_only=True):
    """The number of attempts (or people, where a claim is about each person) that ``held`` a ``claim``.

    ``open`` are those that still run and have not broken it; the ``breaches`` are in the order of time.
    """

    claim: Claim
    held: int
    open: int
    breaches: tuple[Breach, ...]

    @property
    def verdict(self) -> Literal["held", "broken", "open"]:
        """``broken`` by somebody, else ``open`` as long as somebody still may, else ``held``."""
        return "broken" if self.breaches else "open" if self.open else "held"


def breaches(journey: Journey, progress: Progress, is_over: bool = False) -> Iterator[Breach]:
    """The claims of ``journey`` that ``progress`` breaks by its clock; ``is_over``: nothing more will happen."""
    for claim in journey.claims:
        yield from (
            breach
            for breach, _ in _breach_per_attempt(claim, journey, progress, is_over)
            if breach is not None
        )


def tallies(journey: Journey, people: Iterable[Progress]) -> list[ClaimTally]:
    """Count, for each claim of ``journey``, the attempts of ``people`` that hold it, by their clocks."""
    everybody = list(people)
    return [_tally(claim, journey, everybody) for claim in journey.claims]


def _tally(claim: Claim, journey: Journey, people: Iterable[Progress]) -> ClaimTally:
    found = [each for progress in people for each in _breach_per_attempt(claim, journey, progress)]
    return ClaimTally(
        claim=claim,
        held=sum(breach is None and not is_running for breach, is_running in found),
        open=sum(breach is None and is_running for breach, is_running in found),
        breaches=tuple(sorted((each for each, _ in found if each is not None), key=lambda breach: breach.at)),
    )


def _breach_per_attempt(
    claim: Claim, journey: Journey, progress: Progress, is_over: bool = False
) -> Iterator[tuple[Breach | None, bool]]:
    """Yield the breach and whether it runs for each attempt of ``progress``; once where a ``claim`` is about people."""
    if is_personal(claim) and progress.attempts:
        broken_at = watch_all(claim, journey, progress.attempts).broken_at
        is_running = any(attempt.status == "running" for attempt in progress.attempts)
        yield _breach(claim, progress.owner, None, broken_at, progress.attempts), is_running
        return
    for each in progress.attempts:
        broken_at = watch(claim, journey, each, progress.clock or 0, is_over).broken_at
        is_running = each.status == "running"
        yield _breach(claim, progress.owner, each.number, broken_at, [each]), is_running


def _breach(
    claim: Claim, owner: str, number: int | None, at: int | None, attempts: Sequence[Attempt]
) -> Breach | None:
    """The breach of ``claim`` at the instant ``at``, if there is one, by the ``attempts`` of ``owner``."""
    if at is None:
        return None
    walked = [each.path[: bisect_right(each.entered, at)] for each in attempts]
    rests = any(
        each.status == "running" and len(path) == len(each.path)
        for each, path in zip(attempts, walked, strict=True)
    )
    path = tuple(chain.from_iterable(walked))
    return Breach(claim=claim, owner=owner, attempt=number, at=at, path=path, is_running=rests)


def is_personal(claim: Claim) -> bool:
    """Tell whether all attempts of a person count together."""
    return claim.at_most is not None and claim.at_most.per == "person"
