"""A log as text: each different set of filters that events satisfy is a letter, so that searching is the machine's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

Hits = tuple[int, ...]
Search = Callable[[str, int, int], int]
"""Where in a text, from a position up to an end, the next event is that satisfies something; the end if none does."""

FIRST: Final = 0x100
"""The code of the first letter: beyond what regular expressions give a meaning."""

LAST: Final = 0xD7FF
"""The code of the letter that all further sets share: whoever searches stops there."""


class Alphabet:
    """The letters of the sets of filters that were met. ``last`` is the code of the letter shared by the rest."""

    def __init__(self, last: int = LAST) -> None:
        self._last: Final = last
        self._letters: dict[Hits, str] = {}
        self._of_filters: dict[int, list[str]] = {}
        self._searches: dict[frozenset[int], Search] = {}
        self._known: dict[frozenset[int], tuple[list[str], Search]] = {}

    def letter(self, hits: Hits) -> str:
        """The letter of these hits."""
        return self._letters.get(hits) or self._add(hits)

    def text(self, log: Iterable[Hits]) -> str:
        """The letters of a log, one for the hits of each event."""
        letters = self._letters
        try:
            return "".join([letters[hits] for hits in log])
        except KeyError:
            return "".join(map(self.letter, log))

    def _add(self, hits: Hits) -> str:
        letter = self._letters[hits] = chr(min(FIRST + len(self._letters), self._last))
        self._searches.clear()
        for number in hits if ord(letter) < self._last else ():
            self._of_filters.setdefault(number, []).append(letter)
        return letter

    def search(self, filters: frozenset[int]) -> Search:
        """A search for the next event that satisfies one of the filters. Good for texts made before it."""
        found = self._searches.get(filters)
        if found is None:
            letters = [letter for number in filters for letter in self._of_filters.get(number, ())]
            if len(self._letters) > self._last - FIRST:
                letters.append(chr(self._last))
            before, found = self._known.get(filters, ([], _nowhere))
            if letters != before:
                found = _searcher(frozenset(letters))
                self._known[filters] = (letters, found)
            self._searches[filters] = found
        return found


def _searcher(letters: frozenset[str]) -> Search:
    if not letters:
        return _nowhere
    if len(letters) == 1:
        return _of_letter(*letters)
    return _of_class(re.compile(f"[{''.join(sorted(letters))}]").search)


def _nowhere(text: str, start: int, end: int) -> int:
    return end


def _of_letter(letter: str) -> Search:
    def search(text: str, start: int, end: int) -> int:
        at = text.find(letter, start, end)
        return end if at < 0 else at

    return search


def _of_class(find: Callable[[str, int, int], re.Match[str] | None]) -> Search:
    def search(text: str, start: int, end: int) -> int:
        found = find(text, start, end)
        return end if found is None else found.start()

    return search
