"""What is said of a design is never contradicted by what people do: laws over a design and any events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from engine.claims.breach import breaches
from engine.coverage import Coverage, cover
from engine.events import from_document
from engine.finding import Finding
from engine.instant import parse
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Attempt
from engine.review import Review, review
from engine.schema import complete_event
from engine.simulate import SimulationResult, simulate
from engine.walk import EndlessAttempt
from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1
from engine.xapi.storage import unescaped
from engine.xapi.validation import violations

Document = dict[str, Any]
START = parse("2026-01-01T00:00:00Z")


class Verdicts(Struct, frozen=True):
    """All that is said of a design."""

    plan: Plan
    review: Review
    coverage: Coverage

    @property
    def journey(self) -> Journey:
        return self.plan.journey


def verdicts_on(journey: Journey) -> Verdicts:
    plan = Plan(journey)
    return Verdicts(plan, review(journey), cover(plan, bound=40, seed=0, start=START))


def invalid(coverage: Coverage) -> Iterator[Document]:
    """Made-up events that a validator refuses."""
    for document in coverage.documents:
        if "type" in document:
            if complete_event(document) != document:
                yield document
        else:
            statement = unescaped(document.get("statement", document))
            if any(True for rules in (XAPI_1, LEARNING_LOCKER) for _ in violations(statement, rules)):
                yield document


def contradictions(verdicts: Verdicts, told: Iterable[Document]) -> Iterator[str]:
    """What the events ``told``, run through the design, show to be wrong with the verdicts."""
    try:
        done = simulate(verdicts.plan, map(from_document, told))
    except EndlessAttempt:
        return
    attempts = [each for progress in done.owners for each in progress.attempts]
    yield from _of_claims(verdicts, done)
    yield from _of_findings(verdicts, attempts)
    if not verdicts.coverage.cut:
        yield from _of_paths(verdicts, attempts)


def _of_claims(verdicts: Verdicts, done: SimulationResult) -> Iterator[str]:
    proved = {each.claim.id for each in verdicts.review.claims if each.verdict == "proved"}
    for progress in done.owners:
        for breach in breaches(verdicts.journey, progress):
            if breach.claim.id in proved:
                yield f"{breach.claim.sentence} was proved, and {'>'.join(breach.path)} breaks it"


def _of_findings(verdicts: Verdicts, attempts: Sequence[Attempt]) -> Iterator[str]:
    entered = {step for each in attempts for step in each.path}
    taken = {index for each in attempts for index in each.transitions}
    last = {step for each in attempts for step in each.last}
    reached = {step for each in attempts for step in each.waypoints}
    for finding in verdicts.review.findings:
        if _is_contradicted(verdicts.journey, finding, entered, taken, last, reached, attempts):
            yield f"{finding.code} at {finding.place}: {finding.message}"


def _is_contradicted(
    journey: Journey,
    finding: Finding,
    entered: set[str],
    taken: set[int],
    last: set[str],
    reached: set[str],
    attempts: Sequence[Attempt],
) -> bool:
    match finding.code:
        case "unreachable-step" | "dead-step":
            return finding.step in entered
        case "hidden-branch" | "empty-share":
            return finding.transition in taken
        case "never-starts":
            return bool(attempts)
        case "no-completing-exit":
            return any(each.status == "completed" for each in attempts)
        case "rule-takes-all" if finding.transition is not None:
            return finding.transition in taken
        case "never-matches" | "key-not-carried" | "rule-takes-all" if ".items." in finding.place:
            return finding.place.split(".items.")[1].removesuffix(".condition") in last
        case "rule-takes-all" if "but the one that starts" in finding.message:
            return finding.step in reached
        case "never-matches" | "key-not-carried" | "rule-takes-all" if finding.place.startswith("$.steps."):
            return finding.step in last and finding.step != journey.entry
        case "count-beyond-values" | "too-many-days":
            return finding.step in reached
        case "no-exit-ahead":
            ended = (each for each in attempts if each.status in ("completed", "gave_up"))
            return any(finding.step in each.path for each in ended)
        case _:
            return False


def _of_paths(verdicts: Verdicts, attempts: Sequence[Attempt]) -> Iterator[str]:
    """Parts that nobody could be made up for, and that somebody walks."""
    taken = {index for each in attempts for index in each.transitions}
    for missing in verdicts.coverage.transitions.missing:
        if missing.tried and missing.part in taken:
            yield f"transition {missing.part} was called not walkable: {missing.reason}"
    rules = {each.exit_rule for each in attempts}
    for missing in verdicts.coverage.rules.missing:
        if missing.part in rules:
            yield f"the exit rule {missing.part} was called not walkable: {missing.reason}"
