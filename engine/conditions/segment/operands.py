"""The right side of a comparison: what each operator takes."""

from collections.abc import Callable
from typing import TypeAlias

from engine.conditions.segment.arguments import ChainCall, constant, only, refuse_arguments, some, span, text
from engine.conditions.segment.expression import Argument, Constant, Date, Scalar, Text, Truth
from engine.conditions.segment.grammar import Node, offset_of
from engine.conditions.segment.names import (
    DATE_OPERATORS,
    LIST_OPERATORS,
    ORDERS,
    SPAN_OPERATORS,
    TEXT_OPERATORS,
    TEXTS_OPERATORS,
    UNARY_OPERATORS,
)
from engine.conditions.segment.syntax_error import RefusedArgument
from engine.conditions.segment.values import instant_in

ReadScalar: TypeAlias = Callable[[Node], Scalar]


def operands(call: ChainCall, read_scalar: ReadScalar) -> tuple[Argument, ...]:
    """The arguments of an operator written as a call."""
    name = call.name
    if name in UNARY_OPERATORS:
        refuse_arguments(call)
        return ()
    if name in SPAN_OPERATORS:
        return (span(only(call, "one span, such as 7 days"), call),)
    if name in TEXT_OPERATORS:
        return (Text(text(only(call, "one text in single quotes"), call)),)
    if name in TEXTS_OPERATORS:
        return tuple(Text(text(node, call)) for node in some(call, "one text or more"))
    if name in LIST_OPERATORS:
        return tuple(_literal(node, call) for node in some(call, "one value or more"))
    if name in DATE_OPERATORS:
        return (_date(only(call, "one date, such as '2026-01-31'"), call),)
    return (single_scalar(name, only(call, "one value"), read_scalar),)


def single_scalar(name: str, node: Node, read_scalar: ReadScalar) -> Scalar:
    """The one scalar of `=`, `>` and the like, the operator ``name``, in ``node``; ``read_scalar`` reads it."""
    value = read_scalar(node)
    if name in ORDERS and isinstance(value, Truth):
        raise RefusedArgument("true and false have no order", offset_of(node), "Compare them with = or !=.")
    return value


def _literal(node: Node, call: ChainCall) -> Constant:
    value = constant(node)
    if value is None:
        raise RefusedArgument(f"{call.name}(…) takes values, not functions", offset_of(node))
    return value


def _date(node: Node, call: ChainCall) -> Date | Text:
    value = constant(node)
    if isinstance(value, Date) or (isinstance(value, Text) and instant_in(value.value) is not None):
        return value
    raise RefusedArgument(f"{call.name}(…) takes a date, such as '2026-01-31T12:00:00Z'", offset_of(node))
