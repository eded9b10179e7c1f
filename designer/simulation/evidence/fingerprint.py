"""State of a source of events on the disk, to be compared with a later one: did anything come?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from store.log_folders import NAME, is_log


def fingerprint(source: Path) -> tuple[object, ...]:
    """Return sizes and times of what ``source`` consists of: a file, the files of a folder, the list of a log; empty if
    nothing is there.
    """
    return tuple(_states(source))


def _states(source: Path) -> Iterator[tuple[str, int, int]]:
    files = [source / NAME] if is_log(source) else sorted(source.iterdir()) if source.is_dir() else [source]
    for file in files:
        with suppress(OSError):
            state = file.stat()
            yield file.name, state.st_size, state.st_mtime_ns
