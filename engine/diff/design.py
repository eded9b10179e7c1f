"""Two designs held against each other: the journey, its exit rules, its steps, its transitions."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from engine.claim import Claim
from engine.diff.changes import Change, Difference, Kind
from engine.diff.field_changes import changed_fields
from engine.diff.renames import Renamed, renamed_steps
from engine.diff.step_changes import changed_steps
from engine.diff.transition_changes import changed_transitions
from engine.journey import Journey
from engine.steps import ExitRule


def diff(before: Journey, after: Journey) -> Difference:
    """Everything that changed from ``before`` to ``after``. Half-built designs are compared as they are."""
    renamed = renamed_steps(before, after)
    changes = (
        *changed_fields(
            "journey",
            after.id,
            "the journey",
            before,
            after,
            skip=("exit_rules", "steps", "transitions", "claims"),
        ),
        *_exit_rules(before, after, renamed),
        *changed_steps(before, after, renamed),
        *changed_transitions(before, after, renamed),
        *_claims(before, after, renamed),
    )
    return Difference(changes, renamed)


def _exit_rules(before: Journey, after: Journey, renamed: Renamed) -> Iterator[Change]:
    was = {rule.id: _with_renamed_outcomes(rule, renamed) for rule in before.exit_rules}
    now = {rule.id: rule for rule in after.exit_rules}
    for id, rule in now.items():
        if id in was:
            yield from changed_fields("exit_rule", id, f"the exit rule {rule.name or id}", was[id], rule)
        else:
            yield _rule("added", rule, "is new")
    yield from (_rule("removed", rule, "is gone") for id, rule in was.items() if id not in now)
    if [id for id in was if id in now] != [id for id in now if id in was]:
        message = "the exit rules stand in another order: the first that matches wins"
        yield Change(kind="reordered", part="exit_rule", id="", message=message)


def _claims(before: Journey, after: Journey, renamed: Renamed) -> Iterator[Change]:
    """Yield what is claimed differently: the same events still do the same."""
    was = {claim.id: claim.renamed(lambda id: renamed.get(id, id)) for claim in before.claims}
    now = {claim.id: claim for claim in after.claims}
    for id, claim in now.items():
        if id not in was:
            yield _claim("added", claim, f"is new: {claim.sentence}")
        elif claim != was[id]:
            said = f"is: {claim.sentence}" if claim.sentence != was[id].sentence else "has another name"
            yield _claim("changed", claim, said, was[id].sentence)
    yield from (_claim("removed", claim, "is gone") for id, claim in was.items() if id not in now)


def _claim(how: Kind, claim: Claim, said: str, before: str | None = None) -> Change:
    message = f"the claim {claim.name or claim.id} {said}"
    after = None if how == "removed" else claim.sentence
    return Change(
        kind=how, part="claim", id=claim.id, message=message, before=before, after=after, meaning=False
    )


def _with_renamed_outcomes(rule: ExitRule, renamed: Renamed) -> ExitRule:
    return replace(rule, outcomes=tuple(renamed.get(outcome, outcome) for outcome in rule.outcomes))


def _rule(how: str, rule: ExitRule, said: str) -> Change:
    message = f"the exit rule {rule.name or rule.id} {said}"
    return Change(kind=how, part="exit_rule", id=rule.id, message=message)  # type: ignore[arg-type]
