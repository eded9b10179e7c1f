"""The function names of the language, and what each takes."""

from typing import Final

from engine.conditions.segment.expression import Operator, Reducer

SYMBOLS: Final[dict[str, Operator]] = {
    "=": "equals",
    "!=": "differs",
    ">": "greater_than",
    ">=": "at_least",
    "<": "less_than",
    "<=": "at_most",
}
SYMBOL_OF: Final[dict[str, str]] = {name: symbol for symbol, name in SYMBOLS.items()}
ORDERS: Final = frozenset({"greater_than", "at_least", "less_than", "at_most"})

SCALAR_OPERATORS: Final = frozenset(SYMBOLS.values())
UNARY_OPERATORS: Final = frozenset({"absent", "exists"})
TEXT_OPERATORS: Final = frozenset({"starts_with", "ends_with", "omits"})
TEXTS_OPERATORS: Final = frozenset({"contains"})
LIST_OPERATORS: Final = frozenset({"one_of", "none_of"})
DATE_OPERATORS: Final = frozenset({"before_date", "after_date"})
SPAN_OPERATORS: Final = frozenset({"within_last", "within_next", "before_last", "after_next"})
OPERATORS: Final[frozenset[str]] = frozenset(
    SCALAR_OPERATORS
    | UNARY_OPERATORS
    | TEXT_OPERATORS
    | TEXTS_OPERATORS
    | LIST_OPERATORS
    | DATE_OPERATORS
    | SPAN_OPERATORS
)

CASTS: Final[dict[Reducer, frozenset[str]]] = {
    "max": frozenset({"number", "string"}),
    "min": frozenset({"number", "string"}),
    "mode": frozenset({"string", "number", "array"}),
}
OWN_CAST: Final[dict[str, str]] = {"max": "number", "min": "number", "mode": "string"}
REDUCERS: Final = frozenset({"count", "sum", "avg", "max", "min", "mode", "first", "last", "unique"})
FILTERS: Final = frozenset({"where", "within", "between", "sources"})
EXTRACTORS: Final = frozenset({"event", "trait", "property", "context", "literal"})
