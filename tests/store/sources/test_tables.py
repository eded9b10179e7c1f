"""Rows of tables become events: by the names of columns, or by what somebody says they hold."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars
import pyarrow
import pytest
from event_forms import FORMS, arrow_file, columns
from pyarrow import ipc

from engine.events import Event
from engine.journey import from_document
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation
from store.errors import StoreError
from store.sources.column_mapping import ColumnMapping, parse
from store.sources.line import RejectedDocument
from store.sources.python_values import events_in
from store.sources.reader import Reader

EXCERPT = Path(__file__).parents[3] / "designer" / "examples" / "video-statements.ndjson.gz"
VIDEO = "https://w3id.org/xapi/video/verbs/"
PLAYED = from_document(
    {
        "format": 1,
        "id": "played",
        "name": "Played thrice, then paused",
        "steps": {
            "start": {"kind": "entry", "trigger": {"on": "first_match"}},
            "played": {"kind": "waypoint", "count": 3, "condition": {"statement.verb.id": VIDEO + "played"}},
            "paused": {"kind": "waypoint", "condition": {"statement.verb.id": VIDEO + "paused"}},
            "done": {"kind": "exit"},
        },
        "transitions": [
            {"from": "start", "to": "played"},
            {"from": "played", "to": "paused"},
            {"from": "paused", "to": "done"},
        ],
    }
)
CALLS = """\
id,user_id,event,ts,price,ok,code
1,007,Order Completed,2024-01-01T00:00:00Z,12.5,true,01234
2,8,"Cart, viewed",1704153600,3,false,2
3,9,Cart,2024-01-03 10:00:00,,,
"""
FIRST = {
    "type": "track",
    "messageId": "1",
    "userId": "007",
    "event": "Order Completed",
    "timestamp": "2024-01-01T00:00:00Z",
    "properties": {"price": 12.5, "ok": True, "code": "01234"},
}


def put(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


def read(path: Path, columns: str = "") -> tuple[list[Event], list[RejectedDocument], list[str]]:
    told: list[str] = []
    reader = Reader([str(path)], columns=parse(columns) if columns else None, tell=told.append)
    found = list(reader.events())
    events = [each for each in found if isinstance(each, Event)]
    return events, [each for each in found if isinstance(each, RejectedDocument)], told


def progress(given: Any) -> dict[str, Any]:
    simulation = Simulation(Plan(PLAYED))
    for event in events_in(given):
        assert isinstance(event, Event), event
        simulation.add(event)
    return report(simulation.result(), owners=True)


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return gzip.decompress(EXCERPT.read_bytes()).splitlines(keepends=True)[:600]


@pytest.fixture(scope="module")
def ndjson(lines: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("statements") / "lines.ndjson"
    path.write_bytes(b"".join(lines))
    return path


@pytest.fixture(scope="module")
def expected(ndjson: Path) -> dict[str, Any]:
    return progress(ndjson)


@pytest.mark.parametrize("form", FORMS)
def test_real_statements_mean_the_same_however_they_come(
    ndjson: Path, tmp_path: Path, expected: dict[str, Any], form: str
) -> None:
    assert expected["totals"]["owners"] > 20
    assert progress(FORMS[form](ndjson, tmp_path)) == expected


def test_a_polars_frame_whose_ids_are_bytes(ndjson: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    frame = polars.read_parquet(columns(ndjson, tmp_path))
    assert frame.schema["id"] == polars.Binary
    assert progress(frame) == expected


def test_rows_become_track_calls_by_guess(tmp_path: Path) -> None:
    path = put(tmp_path / "calls.csv", CALLS)
    events, rejected, told = read(path)
    assert events[0].document == FIRST
    assert events[1].document["event"] == "Cart, viewed"
    assert events[1].document["timestamp"] == "2024-01-02T00:00:00.000000Z"
    assert events[2].document["properties"] == {}
    assert events[2].time == events[0].time + (2 * 24 + 10) * 3_600_000_000
    assert rejected == []
    assert told == [
        f"{path}: a CSV file, its rows become track calls: owner=user_id,event=event,time=ts,id=id "
        "(guessed; --columns says otherwise)"
    ]


def test_rows_become_statements_as_somebody_says(tmp_path: Path) -> None:
    lines = "who;did;what;when;result.score.scaled;room\na@example.org;http://x/v;http://x/o;2024-01-01T00:00:00Z;0.8;B2\n"
    path = put(tmp_path / "told", lines)
    (event,), rejected, told = read(path, "owner=who,verb=did,object=what,time=when")
    assert event.document["statement"]["actor"]["mbox"] == "mailto:a@example.org"
    assert event.document["statement"]["verb"]["id"] == "http://x/v"
    assert event.document["statement"]["result"] == {"score": {"scaled": 0.8}}
    assert event.document["statement"]["context"] == {"extensions": {"urn:column:room": "B2"}}
    assert rejected == []
    assert told == [
        f"{path}: a CSV file, its rows become statements: owner=who,time=when,verb=did,object=what"
    ]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ("", "a CSV file with the columns a, b: say which of them hold what, as in --columns owner="),
        ("owner=a,event=b,time=c", "there is no column c"),
    ],
)
def test_a_table_that_is_not_plain_is_named(tmp_path: Path, columns: str, why: str) -> None:
    events, (rejected,), _ = read(put(tmp_path / "x", "a,b\n1,2\n3,4\n"), columns)
    assert events == []
    assert why in rejected.reason


def test_a_row_that_has_other_cells_is_rejected_alone(tmp_path: Path) -> None:
    events, (rejected,), _ = read(put(tmp_path / "x", CALLS + "4,10\n" + CALLS.splitlines()[1] + "\n"))
    assert len(events) == 4
    assert str(rejected) == f"{tmp_path}/x, row 4: a row of 2 cells under 7 columns"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_tables_are_compressed_and_encoded_as_texts_are(
    tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "x"
    path.write_bytes(pack(CALLS.replace(",", "\t").replace("Cart\t", "Cart,").encode(encoding)))
    assert read(path)[0][0].document == FIRST


def test_rows_in_json_are_read_as_somebody_says(tmp_path: Path) -> None:
    path = put(
        tmp_path / "x", '{"user": 7, "what": "Ordered", "at": 1704067200, "total": 3}\n' * 2 + '{"a": 1}\n'
    )
    events, (rejected,), _ = read(path, "owner=user,event=what,time=at")
    assert events[0].document["userId"] == "7"
    assert events[0].document["properties"] == {"total": 3}
    assert rejected.line == 3


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("owner", "is not ROLE=COLUMN"),
        ("who=a", "ROLE is one of owner, event"),
        ("owner=a,owner=b", "given twice"),
        ("event=a", "owner and time is missing beside event"),
        ("owner=a,time=b", "name the column of the event"),
    ],
)
def test_a_mapping_that_cannot_be_read(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(typed)


def test_a_mapping_is_written_as_it_is_typed() -> None:
    typed = "owner=who,event=what,time=when"
    assert str(parse(typed)) == typed
    assert parse(typed) == ColumnMapping(shape="calls", owner="who", event="what", time="when")


def test_a_damaged_file_of_columns_is_an_error_in_a_sentence(ndjson: Path, tmp_path: Path) -> None:
    for form in (columns, arrow_file):
        path = form(ndjson, tmp_path)
        path.write_bytes(path.read_bytes()[:-2000])
        with pytest.raises(StoreError, match=str(path)):
            read(path)


def test_an_arrow_file_with_text_that_is_none_is_damaged(tmp_path: Path) -> None:
    names = pyarrow.array([b"Done \x8c"], pyarrow.binary()).view(pyarrow.string())
    rows = pyarrow.table({"user_id": ["u"], "event": names, "ts": ["2024-01-01T00:00:00Z"]})
    path = tmp_path / "rows.arrow"
    with ipc.new_file(path, rows.schema) as writer:
        writer.write_table(rows)
    with pytest.raises(StoreError, match="the Arrow file is damaged"):
        list(Reader([str(path)]).events())
