"""Guards that may still leave a step: found by trying, so that the rules stay where they are."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from engine.duration import Duration
from engine.edit import Connect, Edit, Reorder, apply
from engine.journey import Journey
from engine.steps import Exit, Transition, Until

GUARDS: Final[dict[str, str]] = {
    "plain": "the ordinary way on",
    "when": "a branch with a condition",
    "after": "a timeout",
    "by": "a deadline",
    "percent": "a share of the draws",
    "default": "when no branch is true, or there is no date to wait for",
}
"""What decides that a transition is taken, by its name in the document, with what it is for."""

_LONG: Final = Duration("7d")


def guard_of(transition: Transition) -> str:
    """The name of what decides that it is taken."""
    given = (
        ("when", transition.when is not None),
        ("after", transition.after is not None),
        ("by", transition.by is not None),
        ("percent", transition.percent is not None),
        ("default", transition.default),
    )
    return next((guard for guard, is_given in given if is_given), "plain")


def new_transition(source: str, target: str, guard: str) -> Transition:
    """A transition from ``source`` to ``target`` with a ``guard``, before anybody has said more about it."""
    transition = Transition(source=source, target=target)
    match guard:
        case "when":
            return replace(transition, when={})
        case "after":
            return replace(transition, after=_LONG)
        case "by":
            return replace(transition, by=Until(date="traits.due_date"))
        case "percent":
            return replace(transition, percent=50.0)
        case "default":
            return replace(transition, default=True)
        case _:
            return transition


def allowed_guards(journey: Journey, source: str) -> list[str]:
    """The guards that one more transition out of ``source`` in ``journey`` may have, the one that is most missed
    first.
    """
    alone = _alone(journey, source)
    now = _wrong(alone, source)
    tried = {guard: _wrong(_connect(alone, source, guard), source) for guard in GUARDS}
    return sorted((guard for guard in GUARDS if tried[guard] <= now), key=lambda guard: tried[guard])


def onward_target(journey: Journey, source: str) -> int | None:
    """The transition of ``journey`` that ``source`` leaves by if nothing special happens, where it has just one
    such.
    """
    plain = [index for index, transition in journey.out(source) if transition.plain]
    return plain[0] if len(plain) == 1 else None


def with_next(journey: Journey, step: str) -> tuple[str, ...]:
    """A step, and the one that it ordinarily leads to: what becomes a checklist if nothing else is chosen."""
    after = onward_target(journey, step)
    return (step,) if after is None else (step, journey.transitions[after].target)


def reorder_edit(journey: Journey, index: int, by: int) -> tuple[Reorder, int] | None:
    """The edit by which the transition ``index`` of ``journey`` changes places with the one ``by`` so many further
    on, and where it is then. None where there is no other.
    """
    source = journey.transitions[index].source
    order = [each for each, _ in journey.out(source)]
    at = order.index(index)
    if not 0 <= at + by < len(order):
        return None
    place = order[at + by]
    order[at], order[at + by] = order[at + by], order[at]
    return Reorder(source, tuple(order)), place


def connect_edit(journey: Journey, source: str, target: str, guard: str) -> Edit:
    """The edit that draws a transition of ``journey`` from ``source`` to ``target`` with a ``guard``; shares of a
    random split are what the others leave.
    """
    transition = new_transition(source, target, guard)
    if guard == "percent":
        given = sum(each.percent or 0 for _, each in journey.out(source))
        transition = replace(transition, percent=max(100.0 - given, 0.0))
    return Connect(transition)


def _alone(journey: Journey, step: str) -> Journey:
    """The step with its ways in and out, which is all that the faults of its ways depend on."""
    elsewhere = f"{step}-"
    transitions = [
        replace(transition, target=elsewhere, when=None if transition.when is None else {})
        for _, transition in journey.out(step)
    ]
    if any(transition.target == step for transition in journey.transitions):
        transitions.append(Transition(source=elsewhere, target=step))
    steps = {step: journey.steps[step], elsewhere: Exit()}
    return replace(journey, steps=steps, transitions=tuple(transitions))


def _connect(journey: Journey, source: str, guard: str) -> Journey:
    return apply(journey, Connect(new_transition(source, f"{source}-", guard)))


def _wrong(journey: Journey, step: str) -> int:
    """Return how many faults the transitions out of a step have."""
    from engine.rules import faults  # and so all of calendars: not before something is drawn

    return sum(fault.code == "bad-transitions" and fault.step == step for fault in faults(journey))
