"""Splits: branches that are never taken, and branches between which only their order decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec.structs import replace

from engine.check.examples import Event, example
from engine.check.joint_cover import leaves_nothing
from engine.check.logic import implies, impossible
from engine.condition_sites import ConditionSite
from engine.conditions import segment
from engine.conditions.mongo.tree import ClauseGroup
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Split


def of_branches(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on every split, by the conditions ``sites``, in the order of the document."""
    branches = {site.transition: site for site in sites if site.transition is not None}
    for id, step in journey.steps.items():
        if not isinstance(step, Split):
            continue
        for index, transition in journey.out(id):
            if transition.percent == 0:
                yield _empty_share(id, index)
        if step.on != "event":
            yield from _one_target(journey, id)
        asked = [branches[index] for index, _ in journey.out(id) if index in branches]
        hidden: set[int | None] = set()
        for first, second in combinations(asked, 2):
            if hidden.isdisjoint((first.transition, second.transition)) and _covers(first, second):
                hidden.add(second.transition)
                yield _hidden_branch(journey, first, second)
        for number, site in enumerate(asked):
            if site.transition not in hidden and number > 1 and leaves_nothing(asked[:number], site):
                hidden.add(site.transition)
                yield _jointly_hidden_branch(journey, site)
        if step.on == "event":
            yield from _overlaps(journey, [each for each in asked if each.transition not in hidden])


def _empty_share(split: str, index: int) -> Finding:
    return Finding(
        code="empty-share",
        severity="note",
        place=f"$.transitions[{index}].percent",
        step=split,
        transition=index,
        message="this branch has a share of 0 %, so it is never drawn",
    )


def _one_target(journey: Journey, split: str) -> Iterator[Finding]:
    """A ``split`` that decides nothing: what is known is asked, or drawn, and everybody goes on to the same step."""
    targets = [transition.target for _, transition in journey.out(split)]
    if len(targets) > 1 and len(set(targets)) == 1:
        yield Finding(
            code="one-target",
            severity="warning",
            place=f"$.steps.{split}",
            step=split,
            message=f"all branches of {split!r} lead to {targets[0]!r}, so it decides nothing",
            hint="let one of them lead elsewhere, or remove the split",
        )


def _covers(first: ConditionSite, second: ConditionSite) -> bool:
    """Tell whether the first branch certainly takes everything that the second would."""
    if first.tree is not None and second.tree is not None:
        return implies(second.tree, first.tree)
    if isinstance(first.condition, str) and isinstance(second.condition, str):
        return segment.parse(first.condition) == segment.parse(second.condition)
    return False


def _hidden_branch(journey: Journey, first: ConditionSite, second: ConditionSite) -> Finding:
    taker, hidden = _transition(journey, first), _transition(journey, second)
    message = f"{hidden} is never taken: {taker} stands before it and takes all it could"
    hint = "put the narrower condition first, or remove this branch"
    event = _event(second) if second.on == "event" else None
    return replace(second.finding("hidden-branch", message, hint=hint), counterexample=event)


def _jointly_hidden_branch(journey: Journey, branch: ConditionSite) -> Finding:
    message = f"{_transition(journey, branch)} is never taken: those before it together take all it could"
    return branch.finding("hidden-branch", message, hint="put it before them, or remove it")


def _transition(journey: Journey, branch: ConditionSite) -> str:
    assert branch.transition is not None
    transition = journey.transitions[branch.transition]
    return f"the branch {transition.name or f'{transition.source}>{transition.target}'!r}"


def _overlaps(journey: Journey, asked: list[ConditionSite]) -> Iterator[Finding]:
    for first, second in combinations(asked, 2):
        if _apart(first, second):
            continue
        later, taker = _transition(journey, second), _transition(journey, first)
        if event := _event(first, second):
            message = f"an event can satisfy {later} and {taker}, which then takes it"
            hint = "look at the example; if the order is right, nothing needs to change"
            finding = second.finding("overlapping-branches", message, "note", hint)
            yield replace(finding, counterexample=event)
        elif _event(first) and _event(second):
            message = (
                f"it is undecided whether one event can satisfy {later} and {taker}, which would then take it"
            )
            yield second.finding("undecided", message, "note", "put the narrower condition first")


def _apart(first: ConditionSite, second: ConditionSite) -> bool:
    """Tell whether it is certain that no event satisfies both ``first`` and ``second``, without looking for one."""
    if first.tree is None or second.tree is None:
        return False
    return impossible(ClauseGroup("$and", (first.tree, second.tree)))


def _event(*asked: ConditionSite) -> Event | None:
    queries = [each.query for each in asked if each.query is not None]
    return example(queries) if len(queries) == len(asked) else None
