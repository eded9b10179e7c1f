"""Faults of claims: what keeps one from meaning anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from engine.claim import Claim
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist


def claim_faults(journey: Journey) -> Iterator[Finding]:
    """Everything without which the claims of ``journey`` mean nothing, in the order of the document."""
    times = Counter(claim.id for claim in journey.claims)
    for number, claim in enumerate(journey.claims):
        place = f"$.claims[{number}]"
        if times[claim.id] > 1:
            message = f"the id {claim.id!r} is used {times[claim.id]} times"
            yield _fault("duplicate-id", f"{place}.id", message, "give each its own")
        yield from _form(claim, place)
        yield from (_step(journey, f"{place}.{at}", id) for at, id in claim.steps if id not in journey.steps)


def _form(claim: Claim, place: str) -> Iterator[Finding]:
    if len(claim.forms) != 1:
        said = " and ".join(claim.forms) or "none"
        message = f"a claim says one of never, always, if, only_after, at_most and ends, not {said}"
        yield _fault("bad-claim", place, message, "write a claim for each")
    elif claim.forms == ["if"] and not (claim.trigger and claim.answer):
        message = f"the claim {claim.id!r} has if and then, both of them"
        yield _fault("bad-claim", place, message, "name the step that is reached, and the one after it")
    if claim.within is not None and claim.within.by_calendar:
        message = f"{claim.within} is as long as the calendar says"
        yield _fault("bad-claim", f"{place}.within", message, "write it in weeks, days, hours or less")


def _step(journey: Journey, place: str, id: str) -> Finding:
    lists = (step for step in journey.steps.values() if isinstance(step, Checklist))
    if any(id in step.items for step in lists):
        message, hint = f"{id!r} is an item of a checklist", "name the checklist: claims are about steps"
    else:
        near = get_close_matches(id, journey.steps, n=1)
        message = f"the claim names {id!r}, and there is no such step"
        hint = f"did you mean {near[0]!r}?" if near else ""
    return _fault("unknown-step", place, message, hint)


def _fault(code: str, place: str, message: str, hint: str) -> Finding:
    return Finding(code=code, place=place, message=message, hint=hint)
