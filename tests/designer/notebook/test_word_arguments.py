"""Slips in what words of a journey take, each told in a sentence that says what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy
import pandas
import pytest

from designer.notebook import Journey, after, check, col, otherwise, share, simulate, verb, when
from engine.steps import Split, Waypoint

READ = Journey.new("Read").waypoint("read", verb("read"))
SLIPS: dict[str, tuple[Callable[[], Any], str]] = {
    "a count below one": (
        lambda: READ.waypoint("p", verb("x"), count=-1),
        "count is a whole number from 1 up, not -1",
    ),
    "no count": (lambda: READ.waypoint("p", verb("x"), count=0), "count is a whole number from 1 up, not 0"),
    "a count and a half": (lambda: READ.waypoint("p", verb("x"), count=2.5), "from 1 up, not 2.5"),  # type: ignore[arg-type]
    "a count in text": (lambda: READ.waypoint("p", verb("x"), count="5"), "from 1 up, not '5'"),  # type: ignore[arg-type]
    "fewer than one item": (
        lambda: READ.checklist("c", {"a": verb("x")}, required=0),
        "required is a whole number",
    ),
    "a number for a duration": (lambda: after(3), "a duration is text such as 90s, .* or a timedelta, not 3"),  # type: ignore[arg-type]
    "a duration in other units": (
        lambda: READ.delay("3 fortnights"),
        "'3 fortnights' is not a duration; write 90s",
    ),
    "less than a second": (
        lambda: after(timedelta(milliseconds=1)),
        "a whole number of seconds, not 0:00:00.001",
    ),
    "a negative duration": (lambda: after(timedelta(days=-1)), "is not a duration"),
    "a condition for a branch": (lambda: READ.split(verb("x")), r"a branch is when\(condition\), after"),  # type: ignore[arg-type]
    "a column that is not compared": (
        lambda: when(col("score")),
        r"col\('score'\) alone is no condition: compare it",
    ),  # type: ignore[arg-type]
    "a number for a condition": (lambda: READ.waypoint("p", 3), r"a condition is verb\(…\), .*, not 3"),  # type: ignore[arg-type]
    "a chain of comparisons": (lambda: 0 <= col("score") <= 1, "join conditions with & and |"),  # type: ignore[operator]
    "more than all": (lambda: share(120), "a number of percent from 0 to 100, not 120"),
    "an unknown template": (
        lambda: Journey.template("sead"),
        "there is no template 'sead'; did you mean 'seed'",
    ),
    "an unknown target": (
        lambda: check(READ, "segmnt"),
        "there is no target 'segmnt'; did you mean 'segment'",
    ),
    "a number for a verb": (lambda: verb(7), "a verb is called by its id, .* not by 7"),  # type: ignore[arg-type]
    "a clock that is none": (
        lambda: simulate(READ.exit(), [], until=1.5),
        "until is text such as .*, not 1.5",
    ),
    "no time": (lambda: simulate(READ.exit(), [], until=pandas.NaT), "until is no time: NaT"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_a_sentence(slip: str) -> None:
    make, sentence = SLIPS[slip]
    with pytest.raises((TypeError, ValueError), match=sentence):
        make()


def test_until_is_any_time_that_people_have() -> None:
    told = [
        {
            "actor": {"mbox": "mailto:a@x.org"},
            "verb": {"id": "http://x.org/read"},
            "timestamp": f"2026-01-0{day}",
        }
        for day in (1, 3)
    ]
    until = [
        "2026-01-02",
        date(2026, 1, 2),
        datetime(2026, 1, 2, tzinfo=UTC),
        numpy.datetime64("2026-01-02"),
        numpy.datetime64("2026-01-02T00:00", "ns"),
        pandas.Timestamp("2026-01-02"),
        pandas.Timestamp("2026-01-02T02:00+02:00"),
        1_767_312_000_000_000,
    ]
    runs = [simulate(READ.waypoint("again", verb("read")).exit(), told, until=each) for each in until]
    assert {(run.simulated.until, run.progress.totals["running"]) for run in runs} == {
        (1_767_312_000_000_000, 1)
    }


def test_a_timedelta_is_a_duration() -> None:
    journey = (
        READ.delay(timedelta(hours=36)).waypoint("quiz", verb("passed"), timeout=timedelta(days=14)).exit()
    )
    assert (
        journey.journey == READ.delay("1d12h").waypoint("quiz", verb("passed"), timeout="2w").exit().journey
    )


def test_columns_are_compared_and_joined_like_those_of_frames() -> None:
    rows = {
        "user": ["ann", "bob", "cid", "dan"],
        "time": ["2026-01-01"] * 4,
        "event": ["Answered", "Answered", "Skipped", "Answered"],
        "score": [0.9, 0.5, 0.9, 0.95],
        "country": ["de", "de", "de", "it"],
    }
    good = verb("Answered") & (col("score") >= numpy.float64(0.8)) & ~col("country").isin(["it"])
    run = simulate(Journey.new("Good answers").waypoint("good", good).exit(), rows)
    assert run.frame["owner"].tolist() == ["ann"]
    either = (col("score") < 0.6) | (col("country") == "it")
    assert simulate(Journey.new("Either").waypoint("e", either).exit(), rows).frame["owner"].tolist() == [
        "bob",
        "dan",
    ]
    split = Journey.new("Split").split(
        when(col("country") != "de", "elsewhere").exit("a"), otherwise().exit("b")
    )
    assert isinstance(split.journey.steps["choose"], Split)


def test_columns_of_statements_are_found_where_they_stand() -> None:
    rows = {
        "user": ["ann", "bob"],
        "time": ["2026-01-01"] * 2,
        "verb": ["http://adlnet.gov/expapi/verbs/answered"] * 2,
        "object": ["http://example.org/quiz"] * 2,
        "score": [0.9, 0.5],
        "result.score.scaled": [0.1, 0.7],
    }
    for column, owner in (("score", "ann"), ("result.score.scaled", "bob")):
        good = verb("answered") & (col(column) > 0.6)
        run = simulate(Journey.new("Good").waypoint("good", good).exit(), rows)
        assert run.frame["owner"].tolist() == [owner]
        assert isinstance(run.journey.steps["good"], Waypoint)
    assert (
        "column 'score' is at statement.context.extensions.urn:column:score"
        in simulate(Journey.new("Good").waypoint("good", col("score") > 0.6).exit(), rows).notes
    )
