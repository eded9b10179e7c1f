"""Calls in a chain, and reading their arguments: names, literals, spans of time."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from engine.conditions.segment.expression import Constant, Date, Number, Span, Text, Truth, Unit
from engine.conditions.segment.grammar import Node, offset_of, unquote
from engine.conditions.segment.syntax_error import RefusedArgument
from engine.conditions.segment.values import instant_in

_UNITS: dict[str, Unit] = {"hour": "hour", "hours": "hour", "day": "day", "days": "day"}
_MAX_PARTS = 50
_MAX_SPAN = 100_000


class ChainCall(NamedTuple):
    """One call of a chain: `.name(arguments)`."""

    name: str
    offset: int
    arguments: tuple[Node, ...]


def calls(chain: Node) -> list[ChainCall]:
    """The calls of a chain, first to last."""
    return [_call(node) for node in parts(chain)]


def _call(node: Node) -> ChainCall:
    name, *arguments = parts(node)
    return ChainCall(str(name), offset_of(name), tuple(arguments))


def kind(node: Node) -> str:
    """The grammar rule a node comes from."""
    return str(getattr(node, "data", ""))


def parts(node: Node) -> list[Node]:
    """Return what a node is made of; nothing for a token."""
    return list(getattr(node, "children", ()))


def unknown(call: ChainCall, what: str, known: Iterable[str]) -> RefusedArgument:
    """The complaint about ``call``: the name of ``what`` is none of the ``known`` ones, with the one probably meant."""
    near = get_close_matches(call.name[:40].lower(), sorted(known), n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(sorted(known))}."
    return RefusedArgument(f"{call.name[:40]} is no {what}", call.offset, hint)


def refuse_arguments(call: ChainCall) -> None:
    """Complain if a call that takes nothing was given something."""
    if call.arguments:
        raise RefusedArgument(f"{call.name}() takes nothing", offset_of(call.arguments[0]))


def only(call: ChainCall, what: str) -> Node:
    """The one argument of a call."""
    if len(call.arguments) != 1:
        raise RefusedArgument(f"{call.name}(…) takes {what}", call.offset)
    return call.arguments[0]


def some(call: ChainCall, what: str) -> tuple[Node, ...]:
    """The arguments of a call that takes one or more."""
    if not call.arguments:
        raise RefusedArgument(f"{call.name}(…) takes {what}", call.offset)
    return call.arguments


def only_text(call: ChainCall, what: str = "one text in single quotes") -> str:
    """The one text a call takes."""
    return text(only(call, what), call)


def text(node: Node, call: ChainCall) -> str:
    """The text ``node``, an argument of ``call``. Raises RefusedArgument for anything else."""
    found = constant(node)
    if isinstance(found, Text):
        return found.value
    raise _refuse_parent(node) or RefusedArgument(
        f"{call.name}(…) takes a text in single quotes", offset_of(node)
    )


def path(call: ChainCall) -> tuple[str, ...]:
    """The path a name stands for: `.` walks into objects, `\\.` is a period of the name itself."""
    name = only_text(call, "one name in single quotes")
    found = split_name(name)
    if not all(found):
        raise RefusedArgument(f"the name {name[:40]!r} has an empty part", offset_of(call.arguments[0]))
    if len(found) > _MAX_PARTS:
        raise RefusedArgument(f"the name has more than {_MAX_PARTS} parts", offset_of(call.arguments[0]))
    return found


def split_name(name: str) -> tuple[str, ...]:
    """The parts of a name between its periods; `\\.` and `\\\\` are escapes."""
    found = [""]
    for piece in re.findall(r"\\[.\\]|\.|[^.\\]+|\\", name):
        if piece == ".":
            found.append("")
        else:
            found[-1] += piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece
    return tuple(found)


def constant(node: Node) -> Constant | None:
    """The literal a node is, bare or in `literal(…)`; None if it is something else."""
    if kind(node) == "literal":
        return _literal(node)
    if kind(node) == "chain":
        first, *others = calls(node)
        return wrapped(first) if first.name == "literal" and not others else None
    return None


def wrapped(call: ChainCall) -> Constant:
    """The literal in `literal(…)`."""
    value = constant(only(call, "one value"))
    if value is None:
        raise RefusedArgument("literal(…) takes a value, not a function", call.offset)
    return value


def _literal(node: Node) -> Constant:
    (token,) = parts(node)
    match getattr(token, "type", ""):
        case "STRING":
            return Text(unquote(str(token)))
        case "TRUTH":
            return Truth(str(token).lower() == "true")
        case "DATE":
            return _date(str(token), offset_of(token))
        case _:
            return Number(_number(str(token), offset_of(token)))


def _date(written: str, offset: int) -> Date:
    if instant_in(written) is None:
        raise RefusedArgument(
            f"{written[:40]} is no date", offset, "Dates are 2026-01-31, times 2026-01-31T12:00:00Z."
        )
    return Date(written)


def _number(written: str, offset: int) -> int | float:
    whole = written.lstrip("-").isdigit()
    number = int(written) if whole and len(written) < 40 else float(written)
    if isinstance(number, float) and abs(number) == float("inf"):
        raise RefusedArgument("this number is too large", offset)
    if whole and not -(2**63) <= number < 2**63:
        raise RefusedArgument("a whole number has to fit in 64 bits", offset)
    return number


def span(node: Node, call: ChainCall) -> Span:
    """The length of time ``node``, an argument of ``call``, such as `7 days`. Raises RefusedArgument for anything
    else.
    """
    if kind(node) != "span":
        raise _refuse_parent(node) or RefusedArgument(
            f"{call.name}(…) takes a number of hours or days, such as 7 days", offset_of(node)
        )
    count, unit = map(str, parts(node))
    if unit.lower() not in _UNITS:
        raise RefusedArgument(f"{unit[:40]} is no unit of time here", offset_of(node), "Use hours or days.")
    if not count.isdigit() or not 1 <= float(count) <= _MAX_SPAN:
        raise RefusedArgument(f"the number of {unit[:40]} goes from 1 to {_MAX_SPAN:,}", offset_of(node))
    return Span(int(count), _UNITS[unit.lower()])


def _refuse_parent(node: Node) -> RefusedArgument | None:
    """The complaint about `parent:`, which belongs to funnels of several events."""
    if kind(node) == "keyed" and str(parts(node)[0]) == "parent":
        return RefusedArgument(
            "parent: is not supported: an event cannot refer to another one",
            offset_of(node),
            "Put the two events into two steps of the journey.",
        )
    return None
