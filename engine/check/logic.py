"""Proofs about conditions without trying them: that one holds wherever another does, or that none can.

Both answer yes only if it is certain. Every test is about some value at a path (see the tree), so what is true of
single values carries over, whatever arrays there are; only contradictions between values need a path with one value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.conditions.errors import PatternLimit
from engine.conditions.mongo.comparison import mirrored, never, opposite
from engine.conditions.mongo.pattern import search
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Equal,
    Every,
    Exists,
    FieldComparison,
    Leaf,
    MatchesPattern,
    Negation,
    Node,
    OfType,
    OneOf,
    OrderedTo,
    Remainder,
    Size,
    Test,
)
from engine.conditions.mongo.values import Regex, compare, is_nan, rank, same

_LISTS: Final = frozenset({"contextActivities", "attachments", "member", "definition", "extensions"})
"""Where a statement may hold lists, or anything at all (xAPI 1.0.3, 4.1 and 4.2)."""
_CALL: Final = frozenset({"type", "event", "userId", "anonymousId", "messageId"})
"""The fields of a track-spec call that hold one text."""


def implies(given: Node, wanted: Node) -> bool:
    """Tell whether every document that satisfies the given condition certainly satisfies the wanted one."""
    if _alike(given, wanted):
        return True
    if isinstance(wanted, ClauseGroup) and wanted.operator == "$and":
        return all(implies(given, part) for part in wanted.parts)
    if isinstance(given, ClauseGroup) and given.operator == "$or":
        return all(implies(part, wanted) for part in given.parts)
    if isinstance(wanted, ClauseGroup) and wanted.operator == "$or":
        return any(implies(given, part) for part in wanted.parts) or _one_implies(given, wanted)
    return _one_implies(given, wanted)


def _one_implies(given: Node, wanted: Node) -> bool:
    """Tell whether one of the parts of ``given``, which must all hold, is enough for ``wanted``."""
    if isinstance(given, Clause):
        return isinstance(wanted, Clause) and _clause_implies(given, wanted)
    if isinstance(given, FieldComparison):
        return isinstance(wanted, FieldComparison) and _comparison_implies(given, wanted)
    return given.operator == "$and" and any(implies(part, wanted) for part in given.parts)


def _comparison_implies(given: FieldComparison, wanted: FieldComparison) -> bool:
    """Tell whether two values that compare as ``given`` compare as ``wanted``."""
    if (given.left, given.right) == (wanted.right, wanted.left):
        wanted = mirrored(wanted)
    same_sides = (given.left, given.right) == (wanted.left, wanted.right)
    return same_sides and wanted.operator in _IMPLICATIONS[given.operator]


_IMPLICATIONS: Final = {
    "$eq": ("$eq", "$gte", "$lte"),
    "$ne": ("$ne",),
    "$gt": ("$gt", "$gte", "$ne"),
    "$gte": ("$gte",),
    "$lt": ("$lt", "$lte", "$ne"),
    "$lte": ("$lte",),
}


def _clause_implies(given: Clause, wanted: Clause) -> bool:
    if given.path != wanted.path or given.instants != wanted.instants:
        return False
    return all(any(_test_implies(one, other) for one in given.tests) for other in wanted.tests)


def _test_implies(given: Test, wanted: Test) -> bool:
    """Tell whether a value that satisfies ``given`` satisfies ``wanted``."""
    if _alike(given, wanted):
        return True
    if isinstance(given, Negation) and isinstance(wanted, Negation):
        return _test_implies(wanted.test, given.test)
    if isinstance(wanted, Exists):
        return _needs_a_value(given)
    match given, wanted:
        case ((Equal() | OneOf(patterns=())), (Equal() | OneOf())):
            accepted = _values(wanted)
            return all(any(same(value, other) for other in accepted) for value in _values(given))
        case ((Equal() | OneOf(patterns=())), OrderedTo(operator, bound)):
            return all(_in_order(value, operator, bound) for value in _values(given))
        case OrderedTo(one, lower), OrderedTo(other, bound):
            return one[:3] == other[:3] and _in_order(lower, other, bound, open=len(one) == 3)
        case _:
            return False


def _alike(one: Node | Test, other: Node | Test) -> bool:
    """Tell whether ``one`` and ``other`` are equal to the letter: to Python, 1 and true are equal as well."""
    return one == other and (isinstance(one, OfType) or repr(one) == repr(other))


def _values(test: Equal | OneOf) -> tuple[object, ...]:
    return (test.value,) if isinstance(test, Equal) else test.values


def _in_order(value: object, operator: str, bound: object, open: bool = False) -> bool:
    """Tell whether the value lies on the right side of the bound; ``open``: the value itself is left out."""
    if rank(value) != rank(bound) or not (_is_plain(value) and _is_plain(bound)):
        return False
    order = compare(value, bound) if operator.startswith("$gt") else compare(bound, value)
    return order > 0 or (order == 0 and (open or operator.endswith("e")))


def _is_plain(value: object) -> bool:
    """A value of which is known where it stands in an order: one, not null, not NaN."""
    return value is not None and not isinstance(value, list | dict) and not is_nan(value)


def _needs_a_value(test: Test) -> bool:
    """Tell whether the test fails where nothing is at the path; null and missing are equal."""
    match test:
        case Equal(value):
            return value is not None
        case OneOf(values, _):
            return None not in values
        case OrderedTo(_, value):
            return value is not None
        case Exists() | Size() | MatchesPattern() | Remainder():
            return True
        case _:
            return False


def impossible(node: Node, single: bool = False) -> bool:
    """Tell whether certainly no event satisfies the condition. Statements and calls are taken to be well-formed.

    ``single``: a list satisfies no test of a value, at any path, as in Segment's language.
    """
    if isinstance(node, ClauseGroup) and node.operator == "$or":
        return all(impossible(part, single) for part in node.parts)
    by_path: dict[str, list[Test]] = {}
    parts = list(_joined(node))
    for part in parts:
        if isinstance(part, Clause):
            by_path.setdefault(part.path, []).extend(part.tests)
        elif isinstance(part, FieldComparison):
            if never(part) or any(implies(other, opposite(part)) for other in parts):
                return True
        elif (part.operator == "$or" and impossible(part, single)) or _refuses_the_rest(part, parts):
            return True
    return any(_contradict(path, tests, single) for path, tests in by_path.items())


def _refuses_the_rest(part: ClauseGroup, parts: list[Node]) -> bool:
    """Tell whether it excludes (``$nor``) what the other parts ask for."""
    if part.operator != "$nor":
        return False
    others = ClauseGroup("$and", tuple(each for each in parts if each is not part))
    return any(implies(others, refused) for refused in part.parts)


def _joined(node: Node) -> Iterator[Node]:
    """The parts that must all hold."""
    if not isinstance(node, ClauseGroup) or node.operator != "$and":
        yield node
        return
    for part in node.parts:
        yield from _joined(part)


def _contradict(path: str, tests: list[Test], single: bool) -> bool:
    if any(test == OneOf(()) or test == Negation(Every(())) for test in tests):
        return True
    refused = [test.test for test in tests if isinstance(test, Negation)]
    if any(
        _test_implies(test, other) for test in tests for other in refused if not isinstance(test, Negation)
    ):
        return True
    wanted: list[Leaf] = [test for test in tests if not isinstance(test, Negation | Every)]
    return (single or has_one_value(path)) and _exclude_each_other(wanted)


def _exclude_each_other(tests: list[Leaf]) -> bool:
    """Tell whether no single value satisfies all of them."""
    lists = [_values(test) for test in tests if isinstance(test, Equal | OneOf) and not _has_patterns(test)]
    orders = [test for test in tests if isinstance(test, OrderedTo) and _is_plain(test.value)]
    patterns = [test.regex for test in tests if isinstance(test, MatchesPattern)]
    if lists:
        left = [value for value in lists[0] if all(any(same(value, one) for one in other) for other in lists)]
        left = [value for value in left if all(_may_match(value, regex) for regex in patterns)]
        return not any(all(_may_stand(value, order) for order in orders) for value in left)
    above = [order for order in orders if order.operator.startswith("$gt")]
    below = [order for order in orders if order.operator.startswith("$lt")]
    return any(not _leave_room(low, high) for low in above for high in below)


def _has_patterns(test: Equal | OneOf) -> bool:
    return isinstance(test, OneOf) and bool(test.patterns)


def _may_match(value: object, regex: Regex) -> bool:
    if isinstance(value, str):
        try:
            return bool(search(regex)(value))
        except PatternLimit:
            return True
    return isinstance(value, Regex | list)


def _may_stand(value: object, order: OrderedTo) -> bool:
    return not _is_plain(value) or _in_order(value, order.operator, order.value)


def _leave_room(low: OrderedTo, high: OrderedTo) -> bool:
    """Tell whether a value can lie above ``low`` and below ``high``."""
    if rank(low.value) != rank(high.value):
        return False
    order = compare(low.value, high.value)
    return order < 0 or (order == 0 and low.operator == "$gte" and high.operator == "$lte")


def has_one_value(path: str) -> bool:
    """Tell whether a well-formed event has at most one value there, never a list."""
    if "statement" in path.split("."):
        return not may_hold_a_list(path)
    return path in _CALL or path in ("timestamp", "stored")


def may_hold_a_list(path: str) -> bool:
    """Tell whether a well-formed statement may have a list on the way there."""
    return not _LISTS.isdisjoint(path.split("."))
