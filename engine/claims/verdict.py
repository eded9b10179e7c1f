"""Claims held against all that a design allows: each is proved, broken by somebody made up, or undecided.

Proved: the state graph has no way to break it (``engine.claims.search``). Broken: the engine has run the events of the
somebody who breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, Literal

from msgspec import Struct

from engine import instant
from engine.claim import Claim
from engine.claims.breach import Breach, is_personal
from engine.claims.life import broken_claims
from engine.claims.random_lives import random_lives
from engine.claims.search import Search, Suspect
from engine.claims.shrink import shrunk
from engine.coverage.coverage import JourneyPath
from engine.coverage.crowd import Crowd
from engine.coverage.person import models
from engine.coverage.walker import WalkStuck
from engine.journey import Journey
from engine.plan import Plan
from engine.walk import EndlessAttempt

Document = dict[str, Any]
_Verdict = Literal["proved", "broken", "undecided"]

START: Final = instant.parse("2026-01-01T00:00:00Z")
"""When made-up people begin."""
MOST_SUSPECTS: Final = 24
"""Ways to break a claim that somebody is sent on."""
LIVES: Final = 60
"""Random lives that a claim is held against where nothing else decides."""


class ClaimVerdict(Struct, frozen=True, kw_only=True):
    """The ``verdict`` on a ``claim``: the ``breach`` and the ``documents`` of whoever breaks it, or, where it is
    undecided, the ``reason``.
    """

    claim: Claim
    verdict: _Verdict
    breach: Breach | None = None
    documents: tuple[Document, ...] = ()
    reason: str = ""


def verdicts(journey: Journey, seed: int = 0, lives: int = LIVES) -> list[ClaimVerdict]:
    """Judge each claim of ``journey``, which has no fault; random splits draw with ``seed``.

    ``lives`` random lives are tried for each claim that nothing else decides.
    """
    return list(_Proof(Plan(journey), seed, lives).verdicts()) if journey.claims else []


class _Proof:
    """Claims of a plan on their way to a verdict."""

    def __init__(self, plan: Plan, seed: int, lives: int) -> None:
        self._plan, self._seed, self._lives = plan, seed, lives
        people = list(models(plan.journey, START))
        self._crowds = [Crowd(plan, people, START, seed, is_late=is_late) for is_late in (False, True)]

    def verdicts(self) -> Iterator[ClaimVerdict]:
        yield from map(self._verdict, self._plan.journey.claims)

    def _verdict(self, claim: Claim) -> ClaimVerdict:
        suspects = list(islice(Search(self._plan, claim).suspects(), MOST_SUSPECTS))
        reasons: list[str] = []
        for documents in self._sent_events(suspects, reasons):
            if found := self._breach(claim, documents):
                return found
        if not suspects and self._is_of_one_attempt(claim):
            return ClaimVerdict(claim=claim, verdict="proved")
        for documents in random_lives(self._plan, self._seed, self._lives):
            if found := self._breach(claim, documents):
                return found
        reason = (
            reasons[0]
            if reasons
            else "a person may make several attempts"
            if not suspects
            else "nobody was found who breaks it"
        )
        return ClaimVerdict(claim=claim, verdict="undecided", reason=reason)

    def _is_of_one_attempt(self, claim: Claim) -> bool:
        """Tell whether what holds of each attempt holds of all of a person's together."""
        return not is_personal(claim) or self._plan.journey.entry_rule == "once"

    def _sent_events(self, suspects: Sequence[Suspect], reasons: list[str]) -> Iterator[tuple[Document, ...]]:
        """The events of somebody for each of ``suspects``, soon and late; why there is nobody goes to ``reasons``."""
        for suspect in suspects:
            for crowd in self._crowds:
                try:
                    yield crowd.walk(JourneyPath(suspect.transitions, suspect.rule)).documents
                except WalkStuck as stuck:
                    reasons.append(str(stuck))

    def _breach(self, claim: Claim, documents: Sequence[Document]) -> ClaimVerdict | None:
        breach = self._breach_by(claim, documents)
        if breach is None:
            return None
        least = shrunk(documents, lambda fewer: self._breach_by(claim, fewer) is not None)
        return ClaimVerdict(
            claim=claim, verdict="broken", breach=self._breach_by(claim, least) or breach, documents=least
        )

    def _breach_by(self, claim: Claim, documents: Sequence[Document]) -> Breach | None:
        try:
            found = broken_claims(self._plan, documents, self._seed)
        except EndlessAttempt:
            return None
        return next((each for each in found if each.claim == claim), None)
