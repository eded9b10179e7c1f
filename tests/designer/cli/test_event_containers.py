"""Every front end reads every container, compressed or not: the cells of the table in docs/events.md."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from cli import Terminal
from scenario import document, exit_, first_match, statement, waypoint

from designer.notebook.code.simulations import NoEvents, simulate
from designer.simulation.evidence.loader import open_evidence

Life = list[dict[str, Any]]

QUIZ = document({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
LIFE = [statement(day, "passed", object={"id": "http://example.org/quiz"}, id=f"{day}") for day in (1, 2)]
COLUMNS = "id", "email", "verb", "object", "ts"
ROWS = [
    (each["id"], "anna@example.org", each["verb"]["id"], each["object"]["id"], each["timestamp"])
    for each in LIFE
]


def parquet(life: Life, folder: Path) -> bytes:
    values = ", ".join(map(str, ROWS))
    path = folder / "made.parquet"
    duckdb.execute(f"COPY (FROM (VALUES {values}) AS t({', '.join(COLUMNS)})) TO '{path}' (FORMAT parquet)")
    try:
        return path.read_bytes()
    finally:
        path.unlink()


CONTAINERS: dict[str, Callable[[Life, Path], bytes]] = {
    "NDJSON": lambda life, _: b"".join(json.dumps(each).encode() + b"\n" for each in life),
    "an array": lambda life, _: json.dumps(life).encode(),
    "values over several lines": lambda life, _: "\n".join(
        json.dumps(each, indent=2) for each in life
    ).encode(),
    "a StatementResult": lambda life, _: json.dumps({"statements": life, "more": ""}).encode(),
    "a batch": lambda life, _: json.dumps({"batch": life}).encode(),
    "a connection": lambda life, _: json.dumps({"edges": [{"node": each} for each in life]}).encode(),
    "CSV": lambda life, _: "".join(",".join(row) + "\n" for row in (COLUMNS, *ROWS)).encode(),
    "Parquet": parquet,
}


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events", content)
    return file.getvalue()


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "zip": zipped}


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_front_end_reads_it(tmp_path: Path, container: str, compression: str) -> None:
    waypost = Terminal(tmp_path)
    design = waypost.write("quiz.json", QUIZ)
    events = waypost.write("events", COMPRESSIONS[compression](CONTAINERS[container](LIFE, tmp_path)))
    simulated = waypost("simulate", design, events, "--owners", "--json").json
    assert (simulated["events"]["matched"], simulated["totals"]["completed"]) == (2, 1)
    assert waypost("recalculate", design, events, "--owners", "--json").json == simulated
    assert waypost("log", "import", events, "--json").json["added"] == 2
    explained = waypost("explain", design, events, "--owner", "anna@example.org")
    assert (explained.code, "quiz" in explained.out) == (0, True)
    assert "0 owners move differently, 1 the same" in waypost("diff", design, design, "--events", events).out
    scenario = {"journey": "quiz.json", "events": [{"file": "events"}], "expect": {"anna@example.org": {}}}
    assert waypost("test", waypost.write("all.scenario.json", scenario)).code == 0
    assert simulate(QUIZ, events).report(owners=True)["owners"] == simulated["owners"]
    assert len(open_evidence(events, tmp_path)) == 2  # as the terminal app attaches it


EMPTY = {
    "nothing": b"",
    "blank lines": b"\n \r\n\n",
    "a byte order mark": "\n".encode("utf-16"),
    "nothing in gzip": gzip.compress(b""),
    "nothing in a zip": zipped(b""),
}


@pytest.mark.parametrize("content", EMPTY.values(), ids=EMPTY)
def test_where_there_is_nothing_every_front_end_says_so(tmp_path: Path, content: bytes) -> None:
    waypost = Terminal(tmp_path)
    design, file = waypost.write("quiz.journey.json", QUIZ), tmp_path / "events"
    file.write_bytes(content)
    for arguments in (
        ("simulate", design, file),
        ("simulate", design, file, "--json"),
        ("explain", design, file, "--owner", "anna"),
        ("diff", design, design, "--events", file),
        ("check", design, "--events", file),
        ("log", "import", file),
        ("recalculate", design, file),
        ("recalculate", design, file),
    ):
        said = waypost(*arguments)
        assert (said.code, "events is empty; there is no event in it" in said.err) == (1, True), arguments
    with pytest.raises(NoEvents, match="is empty; there is no event in it"):
        simulate(QUIZ, file)
    assert "is empty" in open_evidence(file, tmp_path).rejected.impression


def test_an_empty_file_among_others_is_told_and_an_empty_list_is_understood(tmp_path: Path) -> None:
    waypost = Terminal(tmp_path)
    design = waypost.write("quiz.journey.json", QUIZ)
    for name, content in (("empty", ""), ("life", "".join(json.dumps(each) + "\n" for each in LIFE))):
        (tmp_path / name).write_text(content)
    said = waypost("simulate", design, tmp_path / "empty", tmp_path / "life")
    assert (said.code, said.err) == (0, f"{tmp_path / 'empty'} is empty\n")
    (tmp_path / "empty").write_text("[]")
    said = waypost("simulate", design, tmp_path / "empty")
    assert (said.code, "there is no document in it" in said.err) == (0, True)


def test_a_file_without_events_is_told_each_time_it_is_recalculated(tmp_path: Path) -> None:
    waypost = Terminal(tmp_path)
    design, file = waypost.write("quiz.journey.json", QUIZ), tmp_path / "machine.json"
    file.write_text('{"initial": "a", "states": {"a": {"on": {}}}}\n')
    for _ in range(2):
        said = waypost("recalculate", design, file)
        assert (said.code, "an XState machine" in said.err) == (1, True)
    file.write_text("".join(json.dumps(each) + "\n" for each in LIFE))
    assert waypost("recalculate", design, file).code == 0
