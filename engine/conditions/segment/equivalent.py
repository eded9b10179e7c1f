"""Parts that both conversions between Segment's language and mongo queries share.

Equivalent means: the same answer on every track document (or data document) in which the values compared are
texts, numbers, true, false, null or missing. What is not exactly so is refused with the reason.
"""

import re
from typing import Literal, TypeAlias

import msgspec

from engine.conditions.segment.expression import (
    And,
    Comparison,
    Constant,
    Context,
    Expression,
    Number,
    Or,
    Property,
    Scalar,
    Text,
    Trait,
    Truth,
)
from engine.conditions.segment.values import read_constant

On: TypeAlias = Literal["event", "data"]
"""What a condition looks at: an event (entry, waypoint, branch) or the document of a split on data."""

ROOTS: dict[On, dict[str, type[Property] | type[Context] | type[Trait]]] = {
    "event": {"properties": Property, "context": Context},
    "data": {"traits": Trait},
}


class NoEquivalent(msgspec.Struct, frozen=True):
    """A condition cannot be said in the other language; `reason` is a sentence for its author."""

    reason: str


class Unequal(Exception):
    """Raised where a conversion stops; the public functions answer `NoEquivalent` instead."""


def stand_ins(text: str) -> list[Number | Truth]:
    """The numbers and truth values a text literal stands for besides itself."""
    read = read_constant(Text(text))
    if read.instant is not None:
        raise Unequal(f"{text!r} is compared as a date in Segment's language and as a text in a mongo query")
    found: list[Number | Truth] = []
    if read.number is not None:
        found.append(Number(read.number))
    if read.truth is not None:
        found.append(Truth(read.truth))
    return found


def all_of(parts: list[Expression]) -> Expression:
    """The parts joined with AND."""
    if not parts:
        raise Unequal("a condition that is always true cannot be said in Segment's language")
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def any_of(parts: list[Expression]) -> Expression:
    """The parts joined with OR."""
    if not parts:
        raise Unequal("a condition that is never true cannot be said in Segment's language")
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def pattern_of(operator: str, text: str) -> str:
    """The regular expression (PCRE2) that says `contains`, `starts_with` or `ends_with`, the ``operator``, of
    ``text``.
    """
    if "\0" in text or (not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text)):
        raise Unequal("the text has a character that no regular expression can name")
    escaped = re.escape(text)
    return {"contains": escaped, "starts_with": "^" + escaped, "ends_with": escaped + r"\z"}[operator]


_SIMPLE = re.compile(r"(\^?)((?:[^\\^$.|?*+()\[\]{}]|\\[ -/:-@\[-`{-~\s])*)(\$|\\z|)", re.ASCII).fullmatch


def read_pattern(pattern: str, scalar: Scalar) -> Expression:
    """A plain pattern, perhaps with one anchor, as a comparison. `$` also matches before a last line break."""
    simple = _SIMPLE(pattern)
    if not simple or (simple[1] and simple[3]):
        raise Unequal(f"the regular expression {pattern[:80]!r} is more than a plain text with one anchor")
    text = re.sub(r"\\(.)", r"\1", simple[2], flags=re.S)
    if simple[1]:
        return Comparison(scalar, "starts_with", (Text(text),))
    if not simple[3]:
        return Comparison(scalar, "contains", (Text(text),))
    endings = [text, text + "\n"] if simple[3] == "$" else [text]
    return any_of([Comparison(scalar, "ends_with", (Text(ending),)) for ending in endings])


def plain(constant: Constant) -> bool | int | float | str:
    """A literal as JSON."""
    if isinstance(constant, Text | Number | Truth):
        return constant.value
    raise Unequal(f"{constant.text} is compared as a date, and a mongo query compares texts")
