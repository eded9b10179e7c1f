"""Reading many lines at once finds the same documents as reading one by one."""

from __future__ import annotations

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import source
from store.source import Line, lines, portions

ODDS = (b"{}", b"{}\r", b" ", b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf{}", b"\r", b"[1]", b"x" * 40, b"\xff")


def one_by_one(path: Path) -> list[tuple[int, bytes | None]]:
    return [(each.number, _bare(each.raw)) for each in lines(str(path))]


def many_at_once(path: Path) -> list[tuple[int, bytes | None]]:
    found: list[Line] = []
    for each in portions(str(path)):
        if isinstance(each, Line):
            found.append(each)
        else:
            found += [line for at in range(len(each.rows)) if (line := each.line(at))]
    return [(each.number, _bare(each.raw)) for each in found]


def _bare(raw: bytes | None) -> bytes | None:
    return None if raw is None else raw.removesuffix(b"\n")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ODDS), max_size=12), st.booleans(), st.integers(1, 30), st.booleans())
def test_portions_have_the_lines(rows: list[bytes], ends: bool, size: int, zipped: bool) -> None:
    text = b"\n".join(rows) + b"\n" * ends
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(source, "PORTION", size)
        patch.setattr(source, "LONGEST_LINE", 20)
        path = Path(folder) / "statements.ndjson"
        path.write_bytes(gzip.compress(text) if zipped else text)
        assert many_at_once(path) == one_by_one(path)


def test_the_elements_of_an_array_come_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "statements.json"
    path.write_bytes(b'[{"a": 1},\n {"a": 2}]')
    assert many_at_once(path) == one_by_one(path) == [(1, b'{"a": 1}'), (2, b'{"a": 2}')]
