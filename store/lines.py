"""The lines of a journal: valid NDJSON, each with a checksum of itself and that of the line before.

    ["5c0c3a4e","00000000",{"waypost":"journal","format":1,"needs":"0.1.0","generation":3}]     the header
    ["91b2f7d0","5c0c3a4e",{"designs":{"1":{"name":"seed"}}}]                    the snapshot, small documents together
    ["0d4f8a11","91b2f7d0","end"]                                                its end mark
    ["e82c6b95","0d4f8a11",{"designs":{"1":{"name":"seed 2"},"7":null}}]         the log, a transaction a line

So a line that was changed does not fit its own checksum, and one that is missing, doubled or moved leaves a gap.
A transaction is a patch of two levels: table, document id, document. ``null`` removes a document, or a whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from store.errors import DamagedFile

Tables = dict[str, dict[str, bytes]]
"""Table name → document id → the document's JSON. Undecoded, so that 100,000 documents open fast and stay small."""

Patch = dict[str, dict[str, bytes | None] | None]

END: Final = b'"end"'

PORTION: Final = 4_096
"""Bytes of documents after which a snapshot's line ends. All in a line are lost if it is damaged."""

_CHECKED: Final = slice(12, None)  # what the checksum is of: all behind ["5c0c3a4e",
_BEFORE: Final = slice(12, 22)  # "91b2f7d0" with its quotes
_BODY: Final = slice(23, -2)  # behind the comma, before ]\n


class Header(Struct, frozen=True, kw_only=True):
    """The first line. Its frame and these fields stay in every format, so that an old Waypost can say what it needs."""

    waypost: Literal["journal"] = "journal"
    format: int
    needs: str  # the oldest Waypost that reads the format
    generation: int  # how often the journal was compacted


_patches: Final = msgspec.json.Decoder(dict[str, dict[str, Raw] | None])
_headers: Final = msgspec.json.Decoder(Header)


def frame(body: bytes, before: int) -> tuple[bytes, int]:
    """One line, and its checksum; ``before`` is the checksum of the line before (0: none)."""
    checked = b'"%08x",%b]\n' % (before, body)
    checksum = crc32(checked)
    return b'["%08x",%b' % (checksum, checked), checksum


def unframe(line: bytes, before: int) -> tuple[bytes, int]:
    """The body of a line, and its checksum. Raises DamagedFile unless it is as written and follows that line."""
    if not is_whole(line):
        raise DamagedFile("a line does not fit its checksum")
    if not follows(line, before):
        raise DamagedFile("something is missing between two lines")
    return body_of(line), checksum_of(line)


def is_whole(line: bytes) -> bool:
    """Tell whether every byte of a line is as it was written."""
    return line.startswith(b'["%08x",' % checksum_of(line))


def follows(line: bytes, before: int) -> bool:
    """Tell whether this line was written behind the one with that checksum."""
    return line[_BEFORE] == b'"%08x"' % before


def body_of(line: bytes) -> bytes:
    return line[_BODY]


def checksum_of(line: bytes) -> int:
    """The checksum that the line should have."""
    return crc32(line[_CHECKED])


def is_torn(line: bytes) -> bool:
    """Tell whether a last line was never finished: it has no end, and not because just its end was changed."""
    return not line.endswith(b"\n") and not is_whole(line[:-1] + b"\n")


def encode_header(header: Header) -> bytes:
    return msgspec.json.encode(header)


def decode_header(body: bytes) -> Header:
    """The header in ``body``. Raises DamagedFile if this is no header of ours."""
    try:
        return _headers.decode(body)
    except msgspec.MsgspecError as error:
        raise DamagedFile(f"it does not begin as a journal does ({error})") from None


def encode_patch(patch: Patch) -> bytes:
    return msgspec.json.encode(
        {
            table: None
            if rows is None
            else {key: None if row is None else Raw(row) for key, row in rows.items()}
            for table, rows in patch.items()
        }
    )


def decode_patch(body: bytes) -> Patch:
    try:
        raw = _patches.decode(body)
    except msgspec.MsgspecError as error:
        raise DamagedFile(f"a line is no transaction ({error})") from None
    # bytes(): a Raw keeps the whole line alive.
    return {
        table: None if rows is None else {key: _document(row) for key, row in rows.items()}
        for table, rows in raw.items()
    }


def _document(row: Raw) -> bytes | None:
    text = bytes(row)
    return None if text == b"null" else text


def apply(patch: Patch, tables: Tables) -> None:
    for name, rows in patch.items():
        if rows is None:
            tables.pop(name, None)
            continue
        table = tables.setdefault(name, {})
        for key, row in rows.items():
            if row is None:
                table.pop(key, None)
            else:
                table[key] = row


def snapshot(tables: Tables) -> Iterator[bytes]:
    """The bodies of a snapshot's lines, its end mark last. A line costs more to read than what small documents say."""
    for name, table in tables.items():
        yield encode_patch({name: {}})
        named = msgspec.json.encode(name)
        for fields in _portions(table):
            yield b"{%b:{%b}}" % (named, b",".join(fields))
    yield END


def _portions(table: Mapping[str, bytes]) -> Iterator[list[bytes]]:
    """The documents of a table as fields of an object, as many at once as come to ``PORTION`` bytes."""
    fields: list[bytes] = []
    length = 0
    for key, row in table.items():
        fields.append(b"%b:%b" % (msgspec.json.encode(key), row))
        length += len(row)
        if length >= PORTION:
            yield fields
            fields, length = [], 0
    if fields:
        yield fields
