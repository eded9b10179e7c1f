"""Events in every form that analysts have them in: one run comes of all, and what is none is said."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pytest
from scenario import statement, verb

from designer.notebook import (
    Journey,
    JourneyEditor,
    check,
    col,
    condition_counts,
    example,
    explain,
    in_flight,
    simulate,
    stuck,
)
from designer.notebook import verb as verb_called
from designer.notebook.code.arguments import events_of
from designer.notebook.code.given_events import GivenEvents
from designer.notebook.code.simulations import NoEvents, RejectedWarning
from designer.simulation.evidence import loader
from engine.events import Event
from store.errors import StoreError
from store.log import import_files

VIDEO = "https://w3id.org/xapi/video/verbs/"
PAUSED = (
    Journey.new("Played, then paused")
    .waypoint("played", verb_called(f"{VIDEO}played"), count=3)
    .waypoint("paused", verb_called(f"{VIDEO}paused"))
    .exit()
)


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    lines = gzip.decompress(example("video-statements.ndjson.gz").read_bytes()).splitlines()[:600]
    return list(map(json.loads, lines))


@pytest.fixture(scope="module")
def folder(documents: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given") / "files"
    folder.mkdir()
    for number in range(3):
        lines = "".join(json.dumps(each) + "\n" for each in documents[number * 200 : number * 200 + 200])
        (folder / f"{number}.ndjson").write_text(lines)
    return folder


def rows(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same as a flat table: who, when, what."""
    return [
        {"who": each["actor"]["account"]["name"], "at": each["timestamp"], "what": each["verb"]["id"]}
        for each in documents
    ]


def test_nine_kinds_of_input_come_to_one_run(documents: list[dict[str, Any]], folder: Path) -> None:
    text = "".join(json.dumps(each) + "\n" for each in documents)
    import_files(folder.parent / "log", [str(folder)])
    table = pyarrow.Table.from_pylist([{"statement": json.dumps(each)} for each in documents])
    given: dict[str, Any] = {
        "list": documents,
        "generator": (each for each in documents),
        "folder": folder,
        "files": sorted(folder.iterdir()),
        "log": folder.parent / "log",
        "bytes": gzip.compress(text.encode()),
        "open file": io.StringIO(text),
        "page": {"statements": documents, "more": ""},
        "pandas": pandas.DataFrame(documents),
        "polars": polars.from_arrow(table),
        "arrow": table,
        "duckdb": duckdb.from_arrow(table),
        "columns": {"statement": [json.dumps(each) for each in documents]},
    }
    reports = {kind: simulate(PAUSED, each).report(owners=True) for kind, each in given.items()}
    assert [kind for kind, report in reports.items() if report != reports["list"]] == []
    assert reports["list"]["totals"]["completed"] > 5


def test_flat_tables_are_mapped_and_the_mapping_is_told(documents: list[dict[str, Any]]) -> None:
    table = pandas.DataFrame(rows(documents))
    expected = simulate(PAUSED, documents).progress.totals
    named = simulate(PAUSED, table, owner="who", time="at", columns={"verb": "what"})
    assert named.progress.totals == expected
    guessed = simulate(PAUSED, table.rename(columns={"who": "user_id", "at": "timestamp", "what": "verb"}))
    assert guessed.progress.totals == expected
    assert "owner=user_id,time=timestamp,verb=verb (guessed; owner=, event= and time= say otherwise)" in repr(
        guessed
    )
    assert "(guessed" in guessed._repr_html_()
    indexed = simulate(
        PAUSED, table.set_index(["who", "at"]), owner="who", time="at", columns={"verb": "what"}
    )
    assert indexed.progress.totals == expected
    listed = simulate(PAUSED, rows(documents), owner="who", time="at", columns={"verb": "what"})
    assert listed.progress.totals == expected


def test_a_short_verb_is_the_one_of_the_events_that_ends_so(documents: list[dict[str, Any]]) -> None:
    short = (
        Journey.new("Played, then paused")
        .waypoint("played", verb_called("played"), count=3)
        .waypoint("paused", verb_called("Paused"))
        .exit()
    )
    run = simulate(short, documents)
    assert run.progress.totals == simulate(PAUSED, documents).progress.totals
    assert f"'played' is {VIDEO}played" in run.notes
    calls = simulate(short, rows(documents), owner="who", time="at", event="what")
    assert calls.progress.totals == simulate(PAUSED, documents).progress.totals
    with pytest.raises(ValueError, match=r"no event is called 'playd'; the nearest is .*/played \(\d+\)"):
        simulate(Journey.new("Slip").waypoint("played", verb_called("playd")).exit(), documents)


def test_a_short_verb_that_may_be_two_is_not_guessed() -> None:
    two = [{**statement(0, "passed"), "id": "1"}, {**statement(1, "passed"), "verb": {"id": "urn:x:passed"}}]
    with pytest.raises(ValueError, match=r"'passed' may be any of .* write the one you mean in full"):
        simulate(Journey.new("Quiz").waypoint("quiz", verb_called("passed")).exit(), two)


def test_cells_are_read_as_what_they_are() -> None:
    id = UUID("0a9c2d4e-6f11-4c6a-9d5e-111111111111")
    table = pandas.DataFrame(
        {
            "user": [id],
            "event": ["Ordered"],
            "time": [date(2026, 1, 2)],
            "total": [Decimal("12.50")],
            "spent": [pandas.Timedelta(minutes=90)],
            "seen": [numpy.datetime64("2026-01-01T12:00:00.000000001")],
            "waited": [numpy.timedelta64(1_500, "ms")],
            "tags": [numpy.array([1, 2])],
            "gone": [pandas.NA],
        }
    )
    (event,) = events_of(table)
    assert isinstance(event, Event)
    assert event.document == {
        "type": "track",
        "userId": str(id),
        "event": "Ordered",
        "timestamp": "2026-01-02T00:00:00.000000Z",
        "properties": {
            "total": 12.5,
            "spent": "PT5400S",
            "seen": "2026-01-01T12:00:00.000000Z",
            "waited": "PT1.5S",
            "tags": [1, 2],
        },
    }
    track = {"type": "track", "userId": id, "event": "Ordered", "timestamp": datetime(2026, 1, 2, tzinfo=UTC)}
    (event,) = events_of(
        [{**track, "properties": {"spent": timedelta(hours=1), "of": ("a", numpy.int64(3))}}]
    )
    assert isinstance(event, Event)
    assert event.document["properties"] == {"spent": "PT3600S", "of": ["a", 3]}


QUIZ = Journey.new("Quiz").waypoint("quiz", verb("passed")).exit()
CALLS = pandas.DataFrame(
    {
        "user": ["ann", "bob"],
        "time": ["2026-01-01", "2026-01-02"],
        "event": ["Passed", "Failed"],
        "score": [1, 0],
    }
)
PASSED = Journey.new("Passed").waypoint("passed", verb_called("Passed"))


def test_what_is_rejected_is_told_once_and_everywhere() -> None:
    with pytest.warns(
        RejectedWarning, match=r"1 of 2 documents are no events\. rejected: document 2: no time"
    ) as told:
        run = simulate(QUIZ, [statement(0, "passed"), {"verb": {}}])
    assert len(told) == 1
    assert repr(run).splitlines()[0].startswith("Simulated('Quiz': 2 documents read, 1 of them no events")
    assert "rejected: document 2: no time" in repr(run)
    assert "rejected: document 2: no time" in run._repr_html_()


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        (
            [{"verb": {}}, {"verb": {}}],
            NoEvents,
            r"none of 2 documents is an event\nrejected: document 1: no time",
        ),
        (pandas.DataFrame({"a": [1]}), NoEvents, r"with the columns a: say .*, as in owner=\"COLUMN\""),
        (
            {"a": [1, 2], "b": [1]},
            TypeError,
            "the columns of a table are equally long; here a has 2, b has 1",
        ),
        ("https://lrs.example.org/xapi", StoreError, "is on the network: download it first"),
        (b"\x89PNG\r\n\x1a\n" + bytes(18), NoEvents, "the bytes: this is a"),
        (3, TypeError, "events are files, documents or a table, not int"),
        (pandas.DataFrame(), NoEvents, "a pandas frame without columns: say which of them"),
        (CALLS["user"], TypeError, "one Series do not say whose, when and what: give the table"),
        (CALLS.to_numpy(), TypeError, "one ndarray do not say .* pandas.DataFrame"),
        (CALLS.to_numpy().tolist(), NoEvents, "not a list; rows without names become a table by pandas"),
        (CALLS.groupby("user"), NoEvents, "not a list; rows without names"),
        (
            pandas.concat([CALLS, CALLS["user"]], axis=1),
            NoEvents,
            "more than one column is called user; rename",
        ),
        (CALLS.assign(time=[2025, 2026]), NoEvents, "row 1: '2025' is not a date and time such as"),
        (CALLS.assign(time=["01/02/2026", "noon"]), NoEvents, "row 2: 'noon' is not a date and time such as"),
        (CALLS.assign(user=[{"name": "ann"}] * 2), NoEvents, "userId is a text or a number, not an object"),
        ({"all": CALLS}, NoEvents, "document 1: neither an xAPI statement, nor"),
        (json.dumps([{"verb": {}}]), StoreError, r"this is JSON and no name of a file: give json.loads\(…\)"),
        (duckdb.connect(), TypeError, "the DuckDB connection has no rows to read: give a query"),
    ],
)
def test_what_cannot_be_read_is_an_error_in_a_sentence(
    given: Any, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        simulate(QUIZ, given)


def test_a_role_or_a_column_that_is_not_there_is_an_error_in_a_sentence() -> None:
    table = pandas.DataFrame({"who": ["a"], "at": ["2026-01-01"], "what": ["x"]})
    with pytest.raises(NoEvents, match="there is no column person"):
        simulate(QUIZ, table, owner="person", time="at", event="what")
    with pytest.raises(NoEvents, match="time is missing beside event"):
        simulate(QUIZ, table, owner="who", event="what")
    with pytest.raises(ValueError, match=r"a column holds one of owner, .*, not actor"):
        simulate(QUIZ, table, columns={"actor": "who"})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"owner": ["user"]}, "owner= is the name of a column, not list"),
        ({"owner": CALLS["user"]}, "owner= is the name of a column, not Series"),
        ({"columns": ["user"]}, 'columns= names columns by role, as in {"verb": "COLUMN"}, not list'),
    ],
)
def test_a_column_is_named_by_its_name(said: Any, sentence: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        simulate(PASSED.exit(), CALLS, **said)


def test_what_is_waited_for_is_no_event_yet() -> None:
    async def told() -> list[Any]:
        return []

    async def each() -> AsyncIterator[Any]:
        yield {}

    with pytest.raises(TypeError, match="not coroutine; await it first"):
        simulate(QUIZ, told())
    with pytest.raises(TypeError, match=r"not async_generator; collect them first: \[each async for"):
        simulate(QUIZ, each())


def test_the_journey_comes_before_the_events() -> None:
    for first, kind in ((CALLS, "DataFrame"), (Journey, "a class")):
        with pytest.raises(TypeError, match=rf"a journey is one by Journey.new\(…\), .*, not {kind}"):
            simulate(first, QUIZ)  # type: ignore[arg-type]


def test_columns_may_be_called_by_numbers_and_records_have_names() -> None:
    plain = simulate(PASSED.exit(), CALLS).report(owners=True)
    numbered = CALLS.set_axis(range(4), axis=1)
    assert simulate(PASSED.exit(), numbered, owner=0, time=1, event=2).progress.totals["completed"] == 1  # type: ignore[arg-type]
    assert simulate(PASSED.exit(), CALLS.to_records(index=False)).report(owners=True) == plain
    texts = pandas.Series([json.dumps(statement(0, "passed"))])
    assert simulate(QUIZ, texts).progress.totals["completed"] == 1


def test_a_day_may_be_a_number_of_eight_digits() -> None:
    days = simulate(PASSED.exit(), CALLS.assign(time=[20260101, 20260102]))
    assert days.frame.equals(simulate(PASSED.exit(), CALLS).frame)


def test_a_column_that_no_event_has_is_told_with_the_nearest() -> None:
    journey = PASSED.waypoint("well", {"properties.score": 1}).waypoint("again", col("scroe") > 0).exit()
    with pytest.warns(UserWarning, match="no event has a column 'scroe'; there are score"):
        run = simulate(journey, CALLS)
    assert "no event has a column 'scroe'; there are score" in run.notes


def test_extensions_are_columns_by_their_iri(documents: list[dict[str, Any]]) -> None:
    length = "result.extensions.https://w3id.org/xapi/video/extensions/length"
    for column, owners in ((col(length) > 100, 1), (~col(length).exists(), 0)):
        condition = verb_called(f"{VIDEO}seeked") & column
        run = simulate(Journey.new("Long").waypoint("long", condition).exit(), documents)
        assert (run.progress.totals["owners"] > 0) == owners
        assert any(note.startswith(f"column {length!r} is at statement.result") for note in run.notes)
    assert len(simulate(PAUSED, documents).by(length)) > 1
    with pytest.warns(UserWarning, match="no event has a column 'result.extensions.x:y'$"):
        simulate(Journey.new("None").waypoint("no", col("result.extensions.x:y") > 1).exit(), documents)


def test_a_changed_design_finds_short_verbs_in_the_events_of_the_run() -> None:
    run = simulate(PASSED.exit(), CALLS)
    assert "not started" not in str(in_flight(run, PASSED.exit()))


def test_editor_and_check_find_short_verbs_in_the_events() -> None:
    journey = PASSED.exit()
    assert check(journey).errors
    assert not check(journey, events=CALLS).errors
    assert not check(simulate(journey, CALLS)).errors
    editor = JourneyEditor(journey, CALLS)
    assert "1 matched" in editor.svg
    assert not [each for each in editor.findings if each["severity"] == "error"]
    unknown = Journey.new("Slip").waypoint("slip", verb_called("Pased")).exit()
    assert JourneyEditor(unknown, CALLS).findings[0]["severity"] == "error"


def test_events_of_nobody_are_told() -> None:
    with pytest.warns(
        RejectedWarning, match="none of 2 events says whose it is; the journey tracks people by actor"
    ):
        run = simulate(PASSED.exit(), CALLS.assign(user=None))
    assert "not counted: 2 without an owner" in repr(run)
    assert "not counted: 1 without an owner" in repr(
        simulate(PASSED.exit(), CALLS.assign(user=["ann", None]))
    )


def test_documents_stay_in_their_file_and_are_read_when_a_view_asks(folder: Path) -> None:
    run = simulate(PAUSED, folder)
    assert all(event.document is None for person in run.progress.people for event in person.log)
    rows = stuck(run).frame
    assert rows["why"][:20].str.contains("waits for").all()
    assert len(rows) > 0
    owner = rows["owner"][0]
    assert "waits for" not in str(explain(run, owner))  # in full: every event, and what would help
    kept = simulate(
        PAUSED, [json.loads(line) for path in folder.iterdir() for line in path.read_text().splitlines()]
    )
    assert str(explain(run, owner)) == str(explain(kept, owner))


def test_the_events_of_a_log_and_of_files_are_found_by_owner(folder: Path) -> None:
    log, files = (simulate(PAUSED, given) for given in (folder.parent / "log", folder))
    owner = files.progress.people[0].owner
    found = [sorted(event.id for event in run.progress.events_of([owner])[owner]) for run in (log, files)]
    assert found[0] == found[1]
    assert len(found[0]) > 3


def test_an_iterator_is_held_and_can_be_asked_again() -> None:
    def told() -> Iterator[dict[str, Any]]:
        yield statement(0, "passed")

    given = GivenEvents(told())
    assert len(list(given.events())) == len(list(given.events())) == 1


def test_an_editor_takes_a_long_file_into_a_log_once(
    documents: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(condition_counts, "LONG", 1_000)
    monkeypatch.setattr(loader, "MOST_HELD", 100)
    path = tmp_path / "long.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in documents))
    counted = [
        evidence.count(verb_called(f"{VIDEO}played")).matched
        for evidence in (condition_counts.evidence_of(each) for each in (path, path, documents))
    ]
    assert counted[0] == counted[1] == counted[2] > 100
    assert len(list((tmp_path / ".waypost" / "logs").iterdir())) == 1
