"""File formats, known by how a file begins, and what a file seems to be in which no event was found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from engine.dialects import dialect_of
from engine.dialects.answers import journeys_in
from store.sources.column_mapping import guess
from store.sources.columnar_files import ARROW, ARROW_STREAM, PARQUET
from store.sources.csv_text import delimiter_of

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")

_FOREIGN: Final = {
    b"%PDF": "a PDF document",
    b"SQLite format 3\0": "an SQLite database; export a table of it as CSV",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive; unpack it and name the files",
    b"Rar!": "a RAR archive; unpack it and name the files",
    b"\x04\x22\x4d\x18": "compressed by LZ4; decompress it first",
    b"Obj\x01": "an Avro file; export it as Parquet or as NDJSON",
    b"FEA1": "an old Feather file (version 1); write it anew as version 2",
    b"ORC": "an ORC file; export it as Parquet or as NDJSON",
    b"\x89HDF": "an HDF5 file; export it as Parquet or as NDJSON",
    b"\xd0\xcf\x11\xe0": "an old Office document; save its table as CSV",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
}
_OFFICE: Final = b"[Content_Types].xml"

_MARKUP: Final = re.compile(rb"\s*<(!doctype html|html|\?xml|[a-z])", re.IGNORECASE)

_CALL_COLUMNS: Final = ("user_id", "anonymous_id", "event", "received_at", "sent_at", "original_timestamp")


def is_zip(head: bytes) -> bool:
    """Tell whether a file that begins so is a zip archive."""
    return head.startswith(_ZIP)


def is_tar(head: bytes) -> bool:
    """Tell whether a file that begins so is a tar archive: its first header has the checksum that is written in it."""
    header = head[:512]
    try:
        written = int(header[148:156].strip(b"\0 ") or b"-", 8)
    except ValueError:
        return False
    return len(header) == 512 and sum(header) - sum(header[148:156]) + 8 * 32 == written


def foreign_format(head: bytes) -> str | None:
    """The name of a format that holds no events, and what to do; None for what may hold some."""
    if is_zip(head) and _OFFICE in head[:2048]:
        return "an Office document, perhaps a workbook; save its table as CSV"
    if _is_bson(head):
        return "a BSON file, as mongodump writes it; mongoexport writes JSON"
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            return name
    return None


def _is_bson(head: bytes) -> bool:
    """Tell whether a document of BSON begins here: its length, then elements that have a type and a name."""
    length = int.from_bytes(head[:4], "little")
    return 5 < length < 1 << 24 and _BSON_ELEMENT.match(head, 4) is not None


_BSON_ELEMENT: Final = re.compile(rb"[\x01-\x13\x7f\xff][\x20-\x7e]+\0")


def looks_like(head: bytes) -> str:
    """Return what a file seems to be that begins so and holds no event, and what to do with it."""
    if not head.strip():
        return "empty"
    if foreign := foreign_format(head):
        return foreign
    if found := _MARKUP.match(head):
        return (
            "an HTML page"
            if b"html" in found.group(1).lower()
            else "XML; Waypost reads JSON, CSV and Parquet"
        )
    if head.startswith((PARQUET, ARROW, ARROW_STREAM)):
        return "a Parquet file" if head.startswith(PARQUET) else "an Arrow file"
    if not head.strip(b"\0"):
        return "nothing but zero bytes, perhaps an archive without files"
    if b"\0" in head[:1024]:
        return "a binary file of a kind that Waypost does not know"
    if delimiter := delimiter_of("", head):
        columns = head.partition(b"\n")[0].decode(errors="replace").strip().split(delimiter)
        return f"a CSV file with the columns {_keys(columns)}"
    document = _first_value(head)
    if isinstance(document, dict):
        return _object(document)
    if document is not None:
        return f"JSON, but {_name(document)} is no event"
    if head.lstrip().startswith((b"{", b"[")):
        return "JSON that is damaged or cut short"
    return "a text of a kind that Waypost does not know; it reads JSON, CSV and Parquet"


def _first_value(head: bytes) -> Any:
    """The JSON value with which a text begins, an element if it is an array; None if there is none."""
    text = head.decode(errors="replace").lstrip()
    for start in (text, text[1:].lstrip()) if text.startswith("[") else (text,):
        try:
            value, _ = json.JSONDecoder().raw_decode(start)
        except (ValueError, RecursionError):
            continue
        if value and value == value:
            return value[0] if isinstance(value, list) else value
    return None


def _object(document: dict[str, Any]) -> str:
    states = document.get("states")
    if isinstance(states, dict) and ("initial" in document or any("on" in each for each in _objects(states))):
        return "an XState machine: a design, not events; `waypost import` reads journeys"
    if journeys_in(document) and dialect_of(document) is None:
        return "a server's answer with journeys in it, not events; `waypost import` reads them"
    if (dialect := dialect_of(document)) is not None:
        return f"a journey document ({dialect}), not events; name it as the DESIGN"
    mapping = guess(list(document), [document])
    how = f"; --columns {mapping} reads them" if mapping and str(mapping) else ""
    if columns := [key for key in _CALL_COLUMNS if key in document]:
        return f"rows of a warehouse ({', '.join(columns)}), not calls as they were sent{how}"
    if any(isinstance(value, dict | list) for value in document.values()):
        return f"JSON objects with the keys {_keys(document)}: {_NEITHER}"
    return f"rows of a table, as JSON objects with the keys {_keys(document)}{how}"


_NEITHER: Final = "neither xAPI statements, nor statement documents, nor track-spec calls"


def _objects(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in values.values() if isinstance(each, dict)]


def _keys(names: Iterable[str]) -> str:
    keys = list(names)
    return ", ".join(keys[:6]) + (", …" if len(keys) > 6 else "")


def _name(value: object) -> str:
    return msgspec.json.encode(value).decode()[:40]
