"""Recipes for an expression to hold: what would have to occur, for made-up events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce as folded
from itertools import chain, islice, product
from typing import Final, TypeAlias, TypeVar

import msgspec

from engine.conditions.segment.comparators import lookup_argument, test
from engine.conditions.segment.expression import (
    And,
    Argument,
    Between,
    Comparison,
    Constant,
    Context,
    Date,
    Expression,
    Filter,
    Not,
    Or,
    Property,
    Reduction,
    Trait,
)
from engine.conditions.segment.reduce import reduce
from engine.conditions.segment.survey import filters, reductions
from engine.conditions.segment.values import MISSING, constant_value, instant_in, number_in

Document: TypeAlias = dict[str, object]
_Path: TypeAlias = tuple[str, ...]
_T = TypeVar("_T")

_WAYS: Final = 32  # tried in all
_CHOICES: Final = 4  # of values, for each comparison
_MOST: Final = 1_000  # events of one kind
_LONG_AGO: Final = "1971-01-01T00:00:00Z"
_FAR_AHEAD: Final = "9000-01-01T00:00:00Z"


class Deed(msgspec.Struct, frozen=True):
    """A track call, without an owner and a time, that occurs so many times, ``wait`` microseconds after the last."""

    document: Document
    times: int = 1
    wait: int = 0


class Recipe(msgspec.Struct, frozen=True):
    """Traits to have, and then deeds to do in this order."""

    traits: Document = {}
    deeds: tuple[Deed, ...] = ()


def recipes(expression: Expression, now: str) -> Iterator[Recipe]:
    """Some ways in which an expression may come to hold; ``now`` is the text that stands for the time of an event.

    Guesses: the caller tries them. None does not mean that there is no such text.
    """
    alternatives = _alternatives(expression, True, lambda comparison, wanted: _part(comparison, wanted, now))
    return (folded(_together, alternative, Recipe()) for alternative in islice(alternatives, _WAYS))


def occasions(expression: Expression, now: str) -> Iterator[Deed]:
    """Deeds after which ``expression`` is asked again: one event of each of its filters, soon after the last event, and
    once each of its windows has passed. ``now`` as for ``recipes``.
    """
    windows = {
        (window.far if isinstance(window, Between) else window.span).microseconds
        for window in (reduction.window for reduction in reductions(expression))
        if window is not None
    }
    for wait in (0, *(window + 1 for window in sorted(windows))):
        for filter in filters(expression):
            yield from (Deed(each, wait=wait) for each in islice(_documents(filter, now), _CHOICES))


def _alternatives(
    expression: Expression, wanted: bool, part: Callable[[Comparison, bool], Iterator[_T]]
) -> Iterator[tuple[_T, ...]]:
    """The ways to make ``expression`` true, or false, as ``wanted``: parts, of comparisons by ``part``, that must
    all be.
    """
    match expression:
        case Comparison():
            yield from ((each,) for each in part(expression, wanted))
        case Not(inner):
            yield from _alternatives(inner, not wanted, part)
        case And(parts) | Or(parts):
            choices = [_alternatives(each, wanted, part) for each in parts]
            if isinstance(expression, And) == wanted:
                few = [list(islice(each, _CHOICES)) for each in choices]
                yield from (tuple(chain.from_iterable(each)) for each in product(*few))
            else:
                yield from chain.from_iterable(choices)


def _together(first: Recipe, second: Recipe) -> Recipe:
    return Recipe(merged(first.traits, second.traits), first.deeds + second.deeds)


def merged(first: Document, second: Document) -> Document:
    """Both, objects inside too; where both have a value, the second's."""
    inner = {
        key: merged(first[key], value)  # type: ignore[arg-type]
        for key, value in second.items()
        if isinstance(value, dict) and isinstance(first.get(key), dict)
    }
    return {**first, **second, **inner}


def _part(comparison: Comparison, wanted: bool, now: str) -> Iterator[Recipe]:
    """The parts that make ``comparison`` true, or false, as ``wanted`` at ``now``; none where it depends on what
    else is found.
    """
    if lookup_argument(comparison.right) is not None:
        return
    match comparison.left:
        case Reduction():
            yield from (Recipe(deeds=deeds) for deeds in _deeds(comparison, comparison.left, wanted, now))
        case Trait(path):
            yield from (Recipe(traits=_nested(path, value)) for value in _values(comparison, wanted, now))
        case _:
            pass


def _deeds(
    comparison: Comparison, reduction: Reduction, wanted: bool, now: str
) -> Iterator[tuple[Deed, ...]]:
    """Events of the filter of ``reduction`` that make ``comparison`` as ``wanted`` at ``now``; with a window that
    ends before, one more.
    """
    window = reduction.window
    for document in _documents(reduction.filter, now):
        if reduction.of is None:
            counts = (count for count in _counts(comparison) if _passes(comparison, count, now) == wanted)
            found = [(Deed(document, count),) * bool(count) for count in counts]
        else:
            values = _reduced(comparison, reduction, wanted, now)
            found = [tuple(Deed(_with(document, reduction.of, value)) for value in each) for each in values]
        late = (Deed(document, wait=window.near.microseconds),) if isinstance(window, Between) else ()
        yield from (deeds + late for deeds in found)


def _counts(comparison: Comparison) -> list[int]:
    """Numbers of events that may make the difference, one first: it takes an event to be asked at all."""
    named = (value for value in _literals(comparison.right) if isinstance(value, int | float))
    near = (round(value) + step for value in named for step in (0, 1, -1))
    return list(dict.fromkeys([1, *(count for count in near if 0 <= count <= _MOST), 0]))


def _reduced(
    comparison: Comparison, reduction: Reduction, wanted: bool, now: str
) -> Iterator[tuple[object, ...]]:
    """Lists of values that the reducer of ``reduction`` makes into one that passes ``comparison``, or not, as
    ``wanted`` at ``now``.
    """
    numbers = (value for value in _literals(comparison.right) if isinstance(value, int))
    distinct = (tuple(range(count)) for count in numbers if 0 < count <= _MOST)
    alike = ((value,) * max(reduction.least, 1) for value in _suggestions(comparison.right, now))
    lists = chain(distinct, alike) if reduction.reducer == "unique" else alike
    return (each for each in lists if _passes(comparison, reduce(reduction, each), now) == wanted)


def _documents(filter: Filter, now: str) -> Iterator[Document]:
    """Calls that the filter takes out."""
    call: Document = {"type": "track", "event": filter.event}
    if filter.where is None:
        yield call
        return
    for alternative in islice(
        _alternatives(filter.where, True, lambda each, wanted: _fields(each, wanted, now)), _WAYS
    ):
        yield folded(merged, alternative, call)


def _fields(comparison: Comparison, wanted: bool, now: str) -> Iterator[Document]:
    """Parts of a call that make ``comparison`` true, or false, as ``wanted`` at ``now``; none where it is so for a
    missing value.
    """
    if isinstance(comparison.left, Property | Context) and lookup_argument(comparison.right) is None:
        for value in _values(comparison, wanted, now):
            yield _with({}, comparison.left, value)


def _with(document: Document, field: Property | Context, value: object) -> Document:
    root = "properties" if isinstance(field, Property) else "context"
    return merged(document, {} if value is MISSING else _nested((root, *field.path), value))


def _nested(path: _Path, value: object) -> Document:
    if value is MISSING:
        return {}
    return {path[0]: _nested(path[1:], value) if len(path) > 1 else value}


def _values(comparison: Comparison, wanted: bool, now: str) -> Iterator[object]:
    """Values that pass ``comparison``, or do not, as ``wanted`` at ``now``: a missing one first, as there is nothing
    to make up.
    """
    suggested = (MISSING, *_suggestions(comparison.right, now))
    return (value for value in suggested if _passes(comparison, value, now) == wanted)


def _passes(comparison: Comparison, value: object, now: str) -> bool:
    return test(comparison.operator, comparison.right)(value, instant_in(now) or 0)


def _suggestions(arguments: Iterable[Argument], now: str) -> Iterator[object]:
    """Values that are told apart by a comparison with ``arguments`` at ``now``."""
    for value in _literals(arguments):
        yield value
        if isinstance(value, bool):
            yield not value
        elif isinstance(value, int | float):
            yield from (value + 1, value - 1)
        elif isinstance(value, str):
            yield from (f"{value} too", f"not {value}")
    yield from ("something", 1, True, now, _LONG_AGO, _FAR_AHEAD)


def _literals(arguments: Iterable[Argument]) -> Iterator[object]:
    """The values that are written down; a text that shows a number is that, too."""
    for argument in arguments:
        if isinstance(argument, Constant) and not isinstance(argument, Date):
            value = constant_value(argument)
            yield value
            if isinstance(value, str) and (number := number_in(value)) is not None:
                yield number
