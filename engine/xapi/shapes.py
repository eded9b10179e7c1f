"""Shapes of JSON values: objects, lists and texts, each telling what does not fit, and where."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct

from engine.xapi.rule_sets import Rules
from engine.xapi.text_formats import Format

JSON: TypeAlias = dict[str, Any]


class Violation(Struct, frozen=True):
    """A violation: what is wrong, as a sentence, and where: a path such as ``$.actor.mbox``."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


Violations: TypeAlias = Iterator[Violation]
Shape: TypeAlias = Callable[[object, str, Rules], Violations]
"""Answers the violations of a value at a place."""


def below(place: str, key: str | int) -> str:
    """The place of a member or an element: ``$.actor``, ``$["a b"]``, ``$[0]``."""
    if isinstance(key, int):
        return f"{place}[{key}]"
    return f"{place}.{key}" if key.isidentifier() else f"{place}[{json.dumps(key, ensure_ascii=False)}]"


def value_text(value: object) -> str:
    """A value in a sentence: as JSON, cut short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_LONGEST: Final = 60


def text(kind: str) -> Shape:
    """A text of the format that rules have under a name."""

    def shape(value: object, place: str, rules: Rules) -> Violations:
        format: Format = getattr(rules, kind)
        if not isinstance(value, str) or not format.fits(value):
            yield Violation(place, f"{value_text(value)} is not {format.sentence}")

    return shape


def any_text(value: object, place: str, rules: Rules) -> Violations:
    """Violations of any text, ``value`` at ``place``, by ``rules``."""
    if not isinstance(value, str):
        yield Violation(place, f"{value_text(value)} is not a text")


def boolean(value: object, place: str, rules: Rules) -> Violations:
    """Violations of true or false, ``value`` at ``place``, by ``rules``."""
    if not isinstance(value, bool):
        yield Violation(place, f"{value_text(value)} is neither true nor false")


def is_number(value: object) -> bool:
    """Tell whether a value is a number of JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(value: object, place: str, rules: Rules) -> Violations:
    """Violations of a number, ``value`` at ``place``, by ``rules``."""
    if not is_number(value):
        yield Violation(place, f"{value_text(value)} is not a number")


def whole_number(value: object, place: str, rules: Rules) -> Violations:
    """Violations of a number without a fraction, ``value`` at ``place``, by ``rules``."""
    if not is_number(value) or value != value // 1:  # type: ignore[operator]  # it is a number
        yield Violation(place, f"{value_text(value)} is not a whole number")


def scaled(value: object, place: str, rules: Rules) -> Violations:
    """Violations of a number from -1 to 1, ``value`` at ``place``, by ``rules``."""
    if not is_number(value) or not -1 <= value <= 1:  # type: ignore[operator]  # it is a number
        yield Violation(place, f"{value_text(value)} is not a number from -1 to 1")


def one_of(*values: str) -> Shape:
    """One of some texts."""

    def shape(value: object, place: str, rules: Rules) -> Violations:
        if value not in values:
            allowed = f"one of {', '.join(values)}" if len(values) > 1 else values[0]
            yield Violation(place, f"{value_text(value)} is not {allowed}")

    return shape


def list_of(element: Shape) -> Shape:
    """A list of values of one shape."""

    def shape(value: object, place: str, rules: Rules) -> Violations:
        if not isinstance(value, list):
            yield Violation(place, f"{value_text(value)} is not a list")
            return
        for index, each in enumerate(value):
            yield from element(each, below(place, index), rules)

    return shape


def one_or_list_of(element: Shape) -> Shape:
    """A list of values of one shape, or one of them by itself."""
    many = list_of(element)

    def shape(value: object, place: str, rules: Rules) -> Violations:
        yield from (many if isinstance(value, list) else element)(value, place, rules)

    return shape


def map_of(key_kind: str, element: Shape | None) -> Shape:
    """The shape of an object the keys of which have the format ``key_kind``, and the values the shape ``element``
    (None: any).
    """
    key_shape = text(key_kind)

    def shape(value: object, place: str, rules: Rules) -> Violations:
        if not isinstance(value, dict):
            yield Violation(place, f"{value_text(value)} is not an object")
            return
        for key, each in value.items():
            yield from key_shape(key, place, rules)
            if element is not None:
                yield from element(each, below(place, key), rules)

    return shape


def object_of(what: str, fields: Mapping[str, Shape], required: Iterable[str] = (), *further: Shape) -> Shape:
    """An object with these fields and no others; ``further`` look at it whole. ``what`` is its name in sentences."""
    needed = tuple(required)

    def shape(value: object, place: str, rules: Rules) -> Violations:
        if not isinstance(value, dict):
            yield Violation(place, f"{what} is an object, not {value_text(value)}")
            return
        for name in needed:
            if name not in value:
                yield Violation(place, f"{what} needs {name}")
        for name, each in value.items():
            if name in fields:
                yield from fields[name](each, below(place, name), rules)
            else:
                yield Violation(below(place, name), f"{what} has no {name}")
        for look in further:
            yield from look(value, place, rules)

    return shape


def by_object_type(what: str, shapes: Mapping[str, Shape], default: str) -> Shape:
    """The shape of ``what`` in some ``shapes`` by objectType; without one it is of the ``default`` kind."""

    def shape(value: object, place: str, rules: Rules) -> Violations:
        if not isinstance(value, dict):
            yield Violation(place, f"{what} is an object, not {value_text(value)}")
            return
        kind = value.get("objectType") or default
        if isinstance(kind, str) and kind in shapes:
            yield from shapes[kind](value, place, rules)
        else:
            told = ", ".join(shapes)
            yield Violation(below(place, "objectType"), f"{value_text(kind)} is not one of {told}")

    return shape
