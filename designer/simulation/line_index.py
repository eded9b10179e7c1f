"""The lines of plain files by whose they are, so that somebody's events are read without all the others."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from os import stat
from pathlib import Path

from msgspec import Struct

from store.errors import outside
from store.sources.line import Line, Portion


class LineIndex:
    """Index of the lines of files that were read: two numbers for each, where it begins and whose it is.

    It holds for files of one document a line, as they stand on the disk, as long as they do not change.
    """

    def __init__(self) -> None:
        self._files: dict[str, _FileLines] = {}

    def clear(self) -> None:
        """Forget all: the files are about to be read from their beginning."""
        self._files.clear()

    def add(self, portion: Portion | Line, owners: Sequence[str | None]) -> None:
        """Take in what was read next, with the ``owners`` of its lines, None where only the whole line tells."""
        if (file := self._files.get(portion.source)) is None:
            file = _FileLines(array("q", [0]), array("q"), _changed(portion.source))
            self._files[portion.source] = file
        if isinstance(portion, Portion) and portion.unit == "line" and not portion.begun:
            ends = accumulate(map(len, portion.rows), initial=file.begins.pop())
            file.begins.extend(ends)
            file.owners.extend(map(_number, owners))
        else:
            file.is_plain = False

    def covers(self, sources: Iterable[str]) -> bool:
        """Tell whether everything that is in the files ``sources`` now is known."""
        return all(source in self._files and self._files[source].covers(source) for source in sources)

    def lines(self, sources: Iterable[str], owners: Collection[str]) -> Iterator[Line]:
        """The lines of ``sources``, which it covers, that are or may be of these ``owners``. Raises StoreError."""
        wanted = {_number(None), *map(_number, owners)}
        for source in sources:
            file = self._files[source]
            with outside("read", Path(source)), open(source, "rb") as stream:
                for number, owner in enumerate(file.owners):
                    if owner in wanted:
                        stream.seek(file.begins[number])
                        raw = stream.read(file.begins[number + 1] - file.begins[number])
                        if not raw.isspace():
                            yield Line(source, number + 1, raw)


class _FileLines(Struct):
    """Positions in a file: ``begins`` of each line and of its end, ``owners`` a number for whose each is."""

    begins: array[int]
    owners: array[int]
    changed: tuple[int, int] | None
    is_plain: bool = True

    def covers(self, source: str) -> bool:
        now = _changed(source)
        return self.is_plain and now is not None and now == self.changed and now[0] == self.begins[-1]


def _number(owner: str | None) -> int:
    """Owners of one number may be several: lines are read to tell."""
    return 0 if owner is None else hash(owner)


def _changed(source: str) -> tuple[int, int] | None:
    """The size of a file and when it changed last; None for what is no file."""
    try:
        found = stat(source)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns
