"""Progress of owners: the same answers from documents, from columns, and from what moves between them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import lives
from strategies.world import Document

from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Attempt
from engine.report import report
from engine.simulate import simulate
from store.errors import StoreError
from store.progress import Note, OwnerProgress, ProgressBook
from store.progress.column_files import MERGE_AT, Columns
from store.progress.record import decode, encode, key, owner_progress
from store.table import Database

SIDES = {"documents": 100_000, "columns": 0, "moving": 3}


@pytest.fixture(params=SIDES.values(), ids=SIDES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProgressBook]:
    yield (book := ProgressBook(tmp_path, documents=request.param))
    book.close()


def at(owner: str, started: int = 0, **fields: object) -> OwnerProgress:
    attempt = Attempt(number=0, started_at=started, at="quiz", since=started, seen=0, **fields)  # type: ignore[arg-type]
    return OwnerProgress(owner=owner, attempts=(attempt,))


def test_a_folder_where_nothing_was_written(book: ProgressBook, tmp_path: Path) -> None:
    assert book.get("j", "ann") is None
    assert (list(book.owners("j")), book.count("j")) == ([], 0)
    book.clear("j")
    assert list(tmp_path.iterdir()) == []


def test_owners_come_in_the_order_in_which_simulate_tells_them(book: ProgressBook) -> None:
    book.put_many("j", [at("bob", 2), at("zoë", 1), at("ann", 2), at("yan", 3), at("eve", 9)])
    book.put_many("j", [at("bob", 0), at("über", 9), at("\U0001f600", 9)], gone=["yan", "nobody"])
    book.put_many("other", [at("ann", 7)])
    assert [each.owner for each in book.owners("j")] == ["bob", "zoë", "ann", "eve", "über", "\U0001f600"]
    assert book.get("j", "bob") == at("bob", 0)
    assert book.get("j", "yan") is None
    assert (book.count("j"), book.count("other")) == (6, 1)


def test_totals_count_attempts_and_owners(book: ProgressBook) -> None:
    book.put_many("j", [at("ann"), at("bob", status="completed"), at("eve", status="completed")])
    assert book.totals("j") == {"running": 1, "completed": 2, "owners": 3}


def test_a_note_is_kept_with_the_progress(book: ProgressBook, tmp_path: Path) -> None:
    book.put_rows("j", {}, [Note(2, "nobody yet")])
    book.put_rows("j", {1: encode(at("ann"))}, [Note(1, "ann")])
    book.put_rows("j", {1: None}, [Note(1, "ann left")])
    assert ProgressBook(tmp_path).notes("j") == {1: "ann left", 2: "nobody yet"}
    book.clear("j")
    assert book.notes("j") == {}


def test_clearing_a_journey_leaves_the_others(book: ProgressBook) -> None:
    for journey in ("j", "other"):
        book.put_many(journey, map(at, ("ann", "bob", "eve")))
    book.clear("j")
    assert (book.count("j"), book.count("other")) == (0, 3)
    book.put_many("j", [at("ann", 5)])
    assert list(book.owners("j")) == [at("ann", 5)]


def test_another_process_sees_what_was_written(book: ProgressBook, tmp_path: Path) -> None:
    book.put_many("j", map(at, ("ann", "bob", "eve", "zoe")))
    assert list(ProgressBook(tmp_path).owners("j")) == list(book.owners("j"))


records = st.builds(at, st.sampled_from("abcdef"), st.integers(0, 3))
writes = st.lists(st.tuples(st.lists(records, max_size=4), st.lists(st.sampled_from("abcdef"), max_size=2)))


@settings(max_examples=12, deadline=None)
@given(writes, st.integers(0, 7))
def test_both_sides_answer_as_a_dict_would(
    written: list[tuple[list[OwnerProgress], list[str]]], most: int
) -> None:
    expected: dict[str, OwnerProgress] = {}
    with TemporaryDirectory() as folder:
        book = ProgressBook(Path(folder), documents=most)
        for records, gone in written:
            book.put_many("j", records, gone)
            expected = {owner: each for owner, each in expected.items() if owner not in gone}
            expected |= {each.owner: each for each in records}
        assert list(book.owners("j")) == sorted(expected.values(), key=lambda each: each.order)
        assert [book.get("j", owner) for owner in "abcdef"] == [expected.get(owner) for owner in "abcdef"]
        book.close()


def test_many_writes_are_merged_into_one_file(tmp_path: Path) -> None:
    columns = Columns(tmp_path)
    for number in range(MERGE_AT + 2):
        columns.put("j", {number % 5: encode(at(f"owner {number % 5}", number)), 7: None})
    assert len(list(tmp_path.glob("*/*"))) <= 2
    assert [each.order[0] for each in columns.owners("j")] == list(range(MERGE_AT - 3, MERGE_AT + 2))


def test_a_merge_that_was_killed_brings_nothing_back(tmp_path: Path) -> None:
    """The merged file is there, and so are still the old ones, with an owner that was removed since."""
    columns = Columns(tmp_path)
    columns.put("j", {1: encode(at("ann")), 2: encode(at("bob"))})
    (first,) = tmp_path.glob("*/*.parquet")
    old = first.read_bytes()
    columns.put("j", {1: None})
    columns._merge("j")
    first.write_bytes(old)
    (tmp_path / "half.new").touch()
    assert [each.owner for each in columns.owners("j")] == ["bob"]
    columns.put("j", {3: encode(at("eve"))})
    assert columns.count("j") == 2


def test_documents_are_tinydb_documents(tmp_path: Path) -> None:
    ProgressBook(tmp_path).put_many("j", [at("ann")])
    with Database(tmp_path / "progress.journal") as database:
        document = database.table("progress of j").get(doc_id=key("j", "ann"))
    assert document == {
        "owner": "ann",
        "attempts": [{"number": 0, "started_at": 0, "at": "quiz", "since": 0, "seen": 0}],
    }


def test_an_owners_number_is_the_same_everywhere() -> None:
    assert key("59c2", '{"mbox":"mailto:ann@example.org"}') == 1224255699217827289
    assert key("a", "bc") != key("ab", "c")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives())
def test_what_is_kept_tells_the_same_as_what_was_folded(life: tuple[Journey, list[Document]]) -> None:
    journey, history = life
    folded = simulate(Plan(journey), map(from_document, history))
    kept = [
        decode(encode(owner_progress(each, lambda at, log=each.log: log[at].ref))) for each in folded.owners
    ]
    again = replace(folded, owners=tuple(record.progress() for record in kept))
    assert report(again, owners=True) == report(folded, owners=True)


def test_a_full_disk_or_a_lost_permission_is_said(tmp_path: Path) -> None:
    if os.getuid() == 0:
        (tmp_path / "progress").touch()  # root may write everywhere, but not below a file
    else:
        tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot"):
        Columns(tmp_path / "progress").put("j", {1: None})
