"""Two designs held against each other: the journey, its exit rules, its steps, its transitions."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from engine.diff.changes import Change, Difference
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
            "journey", after.id, "the journey", before, after, skip=("exit_rules", "steps", "transitions")
        ),
        *_exit_rules(before, after, renamed),
        *changed_steps(before, after, renamed),
        *changed_transitions(before, after, renamed),
    )
    return Difference(changes, renamed)


def _exit_rules(before: Journey, after: Journey, renamed: Renamed) -> Iterator[Change]:
    was = {rule.id: _as_renamed(rule, renamed) for rule in before.exit_rules}
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


def _as_renamed(rule: ExitRule, renamed: Renamed) -> ExitRule:
    return replace(rule, outcomes=tuple(renamed.get(outcome, outcome) for outcome in rule.outcomes))


def _rule(how: str, rule: ExitRule, said: str) -> Change:
    message = f"the exit rule {rule.name or rule.id} {said}"
    return Change(kind=how, part="exit_rule", id=rule.id, message=message)  # type: ignore[arg-type]
