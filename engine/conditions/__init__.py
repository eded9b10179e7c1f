"""Conditions on events: an object is a mongo query, a text is Segment's query language."""

from __future__ import annotations

from engine.conditions import mongo
from engine.conditions.errors import ConditionError, InvalidCondition, PatternLimit
from engine.conditions.problem import Problem
from engine.steps import Condition

__all__ = ["ConditionError", "InvalidCondition", "PatternLimit", "Problem", "label", "problems"]


def problems(condition: Condition, place: str = "$") -> list[Problem]:
    """Everything that is wrong with a condition, before anything runs. ``place`` is where in the document it stands."""
    if isinstance(condition, str):
        from engine.conditions import segment  # a grammar, which takes long to load

        return segment.problems(condition, place)
    return mongo.problems(condition, place)


def label(condition: Condition) -> str:
    """The condition in a few words, for a branch or a box."""
    if isinstance(condition, str):
        from engine.conditions import segment  # as above

        return segment.short_text(segment.parse(condition))
    return mongo.to_text(condition)
