"""An expression written out: capital junctions, symbols where there are some, filters in one order."""

import re

from engine.conditions.segment.expression import (
    And,
    Argument,
    Between,
    Comparison,
    Constant,
    Context,
    Date,
    Expression,
    Filter,
    Not,
    Number,
    Or,
    Property,
    Reduction,
    Span,
    Text,
    Trait,
    Truth,
    Within,
)
from engine.conditions.segment.grammar import quote
from engine.conditions.segment.names import SYMBOL_OF


def to_text(expression: Expression) -> str:
    """The canonical text; `parse` gives the same expression back."""
    match expression:
        case Or(parts):
            return " OR ".join(_grouped(part, (Or,)) for part in parts)
        case And(parts):
            return " AND ".join(_grouped(part, (And, Or)) for part in parts)
        case Not(part):
            return f"NOT ({to_text(part)})"
        case Comparison():
            return _comparison(expression)


def argument_text(argument: Argument) -> str:
    """A scalar or a span as it stands on the right of a comparison."""
    match argument:
        case Text(value):
            return quote(value)
        case Number(value):
            return repr(value)
        case Truth(value):
            return "true" if value else "false"
        case Date(text):
            return text
        case Span(count, unit):
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
        case Reduction():
            return _reduction(argument)
        case Trait(path) | Property(path) | Context(path):
            return f"{type(argument).__name__.lower()}({quote(name_of(path))})"


def name_of(path: tuple[str, ...]) -> str:
    """A path as a name: parts joined with `.`, a period inside a part escaped."""
    return ".".join(re.sub(r"([.\\])", r"\\\1", part) for part in path)


def _grouped(part: Expression, looser: tuple[type, ...]) -> str:
    text = to_text(part)
    return f"({text})" if isinstance(part, looser) else text


def _comparison(comparison: Comparison) -> str:
    left = argument_text(comparison.left)
    if isinstance(comparison.left, Constant):
        left = f"literal({left})"
    right = ", ".join(map(argument_text, comparison.right))
    symbol = SYMBOL_OF.get(comparison.operator)
    return f"{left} {symbol} {right}" if symbol else f"{left}.{comparison.operator}({right})"


def _reduction(reduction: Reduction) -> str:
    return _filter(reduction.filter) + _window(reduction.window) + _reducer(reduction)


def _filter(found: Filter) -> str:
    where = f".where({to_text(found.where)})" if found.where is not None else ""
    sources = ", ".join(map(quote, found.excluded))
    return f"event({quote(found.event)}){where}" + (f".sources({{exclude: {sources}}})" if sources else "")


def _window(window: Within | Between | None) -> str:
    match window:
        case Within(span):
            return f".within({argument_text(span)})"
        case Between(near, far):
            return f".between({argument_text(near)}, {argument_text(far)})"
        case None:
            return ""


def _reducer(reduction: Reduction) -> str:
    if reduction.of is None:
        return ".count()"
    of = argument_text(reduction.of)
    cast = f" as {reduction.cast}" if reduction.cast else ""
    least = f", {reduction.least}" if reduction.reducer == "mode" else ""
    counted = ".count()" if reduction.reducer == "unique" else ""
    return f".{reduction.reducer}({of}{cast}{least}){counted}"
