"""Salvage: what can still be read of a journal, however damaged."""

from __future__ import annotations

from pathlib import Path

from store.errors import DamagedFile
from store.lines import (
    END,
    Header,
    Tables,
    apply,
    body_of,
    checksum_of,
    decode_header,
    decode_patch,
    follows,
    is_torn,
    is_whole,
)


class Salvage:
    """All whole lines of a journal, applied in their order. A line holds whole documents, so it stands by itself."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.tables: Tables = {}
        self.gaps: list[int] = []  # the bytes at which lines are damaged or missing
        self.sealed = False  # whether the end mark of the snapshot was there
        self.end = 0  # of the file, but for an unfinished last line
        self.torn = 0  # bytes of that line
        self._before: int | None = 0  # the checksum of the line before; None: it is damaged

    def take(self, line: bytes) -> None:
        if is_torn(line):
            self.torn = len(line)
            return
        follows_on = self._before is None or follows(line, self._before)
        whole = is_whole(line) and self._read(body_of(line))
        if not (whole and follows_on):
            self.gaps.append(self.end)
        self._before = checksum_of(line) if whole else None
        self.end += len(line)

    def _read(self, body: bytes) -> bool:
        """Take in what a line says; whether it makes sense."""
        try:
            if self.end == 0:
                self.header = decode_header(body)
            elif body == END:
                self.sealed = True
            else:
                apply(decode_patch(body), self.tables)
        except DamagedFile:
            return False
        return True


def salvage(path: Path) -> Salvage:
    """Read all that is whole. Raises OSError."""
    found = Salvage()
    with path.open("rb") as file:
        for line in file:
            found.take(line)
    return found
