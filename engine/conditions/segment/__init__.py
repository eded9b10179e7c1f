"""Segment's query language: conditions written as text, such as `event('Order Completed').count() = 1`.

`parse` reads a text, `to_text` writes it. `filters` are the kinds of event it looks at and `compile_filter`
recognises one; `evaluate` answers from what occurred. An `is_arrival` is decided by one event alone.
"""

from engine.conditions.segment.equivalent import NoEquivalent
from engine.conditions.segment.evaluate import (
    ExpressionExplanation,
    Occurrence,
    Streams,
    Traits,
    evaluate,
    explain,
)
from engine.conditions.segment.event_filter import compile_filter
from engine.conditions.segment.expression import Comparison, Expression, Filter
from engine.conditions.segment.from_mongo import from_mongo
from engine.conditions.segment.label import short_text
from engine.conditions.segment.reader import parse, problems
from engine.conditions.segment.survey import clauses, filters, is_arrival, needs_documents, traits
from engine.conditions.segment.syntax_error import SegmentSyntaxError
from engine.conditions.segment.text import to_text
from engine.conditions.segment.to_mongo import to_mongo
from engine.conditions.segment.values import MISSING, NoValue

__all__ = [
    "MISSING",
    "Comparison",
    "Expression",
    "ExpressionExplanation",
    "Filter",
    "NoEquivalent",
    "NoValue",
    "Occurrence",
    "SegmentSyntaxError",
    "Streams",
    "Traits",
    "clauses",
    "compile_filter",
    "evaluate",
    "explain",
    "filters",
    "from_mongo",
    "is_arrival",
    "needs_documents",
    "parse",
    "problems",
    "short_text",
    "to_mongo",
    "to_text",
    "traits",
]
