"""The cursor's spot in a condition, in its text or in one of its rows, and what may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Protocol

from msgspec import Struct

from designer.editing.conditions.completion import (
    MOST,
    OPERATORS,
    Offer,
    Vocabulary,
    about,
    matching_values,
    offers,
)
from designer.editing.conditions.rows import IS, OF_LISTS, SIGNS
from designer.editing.conditions.values import ListItem, Unreadable, items, literal, literals_text


class OfferList(Struct, frozen=True):
    """The offers for a spot, and which of them is meant unless a person says otherwise; perhaps none."""

    offers: Sequence[Offer] = ()
    meant: int | None = None


class Spot(Protocol):
    """Equal spots have the same offers. At an open one somebody may want them who has not typed there."""

    @property
    def is_open(self) -> bool: ...

    def offered(self, known: Vocabulary) -> OfferList: ...


class TextSpot(Struct, frozen=True):
    """An offset in a condition's text."""

    text: str
    at: int

    @property
    def is_open(self) -> bool:
        return True

    def offered(self, known: Vocabulary) -> OfferList:
        found = _others(self.text, offers(self.text, self.at, known))
        return OfferList(found, 0 if found else None)


class PathSpot(Struct, frozen=True):
    """The path of a row."""

    text: str

    @property
    def is_open(self) -> bool:
        return not self.text

    def offered(self, known: Vocabulary) -> OfferList:
        typed = self.text.strip()
        paths = {each.path: each for each in known.paths() if each.examples}
        found = matching_values(typed, sorted(paths, key=len))
        whole = (Offer(path, about(paths[path]), path, 0, len(self.text)) for path in found)
        is_begun = typed and typed not in paths
        return _offers(self.text, whole, is_begun=bool(is_begun))


class OperatorSpot(Struct, frozen=True):
    """The operator of a row."""

    operator: str

    @property
    def is_open(self) -> bool:
        return True

    def offered(self, known: Vocabulary) -> OfferList:
        choice = operators(self.operator)
        found = [Offer(SIGNS[each].ljust(SIGN), _ABOUT[each], each, 0, 0) for each in choice]
        return OfferList(found, choice.index(self.operator))


def operators(current: str) -> list[str]:
    """Those to choose from; ``$eq``, which is longer than no operator, only where it is already."""
    return [each for each in SIGNS if each != "$eq" or current == "$eq"]


_ABOUT: Final = {IS: OPERATORS["$eq"], **OPERATORS}
SIGN: Final = max(map(len, SIGNS.values()))
"""Columns that the longest takes."""


class ValueSpot(Struct, frozen=True):
    """An offset in the value of a row; in a list, one of its values is meant."""

    path: str
    operator: str
    text: str
    at: int

    @property
    def is_open(self) -> bool:
        return not self.text

    def offered(self, known: Vocabulary) -> OfferList:
        item = self._item()
        values = {literals_text([value]): value for value in self._values(known)}
        found = matching_values(item.text.strip('"'), values)
        whole = (Offer(text, "", text, item.start, item.end) for text in found)
        return _offers(self.text, whole, is_begun=item.text not in values and _is_word(item.text))

    def _item(self) -> ListItem:
        if self.operator in OF_LISTS:
            return next(
                (each for each in items(self.text) if self.at <= each.end), ListItem("", self.at, self.at)
            )
        return ListItem(self.text.strip(), 0, len(self.text))

    def _values(self, known: Vocabulary) -> Sequence[object]:
        match self.operator:
            case "$exists":
                return (True, False)
            case "$type":
                return _TYPES
            case "$regex" | "$size" | "$mod":
                return ()
            case _:
                return known.values(self.path.strip())


_TYPES: Final = ("string", "number", "bool", "object", "array", "null", "date")
"""Those that events have."""


def _is_word(text: str) -> bool:
    """Tell whether a text may be the beginning of another. A number is what it is."""
    try:
        return bool(text) and isinstance(literal(text), str)
    except Unreadable:
        return True


def _offers(text: str, found: Iterator[Offer], *, is_begun: bool) -> OfferList:
    others = _others(text, islice(found, MOST))
    return OfferList(others, 0 if others and is_begun else None)


def _others(text: str, found: Iterator[Offer] | Sequence[Offer]) -> list[Offer]:
    """The offers ``found`` without what stands in ``text`` already."""
    return [each for each in found if text[each.start : each.end] != each.text]
