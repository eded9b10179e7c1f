"""The journal's promise: what was acknowledged is there, whole, and nothing else."""

from __future__ import annotations

import json
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import DamagedFile
from store.journal import Journal
from store.lines import PORTION, Patch, Tables, apply

ids = st.sampled_from(["1", "2", "3", "10"])
documents = st.dictionaries(st.sampled_from("ab"), st.integers() | st.text(max_size=20)).map(
    lambda document: json.dumps(document, ensure_ascii=False).encode()
)
patches = st.dictionaries(
    st.sampled_from(["designs", "versions", "Entwürfe"]),
    st.none() | st.dictionaries(ids, st.none() | documents, max_size=3),
    min_size=1,
    max_size=2,
)


def write(path: Path, *patches: Patch) -> None:
    journal = Journal(path)
    for patch in patches:
        with journal.writing():
            journal.append(patch)
    journal.close()


def read(path: Path) -> Tables:
    journal = Journal(path)
    journal.refresh()
    tables = journal.tables
    journal.close()
    return tables


def after(*patches: Patch) -> Tables:
    tables: Tables = {}
    for patch in patches:
        apply(patch, tables)
    return tables


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace" / "workspace.journal"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For examples of hypothesis, which share a test's folder."""
    return tmp_path_factory.mktemp("journal") / "workspace.journal"


def test_reading_creates_nothing(path: Path) -> None:
    assert read(path) == {}
    assert not path.parent.exists()


def test_every_line_is_json(path: Path) -> None:
    write(path, {"designs": {"1": b'{"name":"seed"}'}})
    lines = [json.loads(line)[2] for line in path.read_text().splitlines()]
    assert lines == [
        {"waypost": "journal", "format": 1, "needs": "0.1.0", "generation": 0},
        "end",
        {"designs": {"1": {"name": "seed"}}},
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(patches, max_size=6), st.data())
def test_what_was_written_is_read_again_before_and_after_compaction(
    scratch: Path, patches: list[Patch], data: st.DataObject
) -> None:
    scratch.unlink(missing_ok=True)
    write(scratch, *patches)
    assert read(scratch) == after(*patches)
    if data.draw(st.booleans(), label="compacted"):
        journal = Journal(scratch)
        journal.compact()
        assert read(scratch) == journal.tables == after(*patches)
        write(scratch, {"designs": {"9": b"{}"}})
        assert read(scratch) == after(*patches, {"designs": {"9": b"{}"}})


@settings(max_examples=6, deadline=None)
@given(st.lists(patches, min_size=1, max_size=4), patches)
def test_a_log_cut_at_any_byte_opens_with_the_whole_transactions_before_the_cut(
    scratch: Path, patches: list[Patch], later: Patch
) -> None:
    scratch.unlink(missing_ok=True)
    write(scratch)
    ends = []
    for patch in patches:
        write(scratch, patch)
        ends.append(scratch.stat().st_size)
    whole = scratch.read_bytes()
    log = whole.index(b'"end"]\n') + len(b'"end"]\n')
    for cut in range(log, len(whole)):
        scratch.write_bytes(whole[:cut])
        kept = patches[: sum(end <= cut for end in ends)]
        assert read(scratch) == after(*kept)
        assert scratch.stat().st_size == cut, "a reader changes nothing"
    write(scratch, later)
    assert read(scratch) == after(*kept, later), "the next writer cuts off what was unfinished"


@settings(max_examples=4, deadline=None)
@given(st.integers(1, 255))
def test_any_changed_byte_is_noticed(scratch: Path, flip: int) -> None:
    scratch.unlink(missing_ok=True)
    write(scratch, {"designs": {"1": b'{"a":1}'}}, {"designs": {"1": None}, "versions": {}})
    whole = scratch.read_bytes()
    for place in range(len(whole)):
        scratch.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        with pytest.raises(DamagedFile, match="waypost doctor"):
            read(scratch)


@pytest.mark.parametrize(
    "disorder", [lambda lines: lines[:3] + lines[4:], lambda lines: [*lines[:3], lines[4], lines[3]]]
)
def test_lines_missing_or_moved_are_noticed(path: Path, disorder) -> None:
    write(path, *({"designs": {str(n): b"{}"}} for n in range(3)))
    path.write_bytes(b"".join(disorder(path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(DamagedFile):
        read(path)


def test_a_snapshot_cut_off_is_damage_not_an_empty_workspace(path: Path) -> None:
    write(path, {"designs": {"1": b"{}"}})
    Journal(path).compact()
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(DamagedFile):
            read(path)


def test_the_log_is_compacted_once_it_outgrows_the_snapshot(path: Path) -> None:
    journal = Journal(path, compact_at=5_000)
    sizes = []
    for number in range(200):
        with journal.writing():
            journal.append({"designs": {"1": b'{"number":%d,"text":"%b"}' % (number, b"x" * 100)}})
        sizes.append(path.stat().st_size)
    assert max(sizes) < 6_000
    assert journal.header is not None
    assert journal.header.generation > 5
    assert read(path) == journal.tables == {"designs": {"1": b'{"number":199,"text":"%b"}' % (b"x" * 100)}}


@pytest.mark.parametrize("length", [0, 10, PORTION // 2, PORTION - 12, PORTION, 2 * PORTION])
def test_a_snapshot_has_small_documents_together(path: Path, length: int) -> None:
    tables: Tables = {
        "small": {str(n): b'{"text":"%b"}' % (b"x" * length) for n in range(100)},
        "big": {"1": b"{}"},
    }
    write(path, {"small": tables["small"]}, {"big": tables["big"]})
    Journal(path).compact()
    assert read(path) == tables
    together = ceil(PORTION / len(tables["small"]["0"]))
    others = ["the header", "small", "big", "1 of big", "the end"]
    assert len(path.read_bytes().splitlines()) == len(others) + ceil(100 / together)


def test_a_closed_journal_opens_again_by_itself(path: Path) -> None:
    journal = Journal(path)
    with journal.writing():
        journal.append({"designs": {"1": b"{}"}})
    journal.close()
    assert journal.tables == {}
    journal.refresh()
    assert journal.tables == {"designs": {"1": b"{}"}}
