"""Findings about single steps and the journey's own fields."""

from __future__ import annotations

from collections.abc import Iterator

from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist


def of_steps(journey: Journey) -> Iterator[Finding]:
    """Findings on the journey's own fields, then on each step in the order of the document."""
    if not journey.active:
        message = "the journey is not active, so a server does not run it"
        yield Finding(code="inactive-journey", severity="note", place="$.active", message=message)
    yield from _same_names(journey)
    for id, step in journey.steps.items():
        if isinstance(step, Checklist):
            yield from _of_checklist(id, step)


def _same_names(journey: Journey) -> Iterator[Finding]:
    """Steps that people cannot tell apart by their names."""
    first: dict[str, str] = {}
    for id, step in journey.steps.items():
        other = first.setdefault(step.name, id) if step.name else id
        if other != id:
            yield Finding(
                code="same-name",
                severity="note",
                place=f"$.steps.{id}.name",
                step=id,
                message=f"{id!r} and {other!r} are both called {step.name!r}",
                hint="give each a name of its own, so that reports can be read",
            )


def _of_checklist(id: str, checklist: Checklist) -> Iterator[Finding]:
    active = sum(item.active for item in checklist.items.values())
    if not active:
        yield Finding(
            code="empty-checklist",
            severity="warning",
            place=f"$.steps.{id}.items",
            step=id,
            message=f"{id!r} has no active item, so everybody passes it at once",
            hint="add an item, switch one on, or delete the checklist",
        )
    elif checklist.required is not None and checklist.required > active:
        yield Finding(
            code="too-many-required",
            place=f"$.steps.{id}.required",
            step=id,
            message=f"{id!r} takes {checklist.required} items and only {active} are active, so it is never reached",
            hint="lower it, or switch more items on",
        )
