"""The expressions of Segment's query language: frozen values, equal when they mean the same chain.

Source: Segment's query language reference. `a AND b AND c` is one `And`; parentheses keep their own level.
"""

from typing import Literal, TypeAlias

import msgspec

Operator: TypeAlias = Literal[
    "equals", "differs", "greater_than", "at_least", "less_than", "at_most", "absent", "exists", "contains",
    "omits", "starts_with", "ends_with", "one_of", "none_of", "before_date", "after_date", "within_last",
    "within_next", "before_last", "after_next",
]  # fmt: skip
Reducer: TypeAlias = Literal["count", "sum", "avg", "max", "min", "mode", "first", "last", "unique"]
Unit: TypeAlias = Literal["hour", "day"]
Cast: TypeAlias = Literal["", "number", "string", "array"]

MICROSECONDS = {"hour": 3_600_000_000, "day": 86_400_000_000}


class _Node(msgspec.Struct, frozen=True, tag=True):
    """The base of every part of an expression: frozen, hashable, and tagged with its name in JSON."""


class Text(_Node, frozen=True):
    """A text literal. It stands for a number, a date or true/false where it reads as one: `'5'`."""

    value: str


class Number(_Node, frozen=True):
    """A finite number; whole numbers fit in 64 bits."""

    value: int | float


class Truth(_Node, frozen=True):
    """`true` or `false`."""

    value: bool


class Date(_Node, frozen=True):
    """A bare date `yyyy-mm-dd` or ISO 8601 timestamp, as written. A date is its midnight in UTC."""

    text: str


class Span(_Node, frozen=True):
    """A length of time: `7 days`, `1 hour`."""

    count: int
    unit: Unit

    @property
    def microseconds(self) -> int:
        return self.count * MICROSECONDS[self.unit]


class Trait(_Node, frozen=True):
    """A trait of the profile; the path's first part is the trait's name, the others walk into its objects."""

    path: tuple[str, ...]


class Property(_Node, frozen=True):
    """A value under `properties` of an event."""

    path: tuple[str, ...]


class Context(_Node, frozen=True):
    """A value under `context` of an event."""

    path: tuple[str, ...]


class Filter(_Node, frozen=True):
    """The events that count: the name, the where-clause, and the sources whose events do not count. No window."""

    event: str
    where: "Expression | None" = None
    excluded: tuple[str, ...] = ()


class Within(_Node, frozen=True):
    """The window from `span` ago until now, both included."""

    span: Span


class Between(_Node, frozen=True):
    """The window from `far` ago until `near` ago, both included."""

    near: Span
    far: Span


class Reduction(_Node, frozen=True):
    """One scalar made from a stream of events. `unique` means the number of distinct values.

    `of` is the value reduced (none for `count`), `cast` the type it is read as ("" for the reducer's own),
    `least` the lowest frequency that `mode` accepts.
    """

    filter: Filter
    reducer: Reducer
    of: Property | Context | None = None
    window: Within | Between | None = None
    cast: Cast = ""
    least: int = 1


Constant: TypeAlias = Text | Number | Truth | Date
LookedUp: TypeAlias = Trait | Property | Context | Reduction
Scalar: TypeAlias = Constant | LookedUp
Argument: TypeAlias = Scalar | Span


class Comparison(_Node, frozen=True):
    """A primary expression: a scalar, an operator and what it is compared with."""

    left: Scalar
    operator: Operator
    right: tuple[Argument, ...] = ()


class And(_Node, frozen=True):
    """True if all parts are; two or more."""

    parts: "tuple[Expression, ...]"


class Or(_Node, frozen=True):
    """True if one part is; two or more."""

    parts: "tuple[Expression, ...]"


class Not(_Node, frozen=True):
    """True if the part is not."""

    part: "Expression"


Expression: TypeAlias = Comparison | And | Or | Not
