"""Losses: what a document of Learning Locker leaves out of a journey without a change of meaning, a warning for
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.dialects.learninglocker.form import Form
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist, Delay, Outcome, Step, Waypoint

_warning = partial(Finding, severity="warning")


def find_losses(journey: Journey, form: Form) -> Iterator[Finding]:
    """Warnings for what a document of Learning Locker, of this ``form``, leaves out of ``journey`` without a change
    of meaning.
    """
    if journey.description:
        yield _no_home("the journey's description", "$.description")
    for index, rule in enumerate(journey.exit_rules):
        message = f"the exit rule {rule.name or rule.id!r}, which is off, is left out"
        yield _warning(code="lost-exit-rule", place=f"$.exit_rules[{index}]", message=message)
    for id, step in journey.steps.items():
        yield from _losses_of_step(form, id, step)
    for index, transition in enumerate(journey.transitions):
        if transition.source in form.row and transition.timed:
            message = f"the timeout of {transition.source!r}, which never waits, is left out"
            place = f"$.transitions[{index}]"
            yield _warning(code="lost-timeout", place=place, transition=index, message=message)
        elif transition.source in form.row and transition.name:
            what = f"the name of the transition from {transition.source!r}"
            yield _no_home(what, f"$.transitions[{index}].name", transition=index)


def _losses_of_step(form: Form, id: str, step: Step) -> Iterator[Finding]:
    place = f"$.steps.{id}"
    if id not in form.row:
        message = f"{id!r} is left out: nothing leads there"
        yield _warning(code="lost-step", place=place, step=id, message=message)
        return
    if isinstance(step, Delay):
        message = f"the delay {id!r}, which is off, is left out"
        yield _warning(code="lost-step", place=place, step=id, message=message)
    if step.description:
        yield _no_home(f"the description of {id!r}", f"{place}.description", step=id)
    if step.name and not isinstance(step, Waypoint | Outcome | Delay):
        yield _no_home(f"the name of {id!r}", f"{place}.name", step=id)
    if isinstance(step, Checklist):
        yield from _losses_of_checklist(id, step)


def _losses_of_checklist(id: str, step: Checklist) -> Iterator[Finding]:
    if step.required is not None:
        message = f"that {id!r} takes {step.required} items is written as all that are on"
        yield _warning(code="lost-required", place=f"$.steps.{id}.required", step=id, message=message)
    if not step.active and any(item.active for item in step.items.values()):
        message = f"the checklist {id!r} is off: each of its items is written as switched off"
        yield _warning(code="lost-checklist", place=f"$.steps.{id}.active", step=id, message=message)
    for item, each in step.items.items():
        if each.description:
            place = f"$.steps.{id}.items.{item}.description"
            yield _no_home(f"the description of {item!r}", place, step=id)


def _no_home(what: str, place: str, step: str | None = None, transition: int | None = None) -> Finding:
    return _warning(
        code="lost-text",
        place=place,
        step=step,
        transition=transition,
        message=f"{what} has no place in Learning Locker, which keeps one text: the name",
    )
