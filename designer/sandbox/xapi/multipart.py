"""multipart/mixed: statements and the data of their attachments in one body.

Source: xAPI 1.0.3 part three, 1.5.2, and RFC 2046.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.message import Message
from secrets import token_hex
from typing import Final

from msgspec import Struct

from designer.sandbox.operation import Content

MIXED: Final = "multipart/mixed"
_END: Final = b"\r\n"


class BodyPart(Struct, frozen=True):
    """``headers`` by their names in small letters."""

    headers: Mapping[str, str]
    data: bytes


def media_of(content: Content) -> str:
    """The media type without parameters, in small letters."""
    return content.media.partition(";")[0].strip().lower()


def parts(content: Content) -> list[BodyPart]:
    """The parts of a body, in their order. Raises ValueError."""
    header = Message()
    header["Content-Type"] = content.media
    boundary = header.get_boundary()
    if not boundary:
        raise ValueError("a multipart body needs a boundary in its Content-Type")
    first, *found = (_END + content.data).split(_END + b"--" + boundary.encode("latin-1", "replace"))
    del first  # what stands before the first boundary means nothing
    if not found or not found[-1].startswith(b"--"):
        raise ValueError("the multipart body does not end with its boundary")
    return [_part(each) for each in found[:-1]]


def _part(text: bytes) -> BodyPart:
    head, blank, data = text.partition(_END + _END)
    if not blank:
        raise ValueError("a part has headers, an empty line and its content")
    lines = [line.partition(b":") for line in head.split(_END) if line.strip()]
    headers = {
        name.decode("latin-1").strip().lower(): value.decode("latin-1").strip() for name, _, value in lines
    }
    return BodyPart(headers, data)


def mixed_body(found: Iterable[BodyPart]) -> Content:
    """Parts as one body. Its boundary has no quotes: tincanjs 0.50 takes them for a part of it."""
    boundary = token_hex(16)
    body = b"".join(
        b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary.encode(), _head(each), each.data) for each in found
    )
    return Content(f"{MIXED}; boundary={boundary}", body + b"--%b--\r\n" % boundary.encode())


def _head(part: BodyPart) -> bytes:
    return _END.join(f"{name}: {value}".encode("latin-1", "replace") for name, value in part.headers.items())
