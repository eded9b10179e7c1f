"""The activations of a destination outcome: which calls it makes, and which traits each of them selects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.steps import Outcome, Step


def activations(outcome: Outcome) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each activation of an outcome, in order, with the names of the traits that it selects."""
    for destination in outcome.destinations or ():
        rows = destination.get("activations")
        for activation in rows if isinstance(rows, list) else ():
            if isinstance(activation, dict):
                yield activation, _selected_traits(activation)


def selects_traits(step: Step) -> bool:
    """Tell whether a step is an outcome that sends traits of the owner."""
    return isinstance(step, Outcome) and any(selected for _, selected in activations(step))


def _selected_traits(activation: dict[str, Any]) -> list[str]:
    selections = activation.get("propertySelections")
    names = selections.get("profile") if isinstance(selections, dict) else None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
