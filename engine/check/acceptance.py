"""Findings that the design itself accepts, and acceptances of what is not found any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from engine.finding import Finding
from engine.journey import Acceptance, Journey

_ITEM: Final = re.compile(r"\$\.steps\.([^.]+)\.items\.([^.]+)")
_CLAIM: Final = re.compile(r"\$\.claims\[(\d+)\]")
_RULE: Final = re.compile(r"\$\.exit_rules\[(\d+)\]")
_BESIDE: Final = re.compile(r"\$\.(exit_rules|claims)\[")


def mark_accepted(journey: Journey, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the same findings, those that the design accepts with the reason; then one for each stale acceptance."""
    stale = dict(enumerate(journey.accepted))
    for finding in findings:
        numbers = [
            number for number, each in enumerate(journey.accepted) if _is_about(each, finding, journey)
        ]
        for number in numbers:
            stale.pop(number, None)
        yield replace(finding, accepted=journey.accepted[numbers[0]].why) if numbers else finding
    yield from (_stale(number, each) for number, each in stale.items())


def _is_about(acceptance: Acceptance, finding: Finding, journey: Journey) -> bool:
    if acceptance.code != finding.code:
        return False
    if acceptance.transition is not None:
        return finding.transition == acceptance.transition
    if acceptance.rule is not None:
        found = _RULE.match(finding.place)
        return found is not None and journey.exit_rules[int(found[1])].id == acceptance.rule
    if acceptance.claim is not None:
        found = _CLAIM.match(finding.place)
        return found is not None and journey.claims[int(found[1])].id == acceptance.claim
    if acceptance.item is not None:
        found = _ITEM.match(finding.place)
        return found is not None and found[2] == acceptance.item
    return finding.step == acceptance.step and finding.transition is None and not _BESIDE.match(finding.place)


def _stale(number: int, acceptance: Acceptance) -> Finding:
    return Finding(
        code="stale-acceptance",
        severity="warning",
        place=f"$.accepted[{number}]",
        message=f"{acceptance.code!r} is accepted here and is not found any more",
        hint="remove it, so that it hides nothing later",
    )
