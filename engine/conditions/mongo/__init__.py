"""The mongo dialect: conditions on JSON documents with MongoDB's exact semantics.

`problems` says what is wrong with a query before anything runs; `compile_query` makes the function that
tells whether a document satisfies it. What takes longer to load is imported from its own module: `index` holds many
conditions against one document, `explanation` says why one does not match, `witness` makes a document that does.
"""

from engine.conditions.errors import ConditionError, InvalidCondition, PatternLimit
from engine.conditions.mongo.closures import compile_query
from engine.conditions.mongo.dates import LEARNING_LOCKER_DATES
from engine.conditions.mongo.guards import guards, paths
from engine.conditions.mongo.parse import problems
from engine.conditions.mongo.query_literals import is_expression
from engine.conditions.mongo.text import to_text
from engine.conditions.mongo.traversal import Matcher
from engine.conditions.mongo.value_wrappers import decode_extended_json
from engine.conditions.mongo.values import Document, Regex

__all__ = [
    "LEARNING_LOCKER_DATES",
    "ConditionError",
    "Document",
    "InvalidCondition",
    "Matcher",
    "PatternLimit",
    "Regex",
    "compile_query",
    "decode_extended_json",
    "guards",
    "is_expression",
    "paths",
    "problems",
    "to_text",
]
