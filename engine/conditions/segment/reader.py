"""The reader of a text as an expression: which functions exist, where they may stand, and what they take.

Inside `.where(…)` only the event at hand is known, so traits and other events are refused there.
"""

from typing import cast

from engine.conditions.problem import Problem
from engine.conditions.segment.arguments import (
    ChainCall,
    calls,
    constant,
    kind,
    parts,
    path,
    unknown,
    wrapped,
)
from engine.conditions.segment.expression import And, Comparison, Expression, Not, Operator, Or, Scalar, Trait
from engine.conditions.segment.grammar import Node, offset_of, parse_tree
from engine.conditions.segment.names import EXTRACTORS, FILTERS, OPERATORS, REDUCERS, SYMBOLS
from engine.conditions.segment.operands import operands, single_scalar
from engine.conditions.segment.streams import FIELDS, reduction
from engine.conditions.segment.survey import primaries
from engine.conditions.segment.syntax_error import RefusedArgument, SegmentSyntaxError

MAX_PRIMARIES = 50


def parse(text: str) -> Expression:
    """Read a condition. Raises `SegmentSyntaxError`, which says where and what was expected."""
    try:
        expression = _boolean(parse_tree(text), inside=False)
        _check_size(expression)
    except RefusedArgument as refused:
        raise SegmentSyntaxError(text, refused.offset, refused.message, refused.hint) from None
    return expression


def problems(text: str, place: str = "$") -> list[Problem]:
    """The first problem of the condition ``text`` at ``place``, if any, with its column in the message."""
    try:
        parse(text)
    except SegmentSyntaxError as error:
        where = f"line {error.line}, column {error.column}" if error.line > 1 else f"column {error.column}"
        return [Problem(place, f"{where}: {error.message}", error.hint)]
    return []


def _check_size(expression: Expression) -> None:
    count = sum(1 for _ in primaries(expression))
    if count > MAX_PRIMARIES:
        raise RefusedArgument(f"{count} comparisons are more than the {MAX_PRIMARIES} that Segment takes", 0)


def _boolean(node: Node, inside: bool) -> Expression:
    match kind(node):
        case "disjunction":
            return Or(tuple(_boolean(part, inside) for part in parts(node)))
        case "conjunction":
            return And(tuple(_boolean(part, inside) for part in parts(node)))
        case "negation":
            return Not(_boolean(parts(node)[0], inside))
        case "quantified":
            raise RefusedArgument(
                f"{parts(node)[0]} is for account-level audiences only", offset_of(node), "Leave it out."
            )
        case "comparison":
            return _symbolic(node, inside)
        case "chain":
            return _chain_comparison(_known_calls(node), inside)
        case _:
            raise RefusedArgument(
                "this is no condition", offset_of(node), "Compare a value, for example: >= 1"
            )


def _symbolic(node: Node, inside: bool) -> Comparison:
    left, symbol, right = parts(node)
    operator = SYMBOLS["=" if symbol == "==" else str(symbol)]
    return Comparison(
        _scalar(left, inside), operator, (single_scalar(operator, right, lambda side: _scalar(side, inside)),)
    )


def _chain_comparison(chain: list[ChainCall], inside: bool) -> Comparison:
    *operand, last = chain
    if last.name not in OPERATORS:
        _of_chain(chain, inside)
        raise RefusedArgument(
            "this is a value, not a condition", chain[0].offset, "Compare it, for example: >= 1"
        )
    if not operand:
        raise _cannot_begin(last)
    arguments = operands(last, lambda node: _scalar(node, inside))
    return Comparison(_of_chain(operand, inside), cast(Operator, last.name), arguments)


def _scalar(node: Node, inside: bool) -> Scalar:
    literal = constant(node)
    if literal is not None:
        return literal
    if kind(node) != "chain":
        raise RefusedArgument("expected one value here, such as 5, 'pro' or trait('plan')", offset_of(node))
    return _of_chain(_known_calls(node), inside)


def _known_calls(node: Node) -> list[ChainCall]:
    """The calls of a chain, all with names that exist."""
    chain = calls(node)
    head, *rest = chain
    if head.name == "entity":
        raise RefusedArgument("entity(…) is for linked audiences and not supported here", head.offset)
    if head.name not in EXTRACTORS:
        raise _cannot_begin(head)
    for call in rest:
        if call.name not in FILTERS | REDUCERS | OPERATORS:
            raise unknown(call, "function", FILTERS | REDUCERS | OPERATORS)
    return chain


def _cannot_begin(call: ChainCall) -> RefusedArgument:
    if call.name in FILTERS | REDUCERS | OPERATORS:
        return RefusedArgument(
            f"{call.name}(…) has to follow something", call.offset, "Begin with event('…') or trait('…')."
        )
    return unknown(call, "function a condition begins with", EXTRACTORS)


def _of_chain(chain: list[ChainCall], inside: bool) -> Scalar:
    head, *rest = chain
    compared_early = next((call for call in rest if call.name in OPERATORS), None)
    if compared_early:
        raise RefusedArgument(
            f".{compared_early.name}(…) ends a condition; nothing can follow", compared_early.offset
        )
    _check_place(head, inside)
    if head.name == "event":
        return reduction(chain, lambda node: _boolean(node, inside=True))
    if rest:
        raise RefusedArgument(f".{rest[0].name}(…) cannot follow {head.name}(…)", rest[0].offset)
    if head.name == "literal":
        return wrapped(head)
    return Trait(path(head)) if head.name == "trait" else FIELDS[head.name](path(head))


def _check_place(head: ChainCall, inside: bool) -> None:
    if inside and head.name == "event":
        raise RefusedArgument(
            "an event inside .where(…) is not supported",
            head.offset,
            "Put the two events into two steps of the journey.",
        )
    if inside and head.name == "trait":
        raise RefusedArgument(
            "a trait inside .where(…) is not supported: an event is matched before the traits are known",
            head.offset,
            "Compare the trait outside: event('…').count() = 1 AND trait('…') = …",
        )
    if not inside and head.name in FIELDS:
        raise RefusedArgument(
            f"{head.name}(…) is only known inside .where(…) or a reducer",
            head.offset,
            f"For example: event('…').where({head.name}('…') = 1).count() = 1",
        )
