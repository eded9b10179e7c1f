"""Texts in Unicode, as UTF-8: what is in UTF-16 or UTF-32 is recoded while it is read."""

from __future__ import annotations

import codecs
from io import BufferedReader, RawIOBase
from typing import Final

from store.sources.byte_streams import buffered

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks; those of UTF-32 come first, as one begins like one of UTF-16."""

_UNMARKED: Final = {(False, True): "utf-16-le", (True, False): "utf-16-be"}
"""Whether each of the first two bytes is zero, in a text that begins with two characters of ASCII."""


def as_utf8(head: bytes, stream: BufferedReader) -> tuple[bytes, BufferedReader]:
    """The ``head`` of a text and the text of ``stream`` itself in UTF-8, without a byte order mark."""
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    encoding = _MARKS[mark] if mark else _without_mark(head)
    stream.read(len(mark))
    if encoding == "utf-8":
        return head[len(mark) :], stream
    text = head[len(mark) :].decode(encoding, "replace")
    return text.encode(), buffered(_Utf8Stream(stream, encoding))


def _without_mark(head: bytes) -> str:
    zeros = {(head[at] == 0, head[at + 1] == 0) for at in range(0, min(len(head) - 1, 4), 2)}
    return _UNMARKED.get(zeros.pop(), "utf-8") if len(zeros) == 1 else "utf-8"


class _Utf8Stream(RawIOBase):
    """A text of another encoding, as UTF-8. Half a surrogate pair is no UTF-8: it costs its line."""

    def __init__(self, stream: BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with text in UTF-8."""
        while not self._rest:
            data = self._stream.read(len(buffer))
            self._rest = self._decoded(data).encode("utf-8", "surrogatepass")
            if not data:
                break
        count = min(len(self._rest), len(buffer))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def _decoded(self, data: bytes) -> str:
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeDecodeError:  # half a character at the end
            self._decoder.reset()
            return "\ufffd"
