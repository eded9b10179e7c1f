"""The files that a name stands for: itself, all in a folder, or those that fit a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from os import walk
from pathlib import Path

from store.errors import StoreError
from store.log_folders import is_log
from store.sources.byte_streams import STDIN


class NoFile(StoreError):
    """A name stands for no file at all."""


def expanded(names: Iterable[str]) -> list[str]:
    """The files that are meant, each once, those of a folder sorted. Raises NoFile, StoreError."""
    return list(dict.fromkeys(file for name in names for file in _files(name)))


def _files(name: str) -> list[str]:
    if name == STDIN:
        return [name]
    path = Path(name)
    if path.is_dir():
        return _of_folder(path)
    if not path.exists() and has_magic(name):
        found = [file for each in sorted(glob(name, recursive=True)) for file in _files(each)]
        if not found:
            raise NoFile(f"there is no file that fits {name}")
        return found
    if not path.exists():
        raise NoFile(f"there is no file {name}")
    return [name]


def _of_folder(folder: Path) -> list[str]:
    if is_log(folder):
        raise StoreError(
            f"{folder} is a statement log, not a folder of files; `waypost recalculate` reads it"
        )
    found = sorted(_files_below(folder))
    if not found:
        raise StoreError(f"{folder} is a folder without files")
    return found


def _files_below(folder: Path) -> Iterator[str]:
    """The files in a folder and below it, without hidden ones."""
    for here, folders, files in walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        yield from (str(Path(here) / each) for each in files if not each.startswith("."))
