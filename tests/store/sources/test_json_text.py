"""Files are read a portion at a time; what is found in them does not depend on where a portion ends."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from store.sources import json_text, line
from store.sources.reader import lines

LONGEST = 200
BOM = b"\xef\xbb\xbf"
ROWS = (b"{}", b"{}\r", b" ", b"", BOM, BOM + b"{}", b"\r", b"1", b"x" * 300, b"\xff")
PIECES = (b"[", b"]", b"{", b"}", b",", b"},", b"},{", b'"', b"\\", b"\n", b" ", b"1", b'{"a":1}', b"x" * 15)
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)
PORTION = st.integers(1, 40)

Found = list[tuple[int, bytes | None]]


def found(text: bytes, portion: int, longest: int = LONGEST) -> Found:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(line, "PORTION", portion)
        patch.setattr(line, "LONGEST_LINE", longest)
        patch.setattr(json_text, "_FARTHEST", 50)
        path = Path(folder) / "statements"
        path.write_bytes(text)
        return [(each.number, each.raw) for each in lines(str(path))]


def one_by_one(text: bytes) -> Found:
    rows = enumerate(BytesIO(text.removeprefix(BOM)).readlines(), start=1)
    return [(number, None if len(row) > LONGEST else row) for number, row in rows if not row.isspace()]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(ROWS), max_size=12), st.booleans(), PORTION, st.booleans())
def test_the_lines_of_a_file(rows: list[bytes], ends: bool, portion: int, zipped: bool) -> None:
    text = b"\n".join(rows) + b"\n" * ends
    assume(not text.removeprefix(BOM).lstrip().startswith(b"["))
    assert found(gzip.compress(text) if zipped else text, portion) == one_by_one(text)


@settings(max_examples=80, deadline=None)
@given(st.lists(JSON, max_size=8), st.sampled_from([(",", ":"), (" ,\n", ": ")]), PORTION)
def test_the_elements_of_an_array(values: list[object], separators: tuple[str, str], portion: int) -> None:
    written = [json.dumps(value, separators=separators).encode() for value in values]
    text = b" [ " + separators[0].encode().join(written) + b" ]\n"
    assert found(text, portion, longest=10_000) == list(enumerate(written, start=1))


@example([b"}", b"\n", b"["], 1)
@example([b"\n", b'{"a":1}', b"}", b"\n"], 1)
@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), PORTION)
def test_what_begins_as_an_array_is_the_same_in_any_portions(pieces: list[bytes], portion: int) -> None:
    text = b"[" + b"".join(pieces)
    assert found(text, portion) == found(text, 10_000)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        (b'[{"a": 1},\n {"a": NaN}, {"a": 3}]', [b'{"a": 1}', b'{"a": NaN}', b'{"a": 3}']),
        (b'[{"a": 1}, {"a": ', [b'{"a": 1}', b'{"a":', None]),
        (b'[{"a": 1}', [b'{"a": 1}', None]),
        (b'[{"a": 1},', [b'{"a": 1}', None]),
        (b"[1,]", [b"1"]),
        (b"[1,,2]", [b"1", b"", b"2"]),
        (b"[]", []),
        (b"[1]\n{}\n{}\n", [b"1", b"{}\n", b"{}\n"]),
        (b'[1, "' + b"x" * 300 + b'", 2]\n{}', [b"1", None, b"{}"]),
        (b'{"a": 1}\n[1]\n', [b'{"a": 1}\n', b"1"]),
        (b'[\n{"a": 1}\n{"a": 2}\n', [b'{"a": 1}', b'{"a": 2}', None]),
        (b'[[[[\n{"a": 1}\n{"a": 2}\n{"a": 3}\n', [b"[[[", b'{"a": 1}', b'{"a": 2}', b'{"a": 3}', None]),
        (b'[\n{"a": "x\n{"a": 2}\n]', [b'{"a": "x', b'{"a": 2}']),
    ],
)
def test_what_is_found_where_an_array_is_not_whole(text: bytes, documents: list[bytes | None]) -> None:
    """What is not closed costs its line, and nothing before or behind it is lost."""
    assert [raw for _, raw in found(text, 8)] == documents


ONE = b'{\n  "a": {\n    "b": [1, "}"]\n  }\n}'


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        (ONE, [(1, ONE)]),
        (ONE + b"\n" + ONE + b"\n", [(1, ONE), (6, ONE)]),
        (b'{"a": 1}\n' + ONE + b' {"a": 2}\n', [(1, b'{"a": 1}\n'), (2, ONE), (6, b' {"a": 2}\n')]),
        (b'{"a": {\n{"a": 2}\n', [(1, b'{"a": {\n'), (2, b'{"a": 2}\n')]),
        (b'{"a": "x\n{"a": 2}\n', [(1, b'{"a": "x\n'), (2, b'{"a": 2}\n')]),
        (b'{"a": 1\n{"a": 2}\n', [(1, b'{"a": 1\n'), (2, b'{"a": 2}\n')]),
        (b'{"a": 1, "b":\n', [(1, b'{"a": 1, "b":\n')]),
        (b'{"a": NaN}\n{}\n', [(1, b'{"a": NaN}\n'), (2, b"{}\n")]),
    ],
)
@pytest.mark.parametrize("portion", [1, 7, 10_000])
def test_values_over_several_lines(text: bytes, documents: list[tuple[int, bytes]], portion: int) -> None:
    """A value that is not closed costs its line."""
    assert found(text, portion) == documents


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        (b'{"statements": [{"a": 1}, {"a": 2}], "more": ""}', [b'{"a": 1}', b'{"a": 2}']),
        (
            b'{"more": "/x", "statements": [\n{"a": 1},\n{"a": 2}\n]}\n{}\n',
            [b'{"a": 1}', b'{"a": 2}', b"{}\n"],
        ),
        (b'{\n"edges": [{"cursor": "c", "node": {"a": 1}}],\n"pageInfo": {}\n}', [b'{"a": 1}']),
        (b'{\n"data": {"results": [{"a": 1}]}}\n', [b'{"a": 1}']),
        (
            b'{\n"batch": [{"a": 1}], "context": {"a": [1]}}\n{\n"batch": [{"a": 2}]}',
            [b'{"a": 1}', b'{"a": 2}'],
        ),
        (b'{\n"statements": [{"a": 1}', [b'{"a": 1}', None]),
        (b'{\n"statements": [{"a": 1}]', [b'{"a": 1}', None]),
        (b'{\n"type": "x", "items": [1]}', [b'{\n"type": "x", "items": [1]}']),
    ],
)
@pytest.mark.parametrize("portion", [1, 7, 10_000])
def test_objects_that_are_made_for_a_list(text: bytes, documents: list[bytes | None], portion: int) -> None:
    """Their documents come out, whatever is before and behind the list."""
    spread = text if b"\n" in text else text.replace(b'{"statements"', b'{\n"statements"')
    assert [raw for _, raw in found(spread, portion)] == documents
