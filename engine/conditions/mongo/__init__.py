"""The mongo dialect: conditions on JSON documents with MongoDB's exact semantics.

`problems` says what is wrong with a query before anything runs; `compile_query` makes the function that
tells whether a document satisfies it; `Index` holds many conditions against one document.
"""

from engine.conditions.errors import ConditionError, InvalidCondition, PatternLimit
from engine.conditions.mongo.closures import compile_query
from engine.conditions.mongo.dates import LEARNING_LOCKER_DATES
from engine.conditions.mongo.explanation import QueryExplanation, explain
from engine.conditions.mongo.guards import guards, paths
from engine.conditions.mongo.index import Index
from engine.conditions.mongo.parse import problems
from engine.conditions.mongo.query_literals import is_expression
from engine.conditions.mongo.reference import Reference
from engine.conditions.mongo.text import to_text
from engine.conditions.mongo.traversal import Matcher
from engine.conditions.mongo.value_wrappers import decode_extended_json
from engine.conditions.mongo.values import Document, Regex
from engine.conditions.mongo.witness import witness

__all__ = [
    "LEARNING_LOCKER_DATES",
    "ConditionError",
    "Document",
    "Index",
    "InvalidCondition",
    "Matcher",
    "PatternLimit",
    "QueryExplanation",
    "Reference",
    "Regex",
    "compile_query",
    "decode_extended_json",
    "explain",
    "guards",
    "is_expression",
    "paths",
    "problems",
    "to_text",
    "witness",
]
