"""A condition, read: groups of clauses, each clause a path and a test of what is found there.

A test speaks of single values; at a path it holds when any value there satisfies it. `Not` and `Every`
are about the path as a whole, so `{$ne: 1}` is "no value is 1" and `{$all: [1, 2]}` may be two values.
"""

from typing import TypeAlias

import msgspec

from engine.conditions.mongo.values import Regex


class Equal(msgspec.Struct, frozen=True):
    """`$eq`, or a bare literal. Null equals a missing field."""

    value: object


class OrderedTo(msgspec.Struct, frozen=True):
    """`$gt`, `$gte`, `$lt`, `$lte`: only values of the same kind are compared."""

    operator: str
    value: object


class OneOf(msgspec.Struct, frozen=True):
    """`$in`: equal to one of the values, or matched by one of the patterns."""

    values: tuple[object, ...]
    patterns: tuple[Regex, ...] = ()


class MatchesPattern(msgspec.Struct, frozen=True):
    """`$regex`: text the pattern is found in, or the same pattern as a value."""

    regex: Regex


class Exists(msgspec.Struct, frozen=True):
    """`$exists: true`."""


class OfType(msgspec.Struct, frozen=True):
    """`$type`: one of these BSON types, by alias."""

    names: frozenset[str]


class Remainder(msgspec.Struct, frozen=True):
    """`$mod`: numbers, cut off to whole ones; the remainder has the sign of the number."""

    divisor: int
    remainder: int


class Size(msgspec.Struct, frozen=True):
    """`$size`: an array of this length."""

    length: int


class SomeElement(msgspec.Struct, frozen=True):
    """`$elemMatch` of operators: an array with an element that satisfies the test."""

    test: "Test"


class SomeObject(msgspec.Struct, frozen=True):
    """`$elemMatch` of paths: an array with an object (or array) that satisfies the condition."""

    condition: "ClauseGroup"


class Negation(msgspec.Struct, frozen=True):
    """The test does not hold at the path; also `$ne`, `$nin` and `$exists: false`."""

    test: "Test"


class Every(msgspec.Struct, frozen=True):
    """All tests hold at the path, perhaps by different values; also `$all`."""

    tests: tuple["Test", ...]


Leaf: TypeAlias = (
    Equal | OrderedTo | OneOf | MatchesPattern | Exists | OfType | Remainder | Size | SomeElement | SomeObject
)
Test: TypeAlias = Leaf | Negation | Every


class Clause(msgspec.Struct, frozen=True):
    """The `test` of what is found at `path`. `operator` and `operand` are how it was written.

    `instants`: text at the path stands for dates, and the test's literals have been read so.
    """

    path: str
    operator: str
    operand: object
    test: Test
    instants: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests that all have to hold at the path: those of an `$all`, else the only one."""
        return self.test.tests if isinstance(self.test, Every) else (self.test,)


class FieldValue(msgspec.Struct, frozen=True):
    """A field as `$expr` reads it: `"$statement.result.score.raw"`. ``instants``: text there stands for dates."""

    path: str
    instants: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))


class Constant(msgspec.Struct, frozen=True):
    """A value that is written in an `$expr`."""

    value: object


Side: TypeAlias = FieldValue | Constant


class FieldComparison(msgspec.Struct, frozen=True):
    """`$expr`: two values of one document are compared, whatever their kinds; ``operand`` is how it was written."""

    operator: str
    left: Side
    right: Side
    operand: dict[str, list[object]]

    @property
    def sides(self) -> tuple[Side, Side]:
        return (self.left, self.right)


class ClauseGroup(msgspec.Struct, frozen=True):
    """Parts joined by `$and`, `$or` or `$nor`."""

    operator: str
    parts: tuple["Node", ...]


Node: TypeAlias = Clause | FieldComparison | ClauseGroup

# Tests of an array as a whole: the path does not go on into its elements.
WHOLE = (Exists, Size, SomeElement, SomeObject)
