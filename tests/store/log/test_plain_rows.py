"""Rows that are made of many plain statements at once are those that are made of each by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from odd_lines import KINDS, PLAIN

from engine.events import RejectedEvent
from engine.heads import batches
from store.log import import_files, importer, read_manifest, read_rejects
from store.log.parts import columns_of, documents_of
from store.log.plain_rows import plain_rows
from store.log.query import open_query
from store.log.rows import row_of
from store.sources import line

BREAKS = {
    "a statement on several lines": PLAIN[0].replace(b", ", b",\r\n").replace(b'"s0"', b'"s10"'),
    "a wrapper on several lines": KINDS["wrappers of Extended JSON"].replace(b", ", b",\n"),
}


def alone(raw: bytes) -> tuple[object, ...] | str:
    try:
        return row_of(raw, 16)[:2]
    except RejectedEvent as error:
        return str(error)


def together(lines: list[bytes]) -> list[object]:
    found: list[object] = []
    for places, rows in batches(lambda some: plain_rows(some, 16), lines):
        some = lines[places.start : places.stop]
        if rows is None:
            found += map(alone, some)
        else:
            found += zip(rows, some, strict=True)
    return found


@pytest.mark.parametrize("kind", KINDS | BREAKS)
def test_an_odd_line_is_the_same_row_among_plain_ones(kind: str) -> None:
    for place in range(len(PLAIN) + 1):
        lines = [*PLAIN[:place], (KINDS | BREAKS)[kind], *PLAIN[place:]]
        assert together(lines) == list(map(alone, lines))


def test_plain_lines_are_read_together() -> None:
    assert plain_rows([*PLAIN, KINDS["not ASCII"], KINDS["voiding another"]], 16) is not None


def log_of(folder: Path, file: Path) -> tuple[Any, ...]:
    done = import_files(folder, [str(file)], partitions=4)
    found = read_manifest(folder)
    with open_query(folder) as connection:
        tables = (columns_of(folder, found.parts), documents_of(folder, found.parts))
        rows = [connection.execute(f"FROM {table} ORDER BY part, row").fetchall() for table in tables]
    return done, rows, list(read_rejects(folder)), found.totals, found.sources


@pytest.mark.parametrize("portion", [300, 1500, line.PORTION])
def test_a_log_holds_the_same_whether_lines_are_read_together_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    """All kinds in one file, but for those that open a list or hide what is behind them."""
    file, lists = tmp_path / "file.ndjson", ("a list", "a list that is cut short", "an empty list")
    odd = [raw for kind, raw in (KINDS | BREAKS).items() if kind not in lists]
    file.write_bytes(b"\n".join(raw for pair in zip(odd, PLAIN * len(odd), strict=False) for raw in pair))
    monkeypatch.setattr(line, "PORTION", portion)
    found = log_of(tmp_path / "together", file)
    monkeypatch.setattr(importer, "plain_rows", lambda lines, partitions: None)
    assert found == log_of(tmp_path / "alone", file)
    documents = {document for _, _, _, document in found[1][1]}
    assert {raw.decode() for raw in (*PLAIN, BREAKS["a statement on several lines"])} <= documents
