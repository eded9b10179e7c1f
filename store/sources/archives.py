"""Archives: the files in a zip or a tar, one after the other."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import PurePosixPath
from typing import Any

from store.errors import StoreError
from store.sources.byte_streams import Readable, on_disk
from store.sources.formats import is_zip

Member = tuple[str, Readable]
"""The name of a file in an archive, and its content, to be read before the next one is asked for."""


def members(source: str, head: bytes, stream: BufferedReader, file_name: str) -> Iterator[Member]:
    """The files in the archive ``source`` that begins with ``head``, without what a system put there for itself.

    They are read from ``stream``, or from ``file_name`` where the archive is a file by itself.
    """
    return _of_zip(source, stream, file_name) if is_zip(head) else _of_tar(stream)


@contextmanager
def unless_damaged(source: str) -> Iterator[None]:
    """Reading of an archive. Raises StoreError where it cannot be read."""
    try:
        yield
    except (tarfile.TarError, zipfile.BadZipFile) as error:
        raise StoreError(f"cannot read {source}: the archive is damaged or cut short ({error})") from error
    except zipfile.LargeZipFile as error:
        raise StoreError(f"cannot read {source}: {error}") from error


def _of_tar(stream: BufferedReader) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            content: Any = archive.extractfile(member) if member.isfile() else None
            if content is not None and not _is_of_no_interest(member.name):
                yield member.name, content


def _of_zip(source: str, stream: BufferedReader, file_name: str) -> Iterator[Member]:
    with on_disk(stream, file_name) as path, zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.filename.endswith("/") and not _is_of_no_interest(member.filename):
                with _open_member(source, archive, member) as content:
                    yield member.filename, content


def _open_member(source: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Any:
    try:
        return archive.open(member)
    except (RuntimeError, NotImplementedError) as error:  # it is encrypted, or compressed in a rare way
        raise StoreError(f"cannot read {source}: {error}; unpack it and name the files") from error


def _is_of_no_interest(name: str) -> bool:
    """Tell whether a member is what a system put there for itself."""
    return any(
        part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts if part != "."
    )
