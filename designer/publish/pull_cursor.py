"""The cursor of a pull: a small file beside the log, moved once the statements behind it are committed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from store import disk
from store.errors import outside
from store.log import ImportTotals, import_files
from store.targets import Target

FOLDER: Final = "pulls"

Cursor = TypeVar("Cursor")


def cursor_file(log: Path, target: Target, query: Mapping[str, Any]) -> Path:
    """The file for a query to a target, in a folder of the log that is made; another query begins anew."""
    with outside("create", log):
        disk.make_folder(log / FOLDER)
    asked = json.dumps([target.url, query], sort_keys=True)
    return log / FOLDER / f"{target.name}-{blake2b(asked.encode(), digest_size=6).hexdigest()}.json"


def read_cursor(file: Path, beginning: Cursor) -> Cursor:
    """The cursor that was written last; ``beginning`` where there is none. Raises StoreError."""
    with outside("read", file):
        return msgspec.json.decode(file.read_bytes(), type=type(beginning)) if file.exists() else beginning


def write_cursor(file: Path, cursor: object) -> None:
    """Replace the cursor, durably. Raises StoreError."""
    with outside("write", file):
        disk.replace_file(file, [msgspec.json.encode(cursor)])


def take_in(log: Path, file: Path, documents: Sequence[Mapping[str, Any]]) -> ImportTotals:
    """Commit documents to a log; ``file`` is that of the cursor they lead to. Raises StoreError."""
    lines = file.with_suffix(".ndjson")
    with outside("write", lines):
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in documents)
        lines.write_text(text, "utf-8", errors="surrogatepass")
    try:
        return import_files(log, [str(lines)])
    finally:
        lines.unlink(missing_ok=True)


def total(one: ImportTotals, other: ImportTotals) -> ImportTotals:
    """Two imports as one."""
    return ImportTotals(
        read=one.read + other.read,
        added=one.added + other.added,
        duplicates=one.duplicates + other.duplicates,
        conflicting=one.conflicting + other.conflicting,
        rejected=one.rejected + other.rejected,
        skipped=one.skipped + other.skipped,
        reasons=one.reasons + other.reasons,
    )
