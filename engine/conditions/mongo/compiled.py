"""Conditions as closures: read once, then run on every event.

The fast way to a value is `.get` after `.get`; a list or anything else on the way has no `.get` and sends the
document down the general way, which follows MongoDB's rules for arrays.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from engine.conditions.mongo.dates import as_instant
from engine.conditions.mongo.elements import ElementTest, element_test, equals
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import WHOLE, Clause, Equal, Every, Leaf, Node, Not, Test
from engine.conditions.mongo.values import MISSING, Document

Matcher: TypeAlias = Callable[[Document], bool]

_NOTHING: Final[dict[str, object]] = {}


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
    def some(document: Document) -> bool:
        for part in parts:  # noqa: SIM110  # any() is half as fast
            if part(document):
                return True
        return False

    return parts[0] if len(parts) == 1 else some


def _not(part: Matcher) -> Matcher:
    return lambda document: not part(document)


def _clause(keys: tuple[str, ...], test: Test, instants: bool) -> Matcher:
    if isinstance(test, Not):
        return _not(_clause(keys, test.test, instants))
    if isinstance(test, Every):
        return _every([_clause(keys, part, instants) for part in test.tests])
    if isinstance(test, Equal) and isinstance(test.value, str) and not instants:
        return _equals_text(keys, test.value)
    return _leaf(keys, test, instants)


def _leaf(keys: tuple[str, ...], test: Leaf, instants: bool) -> Matcher:
    fetch = fetcher(keys)
    holds = _dated(element_test(test, compile_tree)) if instants else element_test(test, compile_tree)
    spread = not isinstance(test, WHOLE)

    def leaf(document: Document) -> bool:
        try:
            value = fetch(document)
        except AttributeError:
            return reaches(document, keys, holds, spread)
        if spread and isinstance(value, list):
            return holds(value) or any(map(holds, value))
        return holds(value)

    return leaf


def _dated(holds: ElementTest) -> ElementTest:
    return lambda value: holds(as_instant(value))


def _equals_text(keys: tuple[str, ...], text: str) -> Matcher:
    """The commonest clause of all."""
    fetch, holds = fetcher(keys), equals(text)

    def equals_text(document: Document) -> bool:
        try:
            value = fetch(document)
        except AttributeError:
            return reaches(document, keys, holds, True)
        return value == text or (isinstance(value, list) and text in value)

    return equals_text


def fetcher(keys: tuple[str, ...]) -> Callable[[Document], object]:
    """The value at a path through objects alone, or MISSING. Raises AttributeError if anything else is on the way."""
    if len(keys) > len(_FETCHERS):
        return _fetch_far(keys)
    return _FETCHERS[len(keys) - 1](*keys)


def _fetch_1(a: str) -> Callable[[Document], object]:
    return lambda document: document.get(a, MISSING)


def _fetch_2(a: str, b: str) -> Callable[[Document], object]:
    return lambda document: document.get(a, _NOTHING).get(b, MISSING)  # type: ignore[attr-defined]


def _fetch_3(a: str, b: str, c: str) -> Callable[[Document], object]:
    return lambda document: document.get(a, _NOTHING).get(b, _NOTHING).get(c, MISSING)  # type: ignore[attr-defined]


def _fetch_4(a: str, b: str, c: str, d: str) -> Callable[[Document], object]:
    return lambda document: (
        document.get(a, _NOTHING).get(b, _NOTHING).get(c, _NOTHING).get(d, MISSING)  # type: ignore[attr-defined]
    )


_FETCHERS: Final[tuple[Callable[..., Callable[[Document], object]], ...]] = (
    _fetch_1,
    _fetch_2,
    _fetch_3,
    _fetch_4,
)


def _fetch_far(keys: tuple[str, ...]) -> Callable[[Document], object]:
    *way, last = keys

    def fetch(document: Document) -> object:
        for key in way:
            document = document.get(key, _NOTHING)  # type: ignore[assignment]
        return document.get(last, MISSING)

    return fetch


def reaches(document: Document, keys: tuple[str, ...], holds: ElementTest, spread: bool) -> bool:
    """Does any value that the path reaches satisfy `holds`? Nothing at the path is the value MISSING.

    `spread`: an array at the end of the path counts as its elements, too.
    """
    return _from(document.get(keys[0], MISSING), keys, 1, holds, spread)


def _from(value: object, keys: tuple[str, ...], position: int, holds: ElementTest, spread: bool) -> bool:
    for at in range(position, len(keys)):
        if isinstance(value, dict):
            value = value.get(keys[at], MISSING)
        elif isinstance(value, list):
            return _within(value, keys, at, holds, spread)
        else:
            return holds(MISSING)
    return holds(value) or (spread and isinstance(value, list) and any(map(holds, value)))


def _within(array: list[object], keys: tuple[str, ...], at: int, holds: ElementTest, spread: bool) -> bool:
    """A path goes on from an array into each object in it and, with a number, to that element.

    The element is then meant itself: if it is an array, it does not count as its own elements.
    """
    for item in array:
        if isinstance(item, dict) and _from(item, keys, at, holds, spread):
            return True
    index = position_in(array, keys[at])
    if index is None:
        return False
    item = array[index]
    if at + 1 == len(keys):
        return holds(item)
    if isinstance(item, list):
        return _within(item, keys, at + 1, holds, spread)
    return isinstance(item, dict) and _from(item, keys, at + 1, holds, spread)


def position_in(array: list[object], key: str) -> int | None:
    """The element a key such as `0` means; none for `00`, which is a name."""
    if not (key.isascii() and key.isdigit()) or len(key) > 9:
        return None
    index = int(key)
    return index if index < len(array) and str(index) == key else None
