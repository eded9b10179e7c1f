"""Every front end reads every container, compressed or not: the cells of the table in docs/events.md."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cli import Said, Terminal
from container_table import COMPRESSIONS, CONTAINERS, FRONT_ENDS, LIFE, QUIZ, is_read, served
from practice import practice

from designer.notebook.code.simulations import NoEvents, simulate
from designer.simulation.evidence.loader import open_evidence

DOCS = Path(__file__).parents[3] / "docs" / "events.md"
IN_TURN = [
    (container, compression, list(FRONT_ENDS)[(row + column) % len(FRONT_ENDS)])
    for row, container in enumerate(CONTAINERS)
    for column, compression in enumerate(COMPRESSIONS)
]


def documented() -> list[list[str]]:
    """The cells of the table, with its head and the names of its rows."""
    _, _, behind = DOCS.read_text("utf-8").partition("## Each cell tried")
    rows = [line.strip("|").split("|") for line in behind.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in (rows[0], *rows[2 : 2 + len(CONTAINERS)])]


@pytest.mark.parametrize(("container", "compression", "front_end"), IN_TURN)
def test_every_front_end_reads_it_as_the_docs_say(container: str, compression: str, front_end: str) -> None:
    head, *rows = documented()
    (said,) = [row[head.index(compression)] for row in rows if row[0] == container]
    assert is_read(container, compression, front_end) is (said == "all" or front_end in said.split(", "))


def test_the_server_takes_what_the_docs_say(tmp_path: Path) -> None:
    head, *rows = documented()
    assert head == ["", *COMPRESSIONS, "`serve`"]
    with practice(tmp_path) as server:
        assert {row[0]: row[-1] for row in rows} == {each: served(server, each) for each in CONTAINERS}


def test_comparisons_and_scenarios_read_packed_files(tmp_path: Path) -> None:
    waypost = Terminal(tmp_path)
    design = waypost.write("quiz.json", QUIZ)
    events = waypost.write("events", gzip.compress(json.dumps({"statements": LIFE}).encode()))
    assert "0 owners move differently, 1 the same" in waypost("diff", design, design, "--events", events).out
    scenario = {"journey": "quiz.json", "events": [{"file": "events"}], "expect": {"anna@example.org": {}}}
    assert waypost("test", waypost.write("all.scenario.json", scenario)).code == 0


EMPTY = {
    "nothing": b"",
    "blank lines": b"\n \r\n\n",
    "a byte order mark": "\n".encode("utf-16"),
    "nothing in gzip": gzip.compress(b""),
    "nothing in a zip": COMPRESSIONS["zip"](b""),
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


def test_a_pipe_is_read_once_and_told_from_the_one_before(tmp_path: Path) -> None:
    waypost = Terminal(tmp_path)
    design, pipe = waypost.write("quiz.journey.json", QUIZ), tmp_path / "pipe"
    os.mkfifo(pipe)

    def piped(*words: str | Path, life: list[dict[str, Any]] = LIFE) -> Said:
        lines = "".join(json.dumps(each) + "\n" for each in life)
        writer = Thread(target=lambda: pipe.write_text(lines))
        writer.start()
        try:
            return waypost(*words)
        finally:
            writer.join()

    assert "1 attempt waiting" in piped("who", design, pipe, life=LIFE[:1]).out
    explained = piped("explain", design, pipe, "--owner", "anna@example.org")
    assert (explained.code, "quiz" in explained.out) == (0, True)
    assert piped("log", "import", pipe, "--json", life=LIFE[:1]).json["added"] == 1
    assert piped("log", "import", pipe, "--json", life=LIFE[1:]).json["added"] == 1
    assert piped("log", "import", pipe, life=[]).code == 1
