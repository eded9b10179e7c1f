"""Conditions as closures: read once, then run on every event.

Operands are decoded and tests chosen when the closures are made, so that running one is little more than
fetching a value and comparing it.
"""

from collections.abc import Mapping

from engine.conditions.mongo.comparison import comparison_test
from engine.conditions.mongo.dates import as_instant
from engine.conditions.mongo.elements import element_test
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.traversal import ElementTest, Matcher, along
from engine.conditions.mongo.tree import (
    WHOLE,
    Clause,
    Equal,
    Every,
    FieldComparison,
    Leaf,
    Negation,
    Node,
    OneOf,
    Test,
)
from engine.conditions.mongo.values import Document


def compile_query(query: Mapping[str, object], dates: frozenset[str] = frozenset()) -> Matcher:
    """A function that tells whether a document satisfies the query.

    `dates` are paths whose text stands for instants. Raises InvalidCondition with all problems; the
    function raises PatternLimit when a regular expression takes too many steps.
    """
    return compile_tree(parse(query, dates))


def compile_tree(node: Node) -> Matcher:
    """The same from a tree."""
    if isinstance(node, Clause):
        return _clause(node.keys, node.test, node.instants)
    if isinstance(node, FieldComparison):
        return comparison_test(node)
    parts = [compile_tree(part) for part in node.parts]
    if node.operator == "$and":
        return _every(parts)
    return _some(parts) if node.operator == "$or" else _not(_some(parts))


def _every(parts: list[Matcher]) -> Matcher:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda document: first(document) and second(document)

    def every(document: Document) -> bool:
        for part in parts:  # noqa: SIM110  # all() is half as fast
            if not part(document):
                return False
        return True

    return every


def _some(parts: list[Matcher]) -> Matcher:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda document: first(document) or second(document)

    def some(document: Document) -> bool:
        for part in parts:  # noqa: SIM110  # any() is half as fast
            if part(document):
                return True
        return False

    return some


def _not(part: Matcher) -> Matcher:
    return lambda document: not part(document)


def _clause(keys: tuple[str, ...], test: Test, instants: bool) -> Matcher:
    if isinstance(test, Negation):
        return _not(_clause(keys, test.test, instants))
    if isinstance(test, Every):
        return _every([_clause(keys, part, instants) for part in test.tests])
    return _leaf(keys, test, instants)


def _leaf(keys: tuple[str, ...], test: Leaf, instants: bool) -> Matcher:
    holds = element_test(test, compile_tree)
    if instants:
        holds = _on_instants(holds)
    elif texts := _texts(test):
        return along(keys, holds, texts.__contains__, spread=True)
    if isinstance(test, WHOLE):
        return along(keys, holds, holds, spread=False)
    return along(keys, holds, _or_inside(holds), spread=True)


def _texts(test: Leaf) -> frozenset[object]:
    """The texts of which a value must be one: the commonest test. An array there is in no set: TypeError."""
    match test:
        case Equal(value):
            values: tuple[object, ...] = (value,)
        case OneOf(values, ()):
            pass
        case _:
            return frozenset()
    return frozenset(values) if all(isinstance(value, str) for value in values) else frozenset()


def _on_instants(holds: ElementTest) -> ElementTest:
    return lambda value: holds(as_instant(value))


def _or_inside(holds: ElementTest) -> ElementTest:
    return lambda value: holds(value) or (isinstance(value, list) and any(map(holds, value)))
