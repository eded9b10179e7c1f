"""``waypost test``, as a person and a CI system would use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cli import Terminal
from scenario import callback, design, document, exit_, first_match, statement, verb, waypoint

from designer import examples
from engine.journey import dumps

PASSED = verb("passed")["statement.verb.id"]
FAILED = verb("failed")["statement.verb.id"]
STEPS = {
    "start": first_match(),
    "quiz": {**waypoint("passed"), "name": "The quiz"},
    "tell": callback(),
    "done": exit_(),
}
QUIZ = document(STEPS, "start>quiz>tell>done")
ANNA = [{"who": "anna@example.org", "event": PASSED}]
DONE = {"anna@example.org": {"path": "start>quiz>tell>done", "sends": ["tell"]}}
FAULT = {"anna@example.org": {"path": "start>quiz>tell>done"}, "bob": {"attempts": []}}


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    waypost = Terminal(tmp_path)
    waypost.write("quiz.journey.json", QUIZ)
    return waypost


def scenario(waypost: Terminal, file: str, happens: list[Any], expect: dict[str, Any], **fields: Any) -> Path:
    told = {"name": file, "journey": "quiz.journey.json", "events": happens, "expect": expect} | fields
    return waypost.write(f"{file}.scenario.json", told)


def test_the_examples_hold(waypost: Terminal) -> None:
    said = waypost("test", examples.path("README.md").parent)
    assert (said.code, said.err) == (0, "")
    assert "✓ The example of Learning Locker's documentation" in said.out
    assert said.out.endswith("6 scenarios: 6 passed\n")


def test_a_failure_tells_what_was_expected_what_happened_and_why(waypost: Terminal) -> None:
    happens = [{"who": "anna@example.org", "event": FAILED}, {"who": "bob", "event": PASSED}]
    path = scenario(waypost, "quiz", happens, FAULT)
    said = waypost("test", path)
    assert (said.code, said.err) == (1, "")
    assert said.out == (
        f"✗ quiz  ({path})\n"
        "    anna@example.org\n"
        "      attempts\n"
        "        expected  1 (start>quiz>tell>done)\n"
        "        happened  none\n"
        "      why\n"
        "        no attempt has started\n"
        "        2026-01-01 00:00:00  event-1  no: verb.id = passed"
        ' (found "http://example.org/verbs/failed")\n'
        "        to move it on: an event for start, to tell\n"
        "    bob\n"
        "      attempts\n"
        "        expected  none\n"
        "        happened  1 (start>quiz>tell>done completed)\n"
        "      why\n"
        "        it completed on 2026-01-01 00:00:01\n"
        "        2026-01-01 00:00:01  event-2  starts the attempt\n"
        "1 scenario: 1 failed\n"
    )


def test_one_that_cannot_be_run_is_told_with_every_place_and_the_others_are_run(waypost: Terminal) -> None:
    scenario(waypost, "a", ANNA, {"anna@example.org": {"path": "start>qiuz"}}, seeds=1)
    scenario(waypost, "b", ANNA, {"anna@example.org": {"path": "start>qiuz"}, "dora": {}})
    scenario(waypost, "c", ANNA, DONE)
    said = waypost("test", waypost.folder)
    assert said.code == 1
    assert "$.seeds: the key 'seeds' is not known here (did you mean 'seed'?) [unknown-key]" in said.out
    assert "$.expect.anna@example.org.path: the journey has no step 'qiuz' (did you mean 'quiz'?)" in said.out
    assert "$.expect.dora: no event is of 'dora'" in said.out
    assert said.out.endswith("3 scenarios: 1 passed, 2 invalid\n")


def test_the_journey_is_a_file_beside_it_or_a_design_of_the_workspace(waypost: Terminal) -> None:
    name = waypost("import", waypost.folder / "quiz.journey.json").out.strip()
    path = scenario(waypost, "kept", ANNA, DONE, journey=name)
    assert waypost("test", path).code == 0
    said = waypost("test", scenario(waypost, "gone", ANNA, DONE, journey="nowhere"))
    assert said.code == 1
    assert "$.journey: nowhere: there is no file 'nowhere', and" in said.out
    for wrong in ("..", "a b", "x\x00"):
        assert waypost("test", scenario(waypost, "wrong", ANNA, DONE, journey=wrong)).code == 1
    waypost.write("broken.json", {**QUIZ, "transitions": QUIZ["transitions"][1:]})
    said = waypost("test", scenario(waypost, "broken", ANNA, DONE, journey="broken.json"))
    assert said.code == 1
    assert "$.journey: its $.steps.start: 'start' lacks a transition to the next step" in said.out


def test_events_may_come_from_a_file_of_which_every_line_must_be_one(waypost: Terminal) -> None:
    waypost.write("log.ndjson", [statement(0, "passed"), statement(1, "passed", "bob")])
    both = {**DONE, "bob@example.org": {"status": "completed"}}
    path = scenario(waypost, "log", [{"file": "log.ndjson"}], both)
    assert waypost("test", path).code == 0
    waypost.write("log.ndjson", '{"type": "song"}\n')
    said = waypost("test", path)
    assert said.code == 1
    assert "$.events[0].file: log.ndjson, line 1: the type 'song' is no call" in said.out
    (waypost.folder / "log.ndjson").unlink()
    assert "$.events[0].file: there is no file" in waypost("test", path).out


def test_visitors_who_become_users_are_one_unless_they_are_kept_apart(waypost: Terminal) -> None:
    joined = {"type": "identify", "userId": "anna", "anonymousId": "a1"}
    calls = [{"event": call} for call in ({"type": "track", "event": "Seen", "anonymousId": "a1"}, joined)]
    seen = {"kind": "waypoint", "condition": {"event": "Seen"}}
    waypost.write(
        "seen.json", document({"start": first_match(), "seen": seen, "done": exit_()}, "start>seen>done")
    )
    for called, expected, apart in (("anna", 0, 1), ("a1", 0, 0)):
        path = scenario(waypost, called, calls, {called: {"status": "completed"}}, journey="seen.json")
        assert waypost("test", path).code == expected
        assert waypost("test", path, "--no-join").code == apart


def test_programs_read_the_same(waypost: Terminal) -> None:
    good = scenario(waypost, "good", ANNA, DONE)
    bad = scenario(waypost, "bad", ANNA, {"anna@example.org": {"waits_at": "quiz"}})
    ugly = waypost.write("ugly.scenario.json", "{")
    said = waypost("test", good, bad, ugly, good, "--json")
    assert said.code == 1
    assert {key: said.json[key] for key in ("passed", "failed", "invalid")} == {
        "passed": 1,
        "failed": 1,
        "invalid": 1,
    }
    first, second, third = said.json["scenarios"]
    assert first == {
        "file": str(good),
        "name": "good",
        "journey": "test",
        "result": "passed",
        "failures": [],
        "findings": [],
    }
    (failure,) = second["failures"]
    assert failure["owner"] == {"mbox": "mailto:anna@example.org"}
    assert failure["misses"] == [
        {"what": "waits_at", "expected": "quiz", "happened": "nowhere: it completed at done", "attempt": None}
    ]
    assert failure["why"][0]["path"] == "start>quiz>tell>done"
    assert (third["result"], third["name"], third["findings"][0]["code"]) == ("invalid", "ugly", "bad-json")


def test_ci_systems_read_a_suite_for_each_scenario_and_a_case_for_everybody(waypost: Terminal) -> None:
    scenario(waypost, "a", [*ANNA, {"who": "bob", "event": FAILED}], {**DONE, "bob": {"path": "start>quiz"}})
    scenario(waypost, "b", ANNA, DONE)
    scenario(waypost, "c", ANNA, DONE, name="c\x00", journey="nowhere")
    said = waypost("test", waypost.folder, "--junit", waypost.folder / "junit.xml")
    assert said.code == 1
    root = ElementTree.parse(waypost.folder / "junit.xml").getroot()
    assert [root.get(key) for key in ("tests", "failures", "errors")] == ["4", "1", "1"]
    told = [
        (suite.get("name"), case.get("name"), [wrong.tag for wrong in case])
        for suite in root
        for case in suite.iter("testcase")
    ]
    assert told == [
        ("a", "anna@example.org", []),
        ("a", "bob", ["failure"]),
        ("b", "anna@example.org", []),
        ("c\ufffd", "the scenario itself", ["error"]),
    ]
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "attempts: expected 1 (start>quiz), but it was none"
    assert "no attempt has started" in str(failure.text)


def test_the_outside_may_fail(waypost: Terminal) -> None:
    path = scenario(waypost, "quiz", ANNA, DONE)
    (waypost.folder / "empty").mkdir()
    assert waypost("test", waypost.folder / "nowhere").code == 2
    assert "there is no file *.scenario.json" in waypost("test", waypost.folder / "empty").err
    assert waypost("test").code == 2
    said = waypost("test", path, "--junit", waypost.folder / "nowhere" / "junit.xml")
    assert said.code == 3
    assert "cannot write" in said.err


def test_a_loop_that_never_ends_is_a_sentence(waypost: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("engine.walk", "engine.machine"):
        monkeypatch.setattr(f"{module}.LONGEST_WALK", 1_000)
    steps = {"start": first_match(), "quiz": waypoint("passed"), "wait": {"kind": "delay", "duration": "1s"}}
    waypost.write("loop.json", dumps(design(steps, "start>quiz>wait>wait")))
    said = waypost("test", scenario(waypost, "loop", ANNA, {}, journey="loop.json", until="3d"))
    assert said.code == 1
    assert "[wrong-journey]" in said.out
    assert said.err == ""
