"""LOG on the command line: the folder of a statement log, or a file, of which the workspace keeps a log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from designer.cli.console import ReadingBar
from designer.cli.interrupts import if_stopped
from designer.errors import Refused
from store.log import Imported, import_files
from store.log_folders import OF_FILES, OWN, is_log, named
from store.source import STDIN, size


def open_log(log: str | None, workspace: Path) -> Path:
    """The folder of the log that was meant. A file's events are taken into its log first, as far as they are new."""
    path = workspace / OWN if log is None else Path(log)
    if path.is_file():
        folder = workspace / OF_FILES / named(path)
        take_in(folder, [str(path)])
        return folder
    if is_log(path):
        return path
    if log is None:
        raise Refused(
            f"the workspace has no log at {path}: make it with `waypost log import FILE`, or name one"
        )
    if path.is_dir():
        raise Refused(
            f"{log} is a folder, but no statement log; name a file, or `waypost log import` its files"
        )
    raise Refused(f"there is no log and no file {log}")


def take_in(folder: Path, sources: Sequence[str]) -> Imported:
    """Import files into a log, with a progress bar where somebody watches. Raises StoreError, Refused."""
    sizes = {source: _size(source) for source in sources}
    known = [length for length in sizes.values() if length is not None]
    with ReadingBar(sum(known) if len(known) == len(sizes) else None) as bar:
        at: list[str] = []

        def watch(source: str, position: int) -> None:
            for finished in at if at and at[-1] != source else ():
                bar.finished(sizes[finished])
            at[:] = [source]
            bar.advanced(position)

        with if_stopped(goes_on(folder)):
            return import_files(folder, sources, watch=watch)


def goes_on(folder: Path) -> str:
    """What is said where taking statements in is stopped."""
    return f"what was taken into {folder} stays there, and the same command goes on from there"


def _size(source: str) -> int | None:
    if source == STDIN:
        return None
    if Path(source).is_dir():
        raise Refused(f"{source} is a folder; name the files in it")
    if not Path(source).exists():
        raise Refused(f"there is no file {source}")
    return size(source)
