"""``waypost log`` and ``waypost recalculate``, as a person would type them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from cli import Terminal
from scenario import document, exit_, first_match, statement, waypoint

from designer import examples

QUIZ = document(
    {"start": first_match(), "quiz": waypoint("passed", count=2), "done": exit_()}, "start>quiz>done"
)
LIFE = [statement(2, "passed"), statement(1, "passed"), statement(1, "passed", "dave"), statement(3, "seen")]


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    assert terminal("import", terminal.write("quiz.json", QUIZ), "--name", "quiz").code == 0
    return terminal


def test_a_log_is_made_and_asked(waypost: Terminal) -> None:
    events = waypost.write("life.ndjson", LIFE)
    events.write_text(events.read_text() + "nonsense\n")
    said = waypost("log", "import", events, "--json")
    assert said.json == {
        "log": str(waypost.folder / "workspace" / "log"),
        "read": 5,
        "added": 4,
        "duplicates": 0,
        "conflicting": 0,
        "rejected": 1,
        "skipped": 0,
        "reasons": [
            {
                "reason": "not JSON: JSON is malformed: invalid character (byte 4)",
                "count": 1,
                "first": f"{events}, line 5",
            }
        ],
    }
    again = waypost("log", "import", events)
    assert "0 events added" in again.out
    assert "5 skipped: taken in before" in again.out
    found = waypost("log", "info", "--json").json
    assert (found["events"]["kept"], found["owners"]) == (4, 2)
    assert found["verbs"] == {"http://example.org/verbs/passed": 3, "http://example.org/verbs/seen": 1}
    told = waypost("log", "info")
    assert "4 events of 2 owners" in told.out
    assert "life.ndjson, line 5: not JSON" in told.err


def test_one_id_with_two_contents_counts_once_everywhere(waypost: Terminal) -> None:
    first, second = statement(1, "passed", id="1"), statement(1, "passed", "dave", id="1")
    events = waypost.write("twins.ndjson", [first, second])
    said = waypost("log", "import", events)
    assert said.out == f"1 event added to {waypost.folder / 'workspace' / 'log'}\n"
    assert "1 event had the id of another with another content" in said.err
    assert waypost("log", "info").out.startswith("1 event of 1 owner\n1 more event with the id of another")
    simulated = waypost("simulate", "quiz", events, "--json").json
    assert (simulated["events"]["duplicates"], simulated["totals"]["owners"]) == (1, 1)


@pytest.mark.parametrize("named", ["the workspace's log", "a log", "a file"])
def test_the_answer_is_that_of_simulate(waypost: Terminal, named: str) -> None:
    events = waypost.write("life.ndjson", LIFE)
    events.write_text(events.read_text() + "nonsense\n")
    log = {"the workspace's log": [], "a log": [waypost.folder / "there"], "a file": [events]}[named]
    into = ["--into", *log] if named == "a log" else []
    if named != "a file":
        waypost("log", "import", events, *into)
    expected = waypost("simulate", "quiz", events, "--owners", "--json")
    assert waypost("recalculate", "quiz", *log, "--owners", "--json").out == expected.out
    assert waypost("recalculate", "quiz", *log).out == waypost("simulate", "quiz", events).out


def test_only_what_is_new_is_done_again(waypost: Terminal) -> None:
    events = waypost.write("life.ndjson", LIFE)
    assert "2 owners were computed anew" in waypost("recalculate", "quiz", events).err
    assert "4 of 4 events were done before; 0 owners" in waypost("recalculate", "quiz", events).err
    waypost.write("life.ndjson", [*LIFE, statement(3, "passed", "dave")])
    said = waypost("recalculate", "quiz", events, "--json")
    assert "1 owner was computed anew" in said.err
    assert said.json["totals"]["completed"] == 2


def test_how_it_stands(waypost: Terminal) -> None:
    assert waypost("recalculate", "quiz", "--status").out == "never recalculated\n"
    waypost("recalculate", "quiz", waypost.write("life.ndjson", LIFE))
    status = waypost("recalculate", "quiz", "--status", "--json").json
    assert (status["inProgress"], status["totalCount"], status["remainingCount"]) == (False, 4, 0)
    assert waypost("recalculate", "quiz", "--status").out.startswith("finished: 4 of 4 events done")


def test_what_cannot_be_done_is_said(waypost: Terminal) -> None:
    for words, code, told in (
        (["recalculate", "quiz"], 2, "waypost log import"),
        (["recalculate", "quiz", "nowhere"], 3, "no file nowhere"),
        (["recalculate", "nothing", "x"], 2, "no design named"),
        (["log", "info"], 2, "waypost log import"),
        (["log", "import", "nowhere"], 3, "no file nowhere"),
        (
            ["recalculate", "quiz", waypost.write("e", LIFE), "--dask", "tcp://127.0.0.1:1"],
            3,
            "dask scheduler",
        ),
    ):
        said = waypost(*words)
        assert (said.code, said.out) == (code, ""), words
        assert told in said.err, words


def test_real_statements_from_a_compressed_file(waypost: Terminal) -> None:
    part = examples.path(examples.VIDEO)
    lines = gzip.decompress(part.read_bytes()).splitlines()
    verbs = [json.loads(line)["verb"]["id"] for line in lines]
    steps = {
        "start": first_match(),
        "first": {"kind": "waypoint", "count": 2, "condition": {"statement.verb.id": verbs[0]}},
        "done": exit_(),
    }
    name = waypost(
        "import", waypost.write("mooc.json", document(steps, "start>first>done", id="mooc"))
    ).out.strip()
    expected = waypost("simulate", name, part, "--owners", "--json").out
    assert waypost("recalculate", name, part, "--owners", "--json").out == expected
    assert waypost("recalculate", name, part, "--owners", "--json", "--workers", "2").out == expected
