"""The few things done to a disk that must survive a power cut."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Create a folder and those above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a rename is only safe after this."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all ``data`` to ``descriptor``, in one call unless the system takes less; that a disk is full shows in
    the second.
    """
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def replace_file(path: Path, content: Iterable[bytes], *, durable: bool = True) -> None:
    """Put ``content`` in the place of a file, whole or not at all. Raises OSError, and then what was there stays.

    ``durable``: it survives a power cut, and nobody else writes ``path`` meanwhile. Without it, several may.
    """
    half = path.with_name(f"{path.name}.new" if durable else f"{path.name}.{os.urandom(4).hex()}.new")
    try:
        with half.open("wb") as file:
            file.writelines(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise
    if durable:
        sync_folder(path.parent)


def set_aside(path: Path, why: str) -> Path:
    """Copy a file beside itself as ``NAME.WHY`` (``NAME.WHY-2`` if there is one), durably; the copy's path."""
    copy, number = path.with_name(f"{path.name}.{why}"), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.{why}-{number}")
    half = path.with_name(f"{path.name}.copy")
    shutil.copy2(path, half)
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.rename(copy)
    sync_folder(copy.parent)
    return copy
