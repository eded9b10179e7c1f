"""Following a path through a document. Through objects it leads to one value; arrays on the way make it several.

Source of the rules for arrays: MongoDB manual, "Query an Array" and "Query an Array of Embedded Documents".
"""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from engine.conditions.mongo.values import MISSING, Document

Keys: TypeAlias = tuple[str, ...]
Matcher: TypeAlias = Callable[[Document], bool]
ElementTest: TypeAlias = Callable[[object], bool]
Walk: TypeAlias = Callable[[ElementTest, object], bool]

_NOTHING: Final[dict[str, object]] = {}


def along(keys: Keys, holds: ElementTest, at_end: ElementTest, spread: bool) -> Matcher:
    """Does any value that the path reaches satisfy `holds`? Where there is nothing, that is asked of MISSING.

    `spread`: an array at the end of the path counts as its elements, too; `at_end` is `holds` with that built in.
    The first three keys are followed by `.get` after `.get`, the fastest way through objects. Whatever else is on
    the way has no `.get` (AttributeError), and `at_end` may refuse arrays (TypeError): the document is walked then.
    """
    first, walk, rest = keys[0], walker(keys[1:], spread), walker(keys[3:], spread)
    return _HEADS[min(len(keys), 3) - 1](
        keys,
        at_end if len(keys) <= 3 else partial(rest, holds),
        lambda document: walk(holds, document.get(first, MISSING)),
    )


def _head_1(keys: Keys, further: ElementTest, walk: Matcher) -> Matcher:
    a = keys[0]

    def match(document: Document) -> bool:
        try:
            return further(document.get(a, MISSING))
        except TypeError:
            return walk(document)

    return match


def _head_2(keys: Keys, further: ElementTest, walk: Matcher) -> Matcher:
    a, b = keys

    def match(document: Document) -> bool:
        try:
            return further(document.get(a, _NOTHING).get(b, MISSING))  # type: ignore[attr-defined]
        except (AttributeError, TypeError):
            return walk(document)

    return match


def _head_3(keys: Keys, further: ElementTest, walk: Matcher) -> Matcher:
    a, b, c = keys[:3]

    def match(document: Document) -> bool:
        try:
            return further(document.get(a, _NOTHING).get(b, _NOTHING).get(c, MISSING))  # type: ignore[attr-defined]
        except (AttributeError, TypeError):
            return walk(document)

    return match


_HEADS: Final = (_head_1, _head_2, _head_3)


def walker(keys: Keys, spread: bool) -> Walk:
    """The walk along ``keys`` from any value on, for any test; ``spread``: arrays at the end count by element too."""
    walk: Walk = _end_or_inside if spread else _end
    for at in reversed(range(len(keys))):
        walk = _step(keys[at], walk, last=at == len(keys) - 1)
    return walk


def _end(holds: ElementTest, value: object) -> bool:
    return holds(value)


def _end_or_inside(holds: ElementTest, value: object) -> bool:
    return holds(value) or (isinstance(value, list) and any(map(holds, value)))


def _step(key: str, further: Walk, last: bool) -> Walk:
    """A key leads from an object to its value, from an array to that of each object in it.

    A key that is a number leads to an element as well; the last key then means the element itself, not what
    is inside.
    """

    def step(holds: ElementTest, value: object) -> bool:
        if isinstance(value, dict):
            return further(holds, value.get(key, MISSING))
        return within(holds, value) if isinstance(value, list) else holds(MISSING)

    def within(holds: ElementTest, array: list[object]) -> bool:
        for item in array:
            if isinstance(item, dict) and further(holds, item.get(key, MISSING)):
                return True
        index = position_in(array, key)
        return index is not None and named(holds, array[index])

    def named(holds: ElementTest, item: object) -> bool:
        return holds(item) if last else isinstance(item, dict | list) and further(holds, item)

    return step


def position_in(array: list[object], key: str) -> int | None:
    """The element a key such as `0` names, if it is there; `00` is the name of a field."""
    if not key.isdecimal() or not key.isascii() or len(key) > 9:
        return None
    index = int(key)
    return index if index < len(array) and str(index) == key else None
