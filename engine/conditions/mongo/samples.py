"""Texts that a simple regular expression probably matches. Guesses: the caller tries them."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

_CLASSES: Final = {
    "d": "0",
    "w": "a",
    "s": " ",
    "D": "a",
    "W": "-",
    "S": "a",
    "n": "\n",
    "t": "\t",
    "r": "\r",
}
_NOTHING: Final = "bBAzZGQE"  # escapes that match no character
_MOST: Final = 12


def samples(pattern: str) -> Iterator[str]:
    """Texts that ``pattern`` probably matches: literals, anchors, classes, groups, alternatives and repetitions are
    followed.
    """
    try:
        yield from islice(_Sampler(pattern).alternatives(), _MOST)
    except IndexError:
        return
    yield pattern


class _Sampler:
    """Walks a pattern once, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def _take(self) -> str:
        self._at += 1
        return self._pattern[self._at - 1]

    def _next_is(self, characters: str) -> bool:
        return self._at < len(self._pattern) and self._pattern[self._at] in characters

    def alternatives(self) -> list[str]:
        found = self._sequence()
        while self._next_is("|"):
            self._take()
            found += self._sequence()
        return found[:_MOST]

    def _sequence(self) -> list[str]:
        texts = [""]
        while self._at < len(self._pattern) and not self._next_is("|)"):
            piece = self._repeat(self._piece())
            texts = ["".join(pair) for pair in islice(product(texts, piece), _MOST)]
        return texts

    def _piece(self) -> list[str]:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return [self._class()]
        if character == "\\":
            escaped = self._take()
            return [_CLASSES.get(escaped, "" if escaped in _NOTHING else escaped)]
        return [{"^": "", "$": "", ".": "x"}.get(character, character)]

    def _group(self) -> list[str]:
        looks = self._next_is("?")
        if looks:
            while self._take() not in ":>=!)":
                pass
        if looks and self._pattern[self._at - 1] == ")":
            return [""]  # options, such as (?i)
        without = looks and self._pattern[self._at - 1] in "=!"
        found = self.alternatives()
        self._take()
        return [""] if without else found

    def _class(self) -> str:
        """The first character of the class; for one that excludes, any that is seldom excluded."""
        start = self._at
        if self._take() == "^":
            start += 1
        while self._take() != "]" or self._at == start + 1:
            if self._pattern[self._at - 1] == "\\":
                self._take()
        inside = self._pattern[start : self._at - 1]
        if self._pattern[start - 1] == "^":
            return next(each for each in "x0-~é" if each not in inside)
        return _CLASSES.get(inside[1], inside[1]) if inside[0] == "\\" else inside[0]

    def _repeat(self, piece: list[str]) -> list[str]:
        """The ``piece`` as often as asked for; what may be left out is tried once, then left out."""
        least, optional = 1, False
        while self._next_is("*?+{"):
            kind = self._take()
            optional = optional or kind in "*?"
            if kind == "{":
                least = max(least, self._least())
        repeated = [text * least for text in piece]
        return [*repeated, ""] if optional else repeated

    def _least(self) -> int:
        digits = ""
        while (character := self._take()) != "}":
            digits += character
        count = digits.partition(",")[0]
        return min(int(count), 1000) if count.isdigit() else 1
