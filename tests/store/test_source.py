"""Files are read a portion at a time; what is found in them does not depend on where a portion ends."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from store import source
from store.source import lines

LONGEST = 20
BOM = b"\xef\xbb\xbf"
ROWS = (b"{}", b"{}\r", b" ", b"", BOM, BOM + b"{}", b"\r", b"[1]", b"x" * 40, b"\xff")
PIECES = (b"[", b"]", b"{", b"}", b",", b"},", b"},{", b'"', b"\\", b"\n", b" ", b"1", b'{"a":1}', b"x" * 15)
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)
PORTION = st.integers(1, 40)

Found = list[tuple[int, bytes | None]]


def found(text: bytes, portion: int, longest: int = LONGEST) -> Found:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(source, "PORTION", portion)
        patch.setattr(source, "LONGEST_LINE", longest)
        path = Path(folder) / "statements"
        path.write_bytes(text)
        return [(line.number, line.raw) for line in lines(str(path))]


def one_by_one(text: bytes) -> Found:
    rows = enumerate(BytesIO(text).readlines(), start=1)
    return [
        (number, None if len(row) > LONGEST else row.removeprefix(BOM) if number == 1 else row)
        for number, row in rows
        if not row.isspace()
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ROWS), max_size=12), st.booleans(), PORTION, st.booleans())
def test_the_lines_of_a_file(rows: list[bytes], ends: bool, portion: int, zipped: bool) -> None:
    text = b"\n".join(rows) + b"\n" * ends
    assume(not text.removeprefix(BOM).lstrip().startswith(b"["))
    assert found(gzip.compress(text) if zipped else text, portion) == one_by_one(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(JSON, max_size=8), st.sampled_from([(",", ":"), (" ,\n", ": ")]), PORTION)
def test_the_elements_of_an_array(values: list[object], separators: tuple[str, str], portion: int) -> None:
    written = [json.dumps(value, separators=separators).encode() for value in values]
    text = b" [ " + separators[0].encode().join(written) + b" ]\n"
    assert found(text, portion, longest=10_000) == list(enumerate(written, start=1))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), PORTION)
def test_what_begins_as_an_array_is_the_same_in_any_portions(pieces: list[bytes], portion: int) -> None:
    text = b"[" + b"".join(pieces)
    assert found(text, portion) == found(text, 10_000)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        (b'[{"a": 1},\n {"a": NaN}, {"a": 3}]', [b'{"a": 1}', b'{"a": NaN}', b'{"a": 3}']),
        (b'[{"a": 1}, {"a": ', [b'{"a": 1}', b'{"a":']),
        (b'[{"a": 1}', [b'{"a": 1}']),
        (b'[{"a": 1},', [b'{"a": 1}', b""]),
        (b"[1,]", [b"1"]),
        (b"[1,,2]", [b"1", b"", b"2"]),
        (b"[]", []),
        (b"[1]\n{}\n{}\n", [b"1", b"{}\n", b"{}\n"]),
        (b'[1, "' + b"x" * 40 + b'", 2]\n{}', [b"1", None, b"{}"]),
        (b'{"a": 1}\n[1]\n', [b'{"a": 1}\n', b"[1]\n"]),
    ],
)
def test_what_is_found_where_an_array_is_not_whole(text: bytes, documents: list[bytes | None]) -> None:
    """One bad element is one bad line, and nothing before it is lost."""
    assert [raw for _, raw in found(text, 8)] == documents
