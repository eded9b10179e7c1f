"""Labels of transitions, and what a label says where no condition is given."""

from __future__ import annotations

from collections.abc import Sequence

from engine.conditions import segment
from engine.conditions.segment.expression import Number, Reduction
from engine.conditions.segment.survey import counts_one

TIMEOUTS = ("timeout", "else")
"""How the labels of timeouts begin."""


def arrival(event: str) -> str:
    """The condition that one event of this name arrives."""
    counted = Reduction(segment.Filter(event), "count")
    return segment.to_text(segment.Comparison(counted, "equals", (Number(1),)))


def event_of(text: str) -> str | None:
    """The event's name if the condition is no more than that it arrives."""
    expression = segment.parse(text)
    if not isinstance(expression, segment.Comparison) or not counts_one(expression):
        return None
    assert isinstance(expression.left, Reduction)
    named = expression.left.filter
    return named.event if named == segment.Filter(named.event) else None


def timeout_label(labels: Sequence[str]) -> str | None:
    """The one of ``labels``, all straight to their targets, that stands for the timeout: by its name, or the last."""
    told = (label for label in labels if label.lower().startswith(TIMEOUTS))
    return next(told, labels[-1] if labels else None)
