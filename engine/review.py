"""All that can be said of a design: the findings of ``check``, and what becomes of its claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from engine.check import check
from engine.claims.breach import Breach
from engine.claims.verdict import ClaimVerdict, verdicts
from engine.duration import Duration
from engine.events import from_document
from engine.finding import Finding
from engine.journey import Journey
from engine.labels import LONGEST_PATH, outline
from engine.rules import faults

SECOND: Final = 1_000_000


class Review(Struct, frozen=True):
    """``findings``, those of claims among them, as ``check`` orders them; ``claims`` as they were judged."""

    findings: list[Finding] = []
    claims: list[ClaimVerdict] = []

    def answer(self) -> list[dict[str, Any]]:
        """The verdict of each claim as plain JSON values."""
        return [
            {"id": each.claim.id, "claim": each.claim.sentence, "verdict": each.verdict}
            for each in self.claims
        ]


def review(journey: Journey, seed: int = 0) -> Review:
    """Check ``journey`` and its claims; random splits draw with ``seed``. Claims wait until there are no faults."""
    judged = verdicts(journey, seed) if journey.claims and not any(faults(journey)) else []
    return Review(check(journey, list(_of_claims(judged))), judged)


def _of_claims(judged: list[ClaimVerdict]) -> Iterator[Finding]:
    for number, each in enumerate(judged):
        place, named = f"$.claims[{number}]", f"{each.claim.name}: " if each.claim.name else ""
        if each.breach is not None:
            yield Finding(
                code="broken-claim",
                place=place,
                step=each.breach.path[-1],
                message=f"{named}{each.claim.sentence}; not so {_life(each, each.breach)}",
                hint="--json has the events of somebody who breaks it",
                events=each.documents,
            )
        elif each.verdict == "undecided":
            message = f"undecided: {named}{each.claim.sentence}; {each.reason}"
            yield Finding(code="undecided-claim", severity="note", place=place, message=message)


def _life(judged: ClaimVerdict, breach: Breach) -> str:
    """Say how somebody breaks a claim: ``on start>quiz>lost, after 30d``."""
    if breach.is_running and len(breach.path) > LONGEST_PATH:
        return f"on {outline(breach.path)}, and so on for ever"
    stays = " for good" if breach.is_running else ""
    later = breach.at - min(from_document(document).time for document in judged.documents)
    when = f", after {Duration.of(later)}" if later >= SECOND else ""
    return f"on {outline(breach.path)}{stays}{when}"
