"""``waypost explain``, as a person would type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from scenario import document, entry, exit_, statement, verb, waypoint

QUIZ = document(
    {"start": entry(verb("began")), "quiz": {**waypoint("passed"), "name": "The quiz"}, "done": exit_()},
    "start>quiz>done",
    "quiz>done after 30d",
)
ACCOUNT = {"account": {"homePage": "http://lms.org", "name": "Dave20"}}


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    waypost = Terminal(tmp_path)
    waypost.write("quiz.json", QUIZ)
    told = [
        statement(0, "began"),
        statement(1, "failed"),
        statement(2, "began", "bob"),
        statement(3, "passed", "bob"),
    ]
    waypost.write("log.ndjson", [*told, {**statement(4, "began"), "actor": ACCOUNT}])
    return waypost


def asked(waypost: Terminal, *words: str) -> list[str | Path]:
    return ["explain", waypost.folder / "quiz.json", waypost.folder / "log.ndjson", *words]


def test_it_tells_every_event_and_what_would_help(waypost: Terminal) -> None:
    said = waypost(*asked(waypost, "--owner", "anna@example.org"))
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        "mailto:anna@example.org, as of 2026-01-01 00:04:00\n\nAttempt 1: start>quiz\n"
    )
    assert "1 event considered for The quiz:" in said.out
    assert 'no: verb.id = passed (found "http://example.org/verbs/failed")' in said.out
    assert "an event for The quiz, to done\n      such as {" in said.out
    assert "the timeout after 30d on 2026-01-31 00:00:00, to done" in said.out


@pytest.mark.parametrize(
    "written",
    [
        "anna@example.org",
        "mailto:anna@example.org",
        "ANNA@example.org",
        '{ "mbox": "mailto:anna@example.org" }',
    ],
)
def test_an_address_may_be_written_in_several_ways(waypost: Terminal, written: str) -> None:
    told = waypost(*asked(waypost, "--owner", written, "--json")).json
    assert told["owner"] == {"mbox": "mailto:anna@example.org"}


@pytest.mark.parametrize(
    "written",
    ["Dave20", "dave20 at http://lms.org", '{"account": {"name": "Dave20", "homePage": "http://lms.org"}}'],
)
def test_an_account_may_be_written_in_several_ways(waypost: Terminal, written: str) -> None:
    assert waypost(*asked(waypost, "--owner", written, "--json")).json["owner"] == ACCOUNT


def test_the_answer_has_its_shape(waypost: Terminal) -> None:
    answer = waypost(*asked(waypost, "--owner", "bob@example.org", "--json")).json
    (stay,) = answer.pop("stays")
    assert answer == {"owner": {"mbox": "mailto:bob@example.org"}, "until": "2026-01-01T00:04:00.000000Z"}
    assert stay.pop("says")
    (event,) = stay.pop("considered")
    assert (event.pop("verdict"), event.pop("at"), event.pop("reasons")) == (
        "moved",
        "2026-01-01T00:03:00.000000Z",
        [],
    )
    assert stay == {
        "attempt": 0,
        "status": "completed",
        "path": "start>quiz>done",
        "step": "quiz",
        "since": "2026-01-01T00:02:00.000000Z",
        "here": False,
        "onward": [],
        "choices": [],
    }


def test_one_step_may_be_asked_about(waypost: Terminal) -> None:
    told = waypost(*asked(waypost, "--owner", "anna@example.org", "--step", "done", "--json")).json
    assert told["stays"][0]["says"][-1] == "it never came to done"
    said = waypost(*asked(waypost, "--owner", "anna@example.org", "--step", "nowhere"))
    assert (said.code, said.err) == (
        2,
        "waypost: the design has no step 'nowhere'; it has start, quiz, done\n",
    )


def test_an_unknown_owner_is_answered_with_near_ones(waypost: Terminal) -> None:
    said = waypost(*asked(waypost, "--owner", "ann@example.org"))
    assert (said.code, said.out) == (2, "")
    assert (
        said.err
        == "waypost: no event is of 'ann@example.org'; did you mean anna@example.org or bob@example.org?\n"
    )
    assert "there are 3 owners" in waypost(*asked(waypost, "--owner", "zzz")).err


def test_an_ambiguous_owner_is_answered_with_all_that_it_may_be(waypost: Terminal) -> None:
    other = {
        **statement(5, "began"),
        "actor": {"account": {"homePage": "http://other.org", "name": "Dave20"}},
    }
    more = waypost.write("more.ndjson", [other])
    said = waypost(*asked(waypost, str(more), "--owner", "Dave20"))
    assert said.code == 2
    assert "may be any of" in said.err
    assert said.err.count('"homePage"') == 2
