"""Lines to read. One that is too long goes on below where its words begin, not below a mark or what stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_BEGIN: Final = re.compile(r"\s*(?:[^\w\s\"'({\[] )?")
"""What stands before the words: room, and perhaps a mark such as ✗."""

_COLUMN: Final = re.compile(r"\S\s{2,}")
"""What keeps two columns of a line apart, such as a time and what happened then."""


class Lines:
    """Lines for a ``Static``, in whatever width it has."""

    def __init__(self, lines: Iterable[str | Text]) -> None:
        self._lines = [line if isinstance(line, Text) else Text(line) for line in lines]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._lines:
            lead = _lead(line.plain, options.max_width // 2)
            before, words = line.divide([lead])
            first, *others = words.wrap(console, options.max_width - lead) or [Text()]
            yield Text.assemble(before, first)
            yield from (Text.assemble(" " * lead, each) for each in others)


def _lead(line: str, most: int) -> int:
    """Return where the words of the last column begin; that of the one before, where that leaves less than half."""
    begins = [each.end() for each in (_BEGIN.match(line), *_COLUMN.finditer(line)) if each]
    return max((each for each in begins if each <= most), default=0)
