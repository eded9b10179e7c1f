"""Events as people have them: files, documents, tables; dry runs over them; why somebody is where they are."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas
import pytest
from scenario import statement, track, verb

from designer.notebook import Journey, explain, simulate
from designer.notebook.code.arguments import events_of
from designer.notebook.code.explanations import NoSuchOwner
from designer.notebook.code.simulations import RejectedWarning
from engine.events import Event, from_document
from store.errors import StoreError
from store.sources.line import RejectedDocument

QUIZ = Journey.new("Quiz").waypoint("quiz", verb("passed"), count=2).exit()
HISTORY = [
    statement(0, "passed"),
    statement(5, "failed"),
    statement(9, "passed"),
    statement(3, "passed", "bob"),
]


def ends(events: Any, **asked: Any) -> dict[str, int]:
    """How many attempts there are, and how many of them are complete."""
    totals = simulate(QUIZ, events, **asked).progress.totals
    return {key: totals[key] for key in ("entered", "completed")}


def test_files_documents_events_and_tables_come_to_the_same(tmp_path: Path) -> None:
    lines = "".join(json.dumps(each) + "\n" for each in HISTORY)
    plain, packed = tmp_path / "events.ndjson", tmp_path / "events.ndjson.gz"
    plain.write_text(lines)
    packed.write_bytes(gzip.compress(lines.encode()))
    given = [
        plain,
        str(packed),
        [plain, packed],
        HISTORY,
        tuple(map(from_document, HISTORY)),
        pandas.DataFrame(HISTORY),
        pandas.json_normalize(HISTORY),
    ]
    assert [ends(each) for each in given] == [{"entered": 2, "completed": 1}] * len(given)


def test_a_table_of_calls_may_have_times_of_its_own_and_empty_cells() -> None:
    journey = (
        Journey.new("Cart")
        .waypoint("ordered", "event('Ordered').where(property('total') > 10).count() = 1")
        .exit()
    )
    table = pandas.DataFrame(
        [track(0, "Ordered", total=20), track(1, "Ordered", "bob", total=5), track(2, "Read")]
    )
    table["timestamp"] = pandas.to_datetime(table["timestamp"])
    table["anonymousId"] = [None, "b", float("nan")]
    run = simulate(journey, table)
    assert run.progress.totals["completed"] == 1
    assert run.rejected == ()


def test_numbers_of_a_table_are_numbers() -> None:
    table = pandas.DataFrame(
        {"type": ["track"], "event": ["Ordered"], "userId": ["a"], "timestamp": ["2026-01-01T00:00Z"]}
    )
    table["properties.total"] = [20]
    (event,) = events_of(table)
    assert isinstance(event, Event)
    assert event.document["properties"] == {"total": 20}


def test_what_is_no_event_is_told_and_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text('{"verb": 3}\nnot json\n' + json.dumps(HISTORY[0]) + "\n")
    with pytest.warns(RejectedWarning, match=r"3 of 4 documents are no events\. rejected: .*line 1"):
        run = simulate(QUIZ, [path, {"type": "train"}])
    assert [str(each).partition(": ")[0] for each in run.rejected] == [
        f"{path}, line 1",
        f"{path}, line 2",
        "document 2",
    ]
    assert run.report()["events"]["rejected"] == 3
    assert all(isinstance(each, RejectedDocument) and each.reason for each in run.rejected)


def test_a_file_that_is_not_there_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nothing\.ndjson"):
        simulate(QUIZ, tmp_path / "nothing.ndjson")
    with pytest.raises(TypeError, match="not int"):
        simulate(3, [])  # type: ignore[arg-type]


def test_the_clock_stands_where_it_is_told() -> None:
    assert ends(HISTORY, until="2026-01-01T00:04:00Z") == {"entered": 2, "completed": 0}
    assert ends(HISTORY, until=datetime(2026, 1, 1, 0, 1, tzinfo=UTC)) == {"entered": 1, "completed": 0}


def test_a_run_answers_as_the_command_does() -> None:
    run = simulate(QUIZ, HISTORY)
    told = run.report(owners=True)
    assert told["totals"] == run.progress.totals
    assert told["steps"] == run.progress.steps
    assert len(run.playback) == sum(len(person.attempts) for person in run.progress.people) + 1


def test_an_explanation_names_what_failed_and_what_would_help() -> None:
    run = simulate(QUIZ, HISTORY[:2])
    (stay,) = explain(run, "anna@example.org").stays
    assert [each.verdict for each in stay.considered] == ["started", "failed"]
    assert "anna@example.org" in str(explain(run.progress, "ANNA@example.org"))
    assert "<pre>" in explain(run, "anna@example.org")._repr_html_()


@pytest.mark.parametrize(
    ("owner", "error"),
    [("ana@example.org", "did you mean anna@example.org"), ("zoe", "no event is of 'zoe'")],
)
def test_nobody_of_that_name_is_an_error_with_near_names(owner: str, error: str) -> None:
    with pytest.raises(NoSuchOwner, match=error):
        explain(simulate(QUIZ, HISTORY), owner)


def test_an_unknown_step_is_an_error_that_lists_them() -> None:
    with pytest.raises(KeyError, match="it has start, quiz, done"):
        explain(simulate(QUIZ, HISTORY), "anna@example.org", "quizz")


def test_a_group_of_people_has_progress_of_its_own() -> None:
    progress = simulate(QUIZ, HISTORY).progress
    quick = progress.where(lambda person: person.attempts[0].status == "completed", "quick")
    assert (quick.totals["owners"], progress.totals["owners"]) == (1, 2)
    assert quick.source == "quick"
