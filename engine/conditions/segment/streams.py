"""Chains that begin with an event: filters in any order, at most one window, then a reducer."""

from collections.abc import Callable
from typing import TypeAlias, cast

from engine.conditions.segment.arguments import (
    ChainCall,
    calls,
    kind,
    only,
    only_text,
    parts,
    path,
    refuse_arguments,
    some,
    span,
    text,
    unknown,
)
from engine.conditions.segment.expression import (
    And,
    Between,
    Cast,
    Context,
    Expression,
    Filter,
    Property,
    Reducer,
    Reduction,
    Within,
)
from engine.conditions.segment.grammar import Node, offset_of
from engine.conditions.segment.names import CASTS, FILTERS, OWN_CAST, REDUCERS
from engine.conditions.segment.syntax_error import RefusedArgument

ReadWhere: TypeAlias = Callable[[Node], Expression]
FIELDS: dict[str, type[Property] | type[Context]] = {"property": Property, "context": Context}


def reduction(chain: list[ChainCall], read_where: ReadWhere) -> Reduction:
    """The scalar of a chain `event('…')` … reducer, without the comparison."""
    head, *rest = chain
    filters = [call for call in rest if call.name in FILTERS]
    reducers = [call for call in rest if call.name not in FILTERS]
    name = only_text(head, "the name of an event in single quotes")
    if not reducers:
        raise RefusedArgument(
            "events alone are no value", head.offset, "Count them, for example: .count() >= 1"
        )
    if filters and filters[-1].offset > reducers[0].offset:
        raise RefusedArgument(
            f".{filters[-1].name}(…) has to stand before .{reducers[0].name}(…)", filters[-1].offset
        )
    found = Filter(name, _where(filters, read_where), _excluded_sources(filters))
    return _reduce(found, _window(filters), reducers)


def _where(filters: list[ChainCall], read_where: ReadWhere) -> Expression | None:
    clauses = [read_where(only(call, "one condition")) for call in filters if call.name == "where"]
    if len(clauses) > 1:
        return And(tuple(clauses))
    return clauses[0] if clauses else None


def _excluded_sources(filters: list[ChainCall]) -> tuple[str, ...]:
    return tuple(name for call in filters if call.name == "sources" for name in _sources(call))


def _sources(call: ChainCall) -> list[str]:
    """The ids in `{exclude: 'a', 'b'}`, `{exclude: ['a', 'b']}` or the same without braces."""
    first, *others = some(call, "{exclude: 'source id'}")
    if kind(first) != "keyed" or str(parts(first)[0]) != "exclude":
        raise RefusedArgument("sources(…) takes {exclude: 'source id'}", offset_of(first))
    listed = [*parts(first)[1:], *others]
    inner = [node for value in listed for node in (parts(value) if kind(value) == "bracketed" else [value])]
    return [text(node, call) for node in inner]


def _window(filters: list[ChainCall]) -> Within | Between | None:
    windows = [call for call in filters if call.name in ("within", "between")]
    if len(windows) > 1:
        raise RefusedArgument("a stream of events has one time window", windows[1].offset)
    if not windows:
        return None
    call = windows[0]
    return (
        Within(span(only(call, "one span, such as 7 days"), call))
        if call.name == "within"
        else _between(call)
    )


def _between(call: ChainCall) -> Between:
    if len(call.arguments) != 2:
        raise RefusedArgument("between(…) takes two spans, such as 7 days, 10 days", call.offset)
    near, far = (span(node, call) for node in call.arguments)
    if near.microseconds > far.microseconds:
        raise RefusedArgument("between(…) takes the shorter span first", call.offset)
    return Between(near, far)


def _reduce(found: Filter, window: Within | Between | None, reducers: list[ChainCall]) -> Reduction:
    call, *rest = reducers
    if call.name not in REDUCERS:
        raise unknown(call, "function of a stream of events", FILTERS | REDUCERS)
    reducer = cast(Reducer, call.name)
    if reducer == "unique":
        rest = _after_unique(call, rest)
    if rest:
        raise RefusedArgument(f".{rest[0].name}(…) cannot follow .{reducer}(…)", rest[0].offset)
    if reducer == "count":
        refuse_arguments(call)
        return Reduction(found, reducer, window=window)
    of, as_type, least = _reduced(call, reducer)
    return Reduction(found, reducer, of, window, as_type, least)


def _after_unique(call: ChainCall, rest: list[ChainCall]) -> list[ChainCall]:
    if not rest or rest[0].name != "count":
        raise RefusedArgument(
            "unique(…) is a list", call.offset, "Count it: .unique(property('…')).count() >= 2"
        )
    refuse_arguments(rest[0])
    return rest[1:]


def _reduced(call: ChainCall, reducer: Reducer) -> tuple[Property | Context, Cast, int]:
    """Return what a reducer takes: a property or context, the type it is read as, and the frequency of a mode."""
    wanted = "a property and a number, such as property('sku'), 2" if reducer == "mode" else "one property"
    if len(call.arguments) != (2 if reducer == "mode" else 1):
        raise RefusedArgument(f"{reducer}(…) takes {wanted}", call.offset)
    node = call.arguments[0]
    as_type = ""
    if kind(node) == "cast":
        node, written = parts(node)
        as_type = _cast(str(written), reducer, offset_of(written))
    least = _frequency(call.arguments[1]) if reducer == "mode" else 1
    return _field(node, call), cast(Cast, as_type), least


def _cast(written: str, reducer: Reducer, offset: int) -> str:
    """The type ``written`` after `as` at ``offset``; the own type of ``reducer`` says nothing and is dropped."""
    known = CASTS.get(reducer, frozenset())
    if written.lower() not in known:
        hint = f"Known are {', '.join(sorted(known))}." if known else f"{reducer}(…) takes no type."
        raise RefusedArgument(f"cannot read a value as {written[:40]} in {reducer}(…)", offset, hint)
    return "" if written.lower() == OWN_CAST[reducer] else written.lower()


def _frequency(node: Node) -> int:
    written = str(parts(node)[0]) if kind(node) == "literal" else ""
    if not written.isdigit() or not 1 <= float(written) <= 2**31:
        raise RefusedArgument("mode(…) takes the lowest frequency as a whole number from 1", offset_of(node))
    return int(written)


def _field(node: Node, call: ChainCall) -> Property | Context:
    chain = calls(node) if kind(node) == "chain" else []
    if len(chain) == 1 and chain[0].name in FIELDS:
        return FIELDS[chain[0].name](path(chain[0]))
    raise RefusedArgument(f"{call.name}(…) takes property('…') or context('…')", offset_of(node))
