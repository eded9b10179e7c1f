"""The commands of the main job, as a person would type them."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from cli import Terminal
from scenario import callback, document, exit_, first_match, statement, waypoint
from typer.main import get_group

from designer import examples
from designer.cli import commands
from designer.editing.templates import TEMPLATES
from engine.journey import decode, dumps

DATA = Path(__file__).parents[2] / "data"
QUIZ = document({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_the_demo_does_the_main_job(waypost: Terminal) -> None:
    said = waypost("demo")
    assert (said.code, said.err) == (0, "")
    assert "6 events read: 6 matched" in said.out
    assert "1 attempt of 1 owner: 1 completed" in said.out
    assert '"duration": 12133' in said.out
    assert waypost("demo", "--json").json["simulate"]["totals"]["completed"] == 1


def example(name: str) -> Any:
    return json.loads((DATA / name).read_text())


def test_the_documented_example_gives_its_documents(waypost: Terminal) -> None:
    """Import, simulate, and compare with Learning Locker's own progress and callback, key for key."""
    body = example("learning-locker-callback.json")
    name = waypost("import", waypost.write("journey.json", body["journey"])).out.strip()
    assert name == "5-comments-and-1-completion-of-a-course"
    out = waypost.folder / "out"
    assert waypost("simulate", name, examples.path(examples.STATEMENTS), "--documents", out).code == 0
    (progress,) = map(json.loads, (out / "journeyprogress.ndjson").read_text().splitlines())
    expected = example("learning-locker-journey-progress.json")
    for key in ("_id", "createdAt", "updatedAt", "lockKey"):
        assert progress.pop(key) and expected.pop(key)  # noqa: PT018
    assert progress == expected
    bodies = [json.loads(line) for line in (out / "callbacks.ndjson").read_text().splitlines()]
    body["owner"]["ident"]["account"]["name"] = "Dave20"
    assert bodies == [body, body]
    (whose,) = map(json.loads, (out / "owners.ndjson").read_text().splitlines())
    assert whose["owner"] == body["owner"]


def test_every_template_is_a_design_that_can_be_run(waypost: Terminal) -> None:
    for template in TEMPLATES:
        name = waypost("new", f"My {template}", "--template", template).out.strip()
        assert name == f"my-{template}"
        assert waypost("check", name).code == 0
        assert waypost("simulate", name, waypost.write("none.ndjson", []), "--json").json["until"] is None
    assert len({row["id"] for row in waypost("list", "--json").json}) == len(TEMPLATES)


def test_templates_are_written_canonically() -> None:
    for path in (Path(__file__).parents[3] / "designer" / "editing" / "templates").glob("*.journey.json"):
        assert dumps(decode(path.read_bytes())) == path.read_text()


def test_list_has_the_agreed_shape(waypost: Terminal) -> None:
    assert waypost("list", "--json").json == []
    waypost("import", waypost.write("quiz.json", QUIZ))
    (row,) = waypost("list", "--json").json
    assert row.pop("updated").endswith("Z")
    assert row == {"name": "test", "id": "test", "title": "Test", "versions": 1}


def test_importing_again_makes_a_version_only_if_something_changed(waypost: Terminal) -> None:
    file = waypost.write("quiz.json", QUIZ)
    assert [waypost("import", file).out.strip() for _ in range(2)] == ["test", "test"]
    waypost("import", waypost.write("quiz.json", {**QUIZ, "description": "changed"}))
    assert waypost("list", "--json").json[0]["versions"] == 2
    assert waypost("import", waypost.write("other.json", {**QUIZ, "id": "other"})).out.strip() == "other"
    drawn = {**QUIZ, "id": "59c23527bdf9ac67b2ab5ee6", "name": "Test"}
    assert waypost("import", waypost.write("drawn.json", drawn)).out.strip() == "test-2"
    assert waypost("import", file, "--name", "mine").out.strip() == "mine"


def test_export_gives_the_canonical_document_back(waypost: Terminal) -> None:
    waypost("import", waypost.write("quiz.json", QUIZ))
    exported = waypost("export", "test")
    assert exported.out == dumps(decode(json.dumps(QUIZ)))
    again = waypost.write("again.json", exported.out)
    assert waypost("export", again).out == exported.out


EXAMPLES = {
    "learning-locker-journey-post.json": "learninglocker",
    "segment-create-journey.json": "segment",
    "segment-replace-steps-for-journey.json": "segment-steps",
    "segment-xstate-create-journey.json": "segment-xstate",
    "segment-xstate-create-journey-direct-targets.json": "segment-xstate",
}


@pytest.mark.parametrize(("name", "target"), EXAMPLES.items())
def test_import_then_export_gives_the_same_document(waypost: Terminal, name: str, target: str) -> None:
    imported = waypost("import", DATA / name)
    assert imported.code == 0
    assert waypost("export", imported.out.strip(), "--to", target).json == example(name)


def test_export_refuses_what_the_target_cannot_hold_and_says_what(waypost: Terminal) -> None:
    name = waypost("new", "--template", "onboarding").out.strip()
    said = waypost("export", name, "--to", "learninglocker")
    assert (said.code, said.out) == (1, "")
    assert "error: Passed?: $.steps.score: " in said.err
    answer = waypost("export", name, "--to", "learninglocker", "--json")
    assert (answer.code, answer.json["document"]) == (1, None)
    assert answer.json["errors"] > 0


def test_diagrams(waypost: Terminal) -> None:
    name = waypost("new", "--template", "onboarding").out.strip()
    assert waypost("export", name, "--to", "mermaid").out.startswith("flowchart LR\n")
    assert waypost("export", name, "--to", "dot").out.startswith('digraph "')


def test_show_draws_every_step(waypost: Terminal) -> None:
    name = waypost("new", "--template", "onboarding").out.strip()
    drawn = waypost("show", name).out
    for title in (
        "Registered",
        "Two electives",
        "□ Clear writing",
        "after 30d",
        "80 % or more",
        "Ran out of time",
    ):
        assert title in drawn
    assert waypost("show", name, "--json").json["name"] == "Onboarding with electives"


def test_check_has_the_agreed_shape_and_exit_codes(waypost: Terminal) -> None:
    waypost("import", waypost.write("quiz.json", QUIZ))
    said = waypost("check", "test", "--json")
    assert said.code == 0
    assert set(said.json) == {"findings", "errors", "warnings", "notes"}
    broken = waypost.write("broken.json", {**QUIZ, "transitions": []})
    said = waypost("check", broken, "--json")
    assert said.code == 1
    assert said.json["errors"] == len(said.json["findings"]) == 2
    keys = {"code", "severity", "step", "transition", "message", "hint", "counterexample"}
    assert all(keys <= set(finding) for finding in said.json["findings"])


def test_check_for_a_target_adds_what_it_cannot_hold(waypost: Terminal) -> None:
    name = waypost("new", "--template", "onboarding").out.strip()
    assert waypost("check", name).code == 0
    assert waypost("check", name, "--target", "learninglocker").code == 1
    assert waypost("check", name, "--target", "elsewhere").code == 2


TOLD = [
    statement(0, "passed", id="one"),
    statement(5, "failed", id="two"),
    statement(9, "passed", "bert", id="three"),
]


def test_events_may_come_in_any_packaging(waypost: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    design = waypost.write("quiz.json", QUIZ)
    lines = "".join(json.dumps(each) + "\n" for each in TOLD).encode()
    packings = {
        "lines.ndjson": lines,
        "lines.ndjson.gz": gzip.compress(lines),
        "named.wrongly": gzip.compress(lines),
        "array.json": json.dumps(TOLD, indent=2).encode(),
        "array.json.gz": gzip.compress(json.dumps(TOLD).encode()),
        "blank.ndjson": b"\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n\r\n").rstrip(),
    }
    answers = [
        waypost("simulate", design, waypost.write(name, packed), "--json", "--owners").json
        for name, packed in packings.items()
    ]
    assert answers[0]["totals"]["completed"] == 2
    assert all(answer == answers[0] for answer in answers)
    parts = [waypost.write(f"{number}.ndjson", [each]) for number, each in enumerate(TOLD)]
    assert waypost("simulate", design, *parts, "--json", "--owners").json == answers[0]


def test_standard_input_is_a_file_too(waypost: Terminal) -> None:
    design = waypost.write("quiz.json", QUIZ)
    lines = "".join(json.dumps(each) + "\n" for each in TOLD).encode()
    command = [sys.executable, "-m", "designer", "simulate", str(design), "-", "--json"]
    done = subprocess.run(command, input=lines, capture_output=True, check=True)
    assert json.loads(done.stdout)["totals"]["completed"] == 2


def test_a_line_that_is_no_event_is_named_and_never_stops_the_run(waypost: Terminal) -> None:
    design = waypost.write("quiz.json", QUIZ)
    lines = [
        json.dumps(TOLD[0]),
        "{broken",
        "[1]",
        '{"a": 1}',
        "7",
        json.dumps({**TOLD[1], "timestamp": "soon"}),
    ]
    events = waypost.write("events.ndjson", "\n".join(lines))
    said = waypost("simulate", design, events, "--json")
    assert said.code == 0
    assert said.json["events"] == {
        "read": 6, "matched": 1, "duplicates": 0, "voided": 0, "unowned": 0, "rejected": 5,
        "reasons": [
            {"reason": reason, "count": count, "first": f"{events}, {place}"}
            for place, count, reason in (
                ("line 2", 1, "not JSON: JSON is malformed: object keys must be strings (byte 1)"),
                ("line 3, document 1", 2, "an event is a JSON object, not int"),
                ("line 4", 1, "neither an xAPI statement, nor a statement document, nor a track-spec call"),
                ("line 6", 1, "'soon' is not a date and time such as 2017-09-20T09:55:50.310Z"),
            )
        ],
    }  # fmt: skip
    assert [each["line"] for each in said.json["rejected"]] == [2, 3, 4, 5, 6]
    assert f"rejected: {events}, line 6: 'soon' is not a date and time" in said.err
    strict = waypost("simulate", design, events, "--strict")
    assert (strict.code, strict.out) == (1, "")
    assert f"{events}, line 2: not JSON" in strict.err


def test_until_and_seed(waypost: Terminal) -> None:
    design = waypost.write("quiz.json", QUIZ)
    events = waypost.write("events.ndjson", TOLD)
    answer = waypost(
        "simulate", design, events, "--until", "2026-01-01T00:05:00Z", "--seed", "7", "--json"
    ).json
    assert (answer["until"], answer["seed"], answer["totals"]["entered"]) == (
        "2026-01-01T00:05:00.000000Z",
        7,
        1,
    )
    assert waypost("simulate", design, events, "--until", "tomorrow").code == 2


def test_people_are_named_with_owners(waypost: Terminal) -> None:
    design = waypost.write("quiz.json", QUIZ)
    said = waypost("simulate", design, waypost.write("events.ndjson", TOLD), "--owners")
    assert "mailto:bert@example.org  #1  completed  start>quiz>done" in said.out


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["show", "nowhere"], 2, "there is no file 'nowhere', and there is no design named 'nowhere'"),
        (["import", "nowhere.json"], 2, "there is no file nowhere.json"),
        (["import", "."], 2, ". is a folder"),
        (["export", "{quiz}", "--to", "word"], 2, "'word' is not one of"),
        (["new", "--template", "none"], 2, "'none' is not one of"),
        (["simulate", "{quiz}", "nowhere.ndjson"], 3, "there is no file nowhere.ndjson"),
        (["simulate", "{quiz}", "no*.ndjson"], 3, "there is no file that fits no*.ndjson"),
        (["simulate", "{quiz}"], 2, "Missing argument"),
        (["import", "{quiz}", "--name", "No Slug"], 2, "'No Slug' cannot be a name"),
        (["frobnicate"], 2, "No such command"),
        (["import", "{empty}"], 1, "not JSON"),
        (["import", "{other}"], 1, "no journey that Waypost knows"),
        (["simulate", "{broken}", "-"], 1, "$.steps.quiz.condition.$where"),
        (["simulate", "{quiz}", "{cut}"], 3, "damaged or cut short"),
    ],
)  # fmt: skip
def test_mistakes_end_in_a_sentence_and_an_exit_code(
    waypost: Terminal, words: list[str], code: int, why: str
) -> None:
    broken = json.loads(json.dumps(QUIZ))
    broken["steps"]["quiz"]["condition"] = {"$where": "1"}
    files = {
        "quiz": waypost.write("quiz.json", QUIZ),
        "empty": waypost.write("empty.json", ""),
        "other": waypost.write("other.json", {"a": 1}),
        "broken": waypost.write("broken.json", broken),
        "cut": waypost.write("cut.ndjson.gz", gzip.compress(json.dumps(TOLD[0]).encode() * 99)[:-20]),
    }
    said = waypost(*[word.format(**files) for word in words])
    assert said.code == code
    assert why in " ".join(said.err.replace("│", " ").split())
    assert "Traceback" not in said.err


def test_a_workspace_in_an_impossible_place_is_a_sentence(waypost: Terminal) -> None:
    waypost.write("workspace", "a file")
    said = waypost("new")
    assert said.code == 3
    assert "Traceback" not in said.err
    assert "What was saved before is still there" in said.err


def test_a_regular_expression_that_cannot_be_answered_is_a_finding(waypost: Terminal) -> None:
    slow = document(
        {**QUIZ["steps"], "quiz": {"kind": "waypoint", "condition": {"event": {"$regex": "^(a+)+$"}}}},
        "start>quiz>done",
    )
    call = {"type": "track", "event": "a" * 50 + "!", "userId": "u", "timestamp": "2026-01-01T00:00:00Z"}
    said = waypost("simulate", waypost.write("slow.json", slow), waypost.write("e.ndjson", [call]))
    assert said.code == 1
    assert "^(a+)+$" in said.err


def test_documents_of_a_design_that_learning_locker_cannot_hold_are_still_written(waypost: Terminal) -> None:
    steps = {**QUIZ["steps"], "tell": callback(), "wait": {"kind": "delay", "duration": "1h"}}
    design = waypost.write("design.json", document(steps, "start>quiz>tell>wait>done"))
    out = waypost.folder / "out"
    waypost("simulate", design, waypost.write("events.ndjson", TOLD), "--documents", out)
    bodies = [json.loads(line) for line in (out / "callbacks.ndjson").read_text().splitlines()]
    assert [body["journey"] for body in bodies] == [{"_id": "test", "description": "Test"}] * 2
    assert [body["attempt"]["isCompleted"] for body in bodies] == [False, False]


def test_a_terminal_that_cannot_show_a_glyph_gets_a_question_mark(waypost: Terminal) -> None:
    design = waypost.write("quiz.json", {**QUIZ, "name": "Prüfung"})
    command = [sys.executable, "-m", "designer", "--workspace", str(waypost.folder / "w")]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    shown = subprocess.run([*command, "show", design], capture_output=True, env=environment, check=True)
    assert shown.stdout.startswith(b"Pr?fung")
    exported = subprocess.run([*command, "export", design], capture_output=True, env=environment, check=True)
    assert json.loads(exported.stdout)["name"] == "Prüfung"


def test_a_name_cannot_command_the_terminal(waypost: Terminal) -> None:
    sly = waypost.write("sly.json", {**QUIZ, "name": "\x1b]0;gone\x07 \x9b2J Quiz"})
    said = waypost("show", sly)
    assert "\x1b" not in said.out + said.err
    assert "\x9b" not in said.out + said.err
    assert "Quiz" in said.out


def test_help_and_version_speak(waypost: Terminal) -> None:
    assert "Exit codes" in waypost("--help").out
    assert waypost("--version").out.startswith("waypost ")
    for command in ("demo", "new", "list", "show", "import", "export", "check", "simulate"):
        assert waypost(command, "--help").code == 0


def test_the_help_has_every_command(waypost: Terminal) -> None:
    """Commands are imported by their names: a name that is missing in the table could never be typed."""
    parts = [import_module(f"designer.cli.commands.{each.name}") for each in iter_modules(commands.__path__)]
    known = {name for part in parts if hasattr(part, "app") for name in get_group(part.app).commands}
    assert known == set(commands.COMMANDS)
    said = waypost("--help").out
    assert all(f" {name} " in said for name in known)
    assert "Did you mean 'check'?" in waypost("chekc").err


def test_the_app_opens_where_there_is_a_terminal(waypost: Terminal) -> None:
    said = waypost("open", "quiz")
    assert (said.code, said.out) == (2, "")
    assert "needs a terminal" in said.err


def test_a_design_is_exported_as_a_picture(waypost: Terminal) -> None:
    """The notebook's drawing, with colours that every program knows."""
    name = waypost("new", "Read", "--template", "seed").out.strip()
    svg = waypost("export", name, "--to", "svg").out
    assert svg.startswith("<svg")
    assert 'aria-label="Journey Read' in svg
    assert "var(--" not in svg
    assert waypost("export", name, "--to", "svg", "--json").json["to"] == "svg"
