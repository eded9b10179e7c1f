"""``waypost check``: many designs, events beside them, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from scenario import Part, document, exit_, first_match, split, statement, track, verb, waypoint, when

SEEN = "http://example.org/verbs/"
TOLD = [
    statement(number, name, owner, id=f"{name}-{number}", result={"score": {"scaled": 0.5 + number / 100}})
    for number, (name, owner) in enumerate(
        [("played", "anna"), ("paused", "anna"), ("played", "bert"), ("completed", "anna")] * 5
    )
]


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def asking(*conditions: Part | str) -> Part:
    steps = {
        f"step{number}": {"kind": "waypoint", "condition": each} for number, each in enumerate(conditions)
    }
    transition = ">".join(["start", *steps, "done"])
    return document({"start": first_match(), **steps, "done": exit_()}, transition)


def test_many_designs_are_checked_at_once(waypost: Terminal) -> None:
    good = waypost.write("good.json", asking(verb("played")))
    bad = waypost.write("bad.json", asking({"verb.id": f"{SEEN}played"}))
    said = waypost("check", good, bad)
    assert said.code == 1
    assert str(good) in said.out
    assert "did you mean statement.verb.id?" in said.out
    answer = waypost("check", good, bad, "--json").json
    assert [each["errors"] for each in answer["designs"]] == [0, 1]
    assert answer["errors"] == 1


def test_numbers_are_told_in_words(waypost: Terminal) -> None:
    said = waypost("check", waypost.write("bad.json", asking({"verb.id": f"{SEEN}played"})))
    assert said.out.splitlines()[-1] == "1 error, 0 warnings, 0 notes"


def test_fail_on_says_what_is_too_much(waypost: Terminal) -> None:
    lost = {"start": first_match(), "quiz": waypoint("passed"), "lost": exit_(completes=False)}
    design = waypost.write("lost.json", document(lost, "start>quiz>lost"))
    assert waypost("check", design).code == 0
    assert waypost("check", design, "--fail-on", "warning").code == 1
    assert waypost("check", design, "--fail-on", "note").code == 1
    fine = waypost.write("fine.json", asking(verb("passed"), verb("failed")))
    assert waypost("check", fine, "--fail-on", "warning").code == 0
    assert waypost("check", fine, "--fail-on", "note").code == 1
    bad = waypost.write("bad.json", asking({"verb.id": "a"}))
    assert waypost("check", bad, "--fail-on", "never").code == 0
    assert waypost("check", bad, "--fail-on", "anything").code == 2


def test_findings_that_differ_in_their_place_alone_are_grouped(waypost: Terminal) -> None:
    names = ("zero", "one", "two", "three", "four", "five")
    said = waypost("check", waypost.write("long.json", asking(*map(verb, names))))
    assert said.out.count("[waits-for-ever]") == 1
    assert "and 4 more like it, at $.steps.step2, $.steps.step3" in said.out
    assert said.out.splitlines()[-1] == "0 errors, 0 warnings, 5 notes"


def test_all_findings_come_in_one_round(waypost: Terminal) -> None:
    steps = {"start": first_match(), "choose": split("event"), "done": exit_()}
    branch = when("choose>done", {"verb.id": "a"})
    unfinished = document(steps, "start>choose", branch)  # no timeout
    said = waypost("check", waypost.write("a.json", unfinished), "--json").json
    assert {"bad-transitions", "unknown-path"} <= {each["code"] for each in said["findings"]}
    typed = document({**steps, "late": {"kind": "delay", "duration": 5}}, "start>choose", branch)
    said = waypost("check", waypost.write("b.json", typed), "--json").json
    assert {"wrong-type", "unknown-path"} <= {each["code"] for each in said["findings"]}


# With events


def judged(waypost: Terminal, *conditions: Part | str, told: list[Part] = TOLD) -> dict[str, Part]:
    """What is said about each step with events beside the design."""
    design, events = waypost.write("a.json", asking(*conditions)), waypost.write("told.ndjson", told)
    answer = waypost("check", design, "--events", events, "--json").json
    codes = ("never-seen", "matches-everything", "unseen-value")
    return {each["step"]: each for each in answer["findings"] if each["code"] in codes}


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        (verb("play"), f'"{SEEN}played"'),
        ({"statement.verb.id": "http://example.com/verbs/played"}, f'"{SEEN}played"'),
        ({"statement.verb.id": "https://w3id.org/xapi/video/verbs/completed"}, f'"{SEEN}completed"'),
        ({**verb("played"), "statement.result.score.raw": {"$gte": 5}}, "statement.result.score.scaled"),
        ({**verb("played"), "statement.result.score.scaled": {"$gte": 0.9}}, "seen are 0.5"),
        ({"statement.verb.id": {"$in": [f"{SEEN}stopped", f"{SEEN}pausd"]}}, f'"{SEEN}paused"'),
    ],
    ids=str,
)
def test_a_condition_that_no_event_satisfies(waypost: Terminal, condition: Part, meant: str) -> None:
    finding = judged(waypost, condition)["step0"]
    assert (finding["code"], finding["severity"]) == ("never-seen", "warning")
    assert finding["message"].startswith("none of 20 events satisfies this condition")
    assert meant in finding["hint"]


def test_what_no_event_has_together_comes_with_the_nearest(waypost: Terminal) -> None:
    finding = judged(waypost, {**verb("completed"), "statement.actor.mbox": "mailto:bert@example.org"})[
        "step0"
    ]
    assert "the nearest fails" in finding["hint"]


def test_a_condition_that_all_events_satisfy(waypost: Terminal) -> None:
    found = judged(waypost, {"statement.verb.id": {"$exists": True}}, verb("played"))
    assert found.keys() == {"step0"}
    assert found["step0"]["code"] == "matches-everything"


def test_a_value_of_a_choice_that_no_event_has(waypost: Terminal) -> None:
    finding = judged(waypost, {"statement.verb.id": {"$in": [f"{SEEN}played", f"{SEEN}pausd"]}})["step0"]
    assert finding["code"] == "unseen-value"
    assert f'"{SEEN}paused"' in finding["hint"]


def test_the_name_of_an_event_in_a_slip(waypost: Terminal) -> None:
    told = [track(number, name) for number, name in enumerate(["Order Completed", "Cart Viewed"] * 3)]
    found = judged(
        waypost, "event('Order Complete').count() = 1", "event('Cart Viewed').count() = 1", told=told
    )
    assert found.keys() == {"step0"}
    assert '"Order Completed"' in found["step0"]["hint"]


def test_every_step_shows_how_many_events_match(waypost: Terminal) -> None:
    design, events = (
        waypost.write("a.json", asking(verb("played"), verb("left"))),
        waypost.write("e.ndjson", TOLD),
    )
    said = waypost("check", design, "--events", events)
    assert said.code == 0
    assert ["step0", "10"] in [line.split()[:2] for line in said.out.splitlines()]
    assert ["step1", "0"] in [line.split()[:2] for line in said.out.splitlines()]
    assert waypost("check", design, "--events", events, "--fail-on", "warning").code == 1


# In a dry run


def test_a_dry_run_says_what_was_meant_under_a_zero(waypost: Terminal) -> None:
    events = waypost.write("told.ndjson", TOLD)
    slip = waypost("simulate", waypost.write("a.json", asking({"verb.id": f"{SEEN}played"})), events)
    assert "0 matched" in slip.out
    assert "did you mean statement.verb.id?" in slip.out
    word = waypost("simulate", waypost.write("b.json", asking(verb("play"))), events)
    assert f'did you mean "{SEEN}played"?' in word.out
    second = waypost("simulate", waypost.write("c.json", asking(verb("played"), verb("pause"))), events)
    assert f'did you mean "{SEEN}paused"?' in second.out
    fine = waypost("simulate", waypost.write("d.json", asking(verb("played"), verb("paused"))), events)
    assert "did you mean" not in fine.out


def test_programs_are_told_as_well(waypost: Terminal) -> None:
    events = waypost.write("told.ndjson", TOLD)
    design = waypost.write("a.json", asking(verb("play")))
    answer = waypost("simulate", design, events, "--json").json
    assert [each["step"] for each in answer["unmatched"]] == ["step0"]


def test_a_machine_of_xstate_is_told_what_it_is(waypost: Terminal) -> None:
    machine = {"id": "light", "initial": "green", "states": {"green": {"on": {"TIMER": "red"}}, "red": {}}}
    said = waypost("check", waypost.write("machine.json", machine))
    assert said.code == 1
    assert "XState machine" in said.out


def test_the_version_has_a_short_option(waypost: Terminal) -> None:
    assert waypost("-V").out == waypost("--version").out != ""


def test_what_is_accepted_is_shown_and_fails_nothing(waypost: Terminal) -> None:
    lost = {"start": first_match(), "quiz": waypoint("passed"), "lost": exit_(completes=False)}
    accepted = [{"code": "no-completing-exit", "why": "a survey"}]
    said = waypost(
        "check",
        waypost.write("a.json", document(lost, "start>quiz>lost", accepted=accepted)),
        "--fail-on",
        "warning",
    )
    assert said.code == 0
    assert "accepted: a survey" in said.out
    assert said.out.splitlines()[-1] == "0 errors, 0 warnings, 0 notes, 1 accepted"


def test_claims_are_proved_and_held_against_events(waypost: Terminal) -> None:
    claims = [
        {"id": "order", "only_after": ["done", "quiz"]},
        {"id": "soon", "name": "Soon", "if": "quiz", "then": "done", "within": "1h"},
    ]
    steps = {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "essay": waypoint("written"),
        "done": exit_(),
    }
    journey = waypost.write("a.json", document(steps, "start>quiz>essay>done", claims=claims))
    told = [statement(0, "passed"), statement(61, "written"), statement(62, "passed", "bob")]
    said = waypost("check", journey, "--events", waypost.write("events.json", told))
    assert said.code == 1
    assert "proved: 'done' is only reached after 'quiz'" in said.out
    assert (
        "Soon: whoever reaches 'quiz' reaches 'done' within 1h; not so on start>quiz>essay for good, after 1h"
        in said.out
    )
    assert "within 1h: of 2 attempts still open 1, broken 1" in said.out
    assert "anna@example.org on 2026-01-01 01:00:00: start>quiz>essay\n" in said.out
    order, soon = waypost("check", journey, "--json", "--events", waypost.write("events.json", told)).json[
        "claims"
    ]
    assert (order["verdict"], order["events"]["verdict"]) == ("proved", "open")
    assert (soon["verdict"], soon["events"]["breaches"][0]["path"]) == ("broken", "start>quiz>essay")
