"""Compressed streams, known by how they begin and not by their names."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader, RawIOBase
from typing import IO, Any, Final

from store.errors import StoreError


def _zstandard(stream: IO[bytes]) -> RawIOBase | BufferedIOBase:
    import sys

    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdFile
    else:
        from backports.zstd import ZstdFile
    return ZstdFile(stream)


_OPENERS: Final[dict[bytes, Callable[[Any], Any]]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": _zstandard,
}
"""How each begins: gzip, bzip2, xz, Zstandard."""

_LARGEST_READ: Final = 1 << 20


def decompressed(head: bytes, stream: BufferedReader) -> BufferedReader | None:
    """The content of a compressed stream that begins so; None if it is not compressed."""
    for magic, opener in _OPENERS.items():
        if head.startswith(magic):
            return BufferedReader(opener(stream), _LARGEST_READ)
    return None


@contextmanager
def unless_damaged(source: str) -> Iterator[None]:
    """Reading of what is compressed. Raises StoreError where it is damaged or cut short."""
    try:
        yield
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise _damage_error(source, error) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damage_error(source, error) from error  # as bz2 says it
    except Exception as error:
        if type(error).__name__ != "ZstdError":
            raise
        raise _damage_error(source, error) from error


def _damage_error(source: str, error: Exception) -> StoreError:
    return StoreError(f"cannot read {source}: the compressed data is damaged or cut short ({error})")
