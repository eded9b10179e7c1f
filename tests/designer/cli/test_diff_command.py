"""``waypost diff``, as a person would type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from scenario import document, entry, exit_, first_match, statement, verb, waypoint

STEPS = {
    "start": entry(verb("began")),
    "quiz": waypoint("passed"),
    "done": exit_(),
    "lost": exit_(completes=False),
}
PATIENT = document(STEPS, "start>quiz>done", "quiz>lost after 2h")
HASTY = document(STEPS, "start>quiz>done", "quiz>lost after 1h", description="In a hurry")
NAMED = document(STEPS, "start>quiz>done", "quiz>lost after 120m", description="As it was")
TOLD = [
    statement(0, "began"),
    statement(30, "passed"),
    statement(0, "began", "bob"),
    statement(90, "passed", "bob"),
]


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    waypost = Terminal(tmp_path)
    for name, journey in {"patient": PATIENT, "hasty": HASTY, "named": NAMED}.items():
        waypost.write(f"{name}.json", journey)
    waypost.write("log.ndjson", TOLD)
    return waypost


def test_it_tells_what_changed_in_meaning_and_then_in_words(waypost: Terminal) -> None:
    said = waypost("diff", waypost.folder / "patient.json", waypost.folder / "hasty.json")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "the timeout of the transition from quiz to lost is 1h, no longer 2h",
        "only in words: the description of the journey changed",
    ]


def test_words_alone_are_told_as_such(waypost: Terminal) -> None:
    said = waypost("diff", waypost.folder / "patient.json", waypost.folder / "named.json")
    assert said.out.splitlines()[0] == "nothing changed in meaning"


def test_with_events_it_tells_who_moves_differently(waypost: Terminal) -> None:
    log = waypost.folder / "log.ndjson"
    said = waypost("diff", waypost.folder / "patient.json", waypost.folder / "hasty.json", "--events", log)
    assert said.out.splitlines()[2:] == [
        "1 owner moves differently, 1 the same",
        "  completed at done → gave up at lost: 1 (mailto:bob@example.org)",
        "    1 at quiz: verb.id = passed before, after 1h now",
        "  mailto:bob@example.org goes elsewhere",
        "    first:  start>quiz>done completed",
        "    second: start>quiz>lost gave up",
    ]


def test_who_goes_the_same_way_at_another_time_is_counted(waypost: Terminal) -> None:
    waypost.write("late.ndjson", [statement(0, "began"), statement(0, "left"), statement(999, "left", "bob")])
    log = waypost.folder / "late.ndjson"
    said = waypost("diff", waypost.folder / "patient.json", waypost.folder / "hasty.json", "--events", log)
    assert said.out.splitlines()[2:] == [
        "1 owner moves differently, 0 the same",
        "  the same way at another time: 1 (mailto:anna@example.org)",
    ]


def test_the_answer_has_its_shape(waypost: Terminal) -> None:
    log = waypost.folder / "log.ndjson"
    words = (
        "diff",
        waypost.folder / "patient.json",
        waypost.folder / "hasty.json",
        "--json",
        "--events",
        log,
    )
    answer = waypost(*words).json
    assert (answer["same_meaning"], answer["renamed"]) == (False, {})
    assert answer["changes"][1] == {
        "kind": "changed",
        "part": "transition",
        "id": "quiz>lost",
        "field": "after",
        "before": "2h",
        "after": "1h",
        "message": "the timeout of the transition from quiz to lost is 1h, no longer 2h",
        "meaning": True,
    }
    assert answer["moves"]["same"] == 1
    assert answer["moves"]["totals"]["after"]["gave_up"] == 1
    assert answer["moves"]["different"] == [
        {
            "owner": {"mbox": "mailto:bob@example.org"},
            "how": "path",
            "before": [{"status": "completed", "path": "start>quiz>done"}],
            "after": [{"status": "gave_up", "path": "start>quiz>lost"}],
        }
    ]


def test_the_first_and_the_second_keep_their_sides_whichever_reads_more(waypost: Terminal) -> None:
    """A condition that names an escaped key makes its design the one that says how events are read."""
    path = "statement.context.extensions.http://x&46;org/y"
    dotted = {**STEPS, "quiz": {"kind": "waypoint", "condition": {path: 1}}}
    other = waypost.write("dotted.json", document(dotted, "start>quiz>done", "quiz>lost after 2h"))
    told = [statement(0, "began"), statement(1, "x", context={"extensions": {"http://x.org/y": 1}})]
    log = waypost.write("dots.ndjson", told)
    for first, second, status in (
        (waypost.folder / "patient.json", other, "after"),
        (other, waypost.folder / "patient.json", "before"),
    ):
        (different,) = waypost("diff", first, second, "--json", "--events", log).json["moves"]["different"]
        assert different[status] == [{"status": "completed", "path": "start>quiz>done"}]


def test_a_file_that_means_nothing_is_refused_with_its_findings(waypost: Terminal) -> None:
    broken = waypost.write("broken.json", {**PATIENT, "transitions": PATIENT["transitions"][:1]})
    said = waypost("diff", waypost.folder / "patient.json", broken)
    assert (said.code, said.out) == (1, "")
    assert "'quiz' lacks a transition to the next step" in said.err


def test_progress_says_in_one_sentence_what_becomes_of_everybody_in_flight(waypost: Terminal) -> None:
    steps = {"start": first_match(), "read": waypoint("read"), "quiz": waypoint("passed"), "done": exit_()}
    before = waypost.write("before.json", document(steps, "start>read>quiz>done"))
    after = waypost.write(
        "after.json", document({**steps, "quiz": exit_()}, "start>read>done", "read>quiz after 1d")
    )
    events = waypost.write("events.ndjson", [statement(0, "read"), statement(1, "read", "ben")])
    said = waypost("diff", before, after, events, "--progress")
    assert said.code == 0
    assert (
        "Of 2 attempts in flight, 0 stay where they are, 2 are through. 2 wait now at a step that is gone."
        in said.out
    )
    assert "waiting at quiz, which is gone: 2 (mailto:anna@example.org, mailto:ben@example.org)\n" in said.out
    assert "  skip forward: 2 completed at done\n" in said.out
    found = waypost("diff", before, after, events, "--progress", "--json").json["progress"]
    assert (found["in_flight"], found["ends"], found["stranded"]) == (2, 2, 2)
    waypost("log", "import", events)
    assert waypost("diff", before, after, "--progress", "--json").json["progress"] == found


def test_changes_of_the_outcome_come_first_in_groups_with_the_reason(waypost: Terminal) -> None:
    before, after = waypost.write("before.json", HASTY), waypost.write("after.json", PATIENT)
    told = [*TOLD, statement(0, "began", "cleo"), statement(100, "passed", "cleo")]
    events = waypost.write("events.ndjson", told)
    said = waypost("diff", before, after, "--events", events).out.splitlines()
    first = said.index("2 owners move differently, 1 the same")
    assert said[first + 1 : first + 3] == [
        "  gave up at lost → completed at done: 2 (mailto:bob@example.org, mailto:cleo@example.org)",
        "    2 at quiz: after 1h before, verb.id = passed now",
    ]
    (group,) = waypost("diff", before, after, events, "--json").json["moves"]["outcomes"]
    assert (group["count"], group["before"], group["after"]) == (
        2,
        {"status": "gave_up", "step": "lost"},
        {"status": "completed", "step": "done"},
    )
    assert group["reasons"] == {"at quiz: after 1h before, verb.id = passed now": 2}
