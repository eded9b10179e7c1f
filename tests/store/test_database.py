"""``Database`` answers as TinyDB does, whatever is asked of it, and what it answered is what is on disk."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB, where
from tinydb.operations import add, delete, increment
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from store.storage import JournalStorage
from store.table import Database

numbers = st.integers(0, 3)
names = st.sampled_from("ab")
fields = st.dictionaries(names, numbers, min_size=1)
identified = st.builds(lambda content, doc_id: Document(content, doc_id=doc_id), fields, st.integers(1, 6))
queries = st.one_of(
    st.builds(lambda name, number: where(name) == number, names, numbers),
    st.builds(lambda name, number: (where(name) > number) | ~where(name).exists(), names, numbers),
)
changes = fields | st.sampled_from([add("a", 1), increment("b"), delete("a")])
doc_ids = st.lists(st.integers(1, 6), max_size=3)

calls = st.one_of(
    st.tuples(st.just("insert"), fields | identified),
    st.tuples(st.just("insert_multiple"), st.lists(fields | identified, max_size=3)),
    st.tuples(st.just("update"), changes),
    st.tuples(st.just("update"), changes, queries),
    st.tuples(st.just("update"), changes, st.none(), doc_ids),
    st.tuples(st.just("update_multiple"), st.lists(st.tuples(changes, queries), max_size=3)),
    st.tuples(st.just("upsert"), fields, queries),
    st.tuples(st.just("upsert"), identified),
    st.tuples(st.just("remove"), queries),
    st.tuples(st.just("remove"), st.none(), doc_ids),
    st.tuples(st.just("remove")),
    st.tuples(st.just("truncate")),
    st.tuples(st.just("search"), queries),
    st.tuples(st.just("count"), queries),
    st.tuples(st.just("get"), queries),
    st.tuples(st.just("get"), st.none(), st.integers(1, 6)),
    st.tuples(st.just("contains"), queries),
    st.tuples(st.just("all")),
)


def answer(ask: Callable[..., Any], *arguments: Any) -> Any:
    """What a call answers: documents with their ids, or the kind of exception."""
    try:
        found = ask(*arguments)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        return type(error)
    return (
        [(row.doc_id, row) if isinstance(row, Document) else row for row in found]
        if isinstance(found, list)
        else found
    )


def content(database: TinyDB) -> dict[str, dict[int, Document]]:
    return {name: {row.doc_id: row for row in database.table(name)} for name in sorted(database.tables())}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("database") / "workspace.journal"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["_default", "designs"]), calls), max_size=12))
def test_it_answers_as_tinydb_does(scratch: Path, steps: list[tuple[str, tuple[Any, ...]]]) -> None:
    scratch.unlink(missing_ok=True)
    ours, theirs = Database(scratch), TinyDB(storage=MemoryStorage)
    for table, (method, *arguments) in steps:
        before = content(theirs)
        expected = answer(getattr(theirs.table(table), method), *arguments)
        assert answer(getattr(ours.table(table), method), *arguments) == expected
        if isinstance(expected, type):  # TinyDB in memory keeps half of what failed; we keep nothing
            assert content(ours) == before
            return
        assert content(ours) == content(theirs)
    ours.close()
    assert content(Database(scratch)) == content(theirs)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace.journal"


@pytest.fixture(params=["our tables", "TinyDB's tables"])
def database(request: pytest.FixtureRequest, path: Path) -> TinyDB:
    """Our database, and TinyDB's own on our storage."""
    return Database(path) if request.param == "our tables" else TinyDB(path, storage=JournalStorage)


def test_nothing_written_is_nothing(path: Path) -> None:
    storage = JournalStorage(path)
    assert storage.read() is None
    storage.write({})
    assert storage.read() is None


def test_a_storage_gives_back_what_it_was_given(path: Path) -> None:
    storage = JournalStorage(path)
    for data in [
        {"designs": {"1": {"name": "seed"}}},
        {
            "designs": {
                "1": {"name": "seed"},
                "2": {"name": "Entwürfe", "nested": [1, {"a": None}, True, 1.5]},
            },
            "empty": {},
        },
        {"designs": {"2": {"name": "seed"}}},
        {"versions": {"1": {}}},
    ]:
        storage.write(data)
        assert storage.read() == JournalStorage(path).read() == data


def test_documents_survive_closing(database: TinyDB, path: Path) -> None:
    with database:
        assert database.insert_multiple([{"name": "seed"}, {"name": "other"}]) == [1, 2]
        database.table("versions").insert({"of": 1})
        database.update({"name": "changed"}, where("name") == "other")
    with Database(path) as again:
        assert again.tables() == {"_default", "versions"}
        assert again.get(Query().name == "changed").doc_id == 2
        assert again.insert({}) == 3


def test_tables_are_dropped(database: TinyDB, path: Path) -> None:
    for name in ("one", "two", "three"):
        database.table(name).insert({"in": name})
    database.drop_table("two")
    assert Database(path).tables() == {"one", "three"}
    assert database.table("two").all() == []
    database.drop_tables()
    assert Database(path).tables() == set()


@pytest.mark.parametrize(
    "value",
    [{"a", "b"}, object(), b"bytes", datetime(2017, 9, 20, tzinfo=UTC), math.nan, math.inf, "\ud800"],
    ids=["a set", "an object", "bytes", "a datetime", "not a number", "infinity", "a lone surrogate"],
)
def test_what_json_cannot_say_is_refused_and_changes_nothing(
    database: TinyDB, path: Path, value: object
) -> None:
    database.insert_multiple([{"number": 1}, {"number": 2}])
    with pytest.raises((TypeError, ValueError)):
        database.insert({"value": value})
    assert database.all() == Database(path).all() == [{"number": 1}, {"number": 2}]


@pytest.mark.parametrize(
    "value",
    ["Ünï\u2028\n\x00😀", 2**70, -(2**64), 1.5e300, [], {}, None, True, [[[{"a": [None]}]]]],
    ids=repr,
)
def test_what_json_can_say_comes_back(path: Path, value: object) -> None:
    Database(path).insert({"value": value})
    (found,) = Database(path).all()
    assert found == {"value": value}
    assert type(found["value"]) is type(value)


def test_changing_what_was_read_changes_nothing(path: Path) -> None:
    database = Database(path)
    database.insert({"nested": {"list": [1]}})
    database.get(doc_id=1)["nested"]["list"].append(2)
    assert database.all() == [{"nested": {"list": [1]}}]


def test_an_update_writes_the_documents_it_changes_and_no_others(path: Path) -> None:
    database = Database(path)
    database.insert_multiple({"number": number, "text": "x" * 1000} for number in range(100))
    size = path.stat().st_size
    database.update({"number": 7}, where("number") == 7)
    assert path.stat().st_size == size, "the same content is not written again"
    database.update({"number": -1}, where("number") == 7)
    assert path.stat().st_size < size + 1200


def test_what_another_process_writes_is_seen_at_once(path: Path) -> None:
    here, there = Database(path), Database(path)
    assert here.insert({"name": "seed"}) == 1
    assert there.search(where("name") == "seed") == here.search(where("name") == "seed") == [{"name": "seed"}]
    assert there.insert({"name": "seed"}) == 2
    assert here.count(where("name") == "seed") == 2
    assert here.insert({"name": "third"}) == 3
    there.drop_tables()
    assert (len(here), here.tables()) == (0, set())


def test_a_transaction_is_one_line_of_the_file(path: Path) -> None:
    database = Database(path)
    database.insert({"number": 0})
    lines = len(path.read_bytes().splitlines())
    with database.transaction():
        for number in range(10):
            database.table("designs").insert({"number": number})
        database.table("designs").remove(where("number") < 5)
        database.update({"number": 1})
        assert len(database.table("designs")) == 5, "it sees its own writes"
        assert Database(path).tables() == {"_default"}, "nobody else does yet"
    assert len(path.read_bytes().splitlines()) == lines + 1
    assert len(Database(path).table("designs")) == 5


def test_a_transaction_that_fails_never_was(path: Path) -> None:
    database = Database(path)
    database.insert({"number": 0})

    def fail_half_way() -> None:
        with database.transaction():
            database.update({"number": 1})
            database.table("designs").insert({})
            assert database.count(where("number") == 1) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert database.search(where("number") == 1) == []
    assert database.all() == Database(path).all() == [{"number": 0}]
    assert database.tables() == {"_default"}


def test_an_operation_that_fails_inside_a_transaction_leaves_the_rest_of_it(path: Path) -> None:
    database = Database(path)
    with database.transaction():
        database.insert({"number": 0})
        with pytest.raises(TypeError):
            database.insert_multiple([{"number": 1}, {"number": object()}])
        with database.transaction():
            database.insert({"number": 2})
    assert Database(path).all() == [{"number": 0}, {"number": 2}]


def test_a_table_dropped_and_filled_again_in_one_transaction(path: Path) -> None:
    database = Database(path)
    database.table("designs").insert_multiple([{"number": 1}, {"number": 2}])
    with database.transaction():
        database.drop_table("designs")
        assert database.tables() == set()
        database.table("designs").insert({"number": 3})
    assert content(database) == content(Database(path)) == {"designs": {1: {"number": 3}}}


def test_threads_take_turns(path: Path) -> None:
    database = Database(path)
    database.insert({"count": 0})

    def work() -> None:
        for _ in range(50):
            database.update(increment("count"), doc_ids=[1])
            assert database.get(doc_id=1)["count"] > 0
            database.table("work").insert({})
            assert all(row == {} for row in database.table("work"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.all() == Database(path).all() == [{"count": 200}]
    assert len(Database(path).table("work")) == 200


def test_a_closed_database_says_so(database: TinyDB) -> None:
    database.close()
    with pytest.raises(ValueError, match="was closed"):
        database.all()
    with pytest.raises(ValueError, match="was closed"):
        database.insert({})
