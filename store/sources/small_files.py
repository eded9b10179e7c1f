"""Small files that are read whole, such as designs: compressed or not, alone in an archive, in any Unicode encoding."""

from __future__ import annotations

from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Final

from msgspec import Struct

from store.errors import StoreError, outside
from store.sources.byte_streams import with_head
from store.sources.compression import decompressed, unless_damaged
from store.sources.encodings import as_utf8
from store.sources.formats import is_tar, is_zip

_DEEPEST: Final = 5
"""Archives and compressions within each other."""

_COMPRESSED_SUFFIXES: Final = (".gz", ".bz2", ".xz", ".zst", ".zip", ".tar")


class LargeFile(StoreError):
    """A file that is too large to be read whole."""


class SmallFile(Struct, frozen=True):
    """A file: its ``name`` without that of a compression, and its text in UTF-8."""

    name: str
    text: bytes


def small_file(path: Path, most: int) -> SmallFile:
    """The file at ``path`` if its text has ``most`` bytes or fewer. Raises LargeFile, StoreError."""
    with outside("read", path), unless_damaged(str(path)), path.open("rb") as file:
        return _unpack(path, path.name, *with_head(file), most, _DEEPEST)


def _unpack(path: Path, name: str, head: bytes, stream: BufferedReader, most: int, deepest: int) -> SmallFile:
    """The file in ``stream``, which begins with ``head``, whatever it is packed in; ``path`` is that of the whole."""
    if deepest and (content := decompressed(head, stream)) is not None:
        return _unpack(path, _without_suffix(name), *with_head(content), most, deepest - 1)
    if deepest and (is_zip(head) or is_tar(head)):
        return _only_member(path, head, _whole(path, stream, most), most, deepest)
    _, text = as_utf8(head, stream)
    return SmallFile(name, _whole(path, text, most))


def _only_member(path: Path, head: bytes, archive: bytes, most: int, deepest: int) -> SmallFile:
    from store.sources import archives  # seldom needed

    with archives.unless_damaged(str(path)):
        found = [
            _unpack(path, name, *with_head(BytesIO(content.read(most + 1))), most, deepest - 1)
            for name, content in archives.members(str(path), head, BufferedReader(BytesIO(archive)), "")
        ]
    if len(found) != 1:
        raise StoreError(f"{path} is an archive with {len(found):,} files; name the one you mean")
    return found[0]


def _whole(path: Path, stream: BufferedReader, most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise LargeFile(f"{path} is larger than {most:,} bytes")
    return content


def _without_suffix(name: str) -> str:
    return name.rpartition(".")[0] if name.lower().endswith(_COMPRESSED_SUFFIXES) else name
