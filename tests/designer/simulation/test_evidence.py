"""Events to look at a design with: opened from files and logs, counted, described, run through a journey."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from scenario import MINUTE, VERB, called, design, exit_, first_match, instant, statement, track, waypoint

from designer import examples
from designer.simulation.evidence import Evidence, MatchCounts, TrialStopped, attach, last_attached, loader
from designer.simulation.evidence.loader import open_evidence
from engine.conditions import ConditionError
from engine.plan import Plan
from engine.report import report
from engine.steps import Condition
from store.errors import StoreError
from store.log import import_files
from store.log_folders import OF_FILES
from store.workspace import Workspace

REAL = examples.path(examples.VIDEO)
PLAYED = {"statement.verb.id": "https://w3id.org/xapi/video/verbs/played"}


def put(path: Path, *told: dict[str, Any] | str) -> Path:
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in told))
    return path


def opened(tmp_path: Path, *told: dict[str, Any] | str) -> Evidence:
    return open_evidence(put(tmp_path / "events.ndjson", *told), tmp_path)


def as_log(evidence: Evidence, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """The same events as a log that is too long to be held."""
    import_files(folder, [str(evidence.source)])
    monkeypatch.setattr(loader, "MOST_HELD", 0)
    return open_evidence(folder, folder)


def numbers(counted: MatchCounts) -> tuple[int, int]:
    return counted.matched, counted.total


def test_a_file_is_opened_whatever_its_form(tmp_path: Path) -> None:
    told = [statement(1, "passed", id="a"), track(2, "Quiz") | {"messageId": "b"}]
    (tmp_path / "array.json").write_text(json.dumps(told))
    (tmp_path / "lines.ndjson.gz").write_bytes(gzip.compress(put(tmp_path / "lines", *told).read_bytes()))
    for name in ("array.json", "lines", "lines.ndjson.gz"):
        assert [event.id for event in open_evidence(tmp_path / name, tmp_path).events] == ["a", "b"]


def test_lines_that_are_no_events_are_counted_with_their_reasons(tmp_path: Path) -> None:
    evidence = opened(tmp_path, statement(1, "passed"), "{", {"type": "song"})
    assert len(evidence) == 1
    assert evidence.rejected.count == 2
    assert evidence.rejected.first[0].startswith("events.ndjson, line 2: not JSON")
    assert "song" in evidence.rejected.first[1]


def test_a_file_without_an_event_is_held_too(tmp_path: Path) -> None:
    evidence = opened(tmp_path, "{")
    assert (len(evidence), evidence.rejected.count) == (0, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["events.ndjson"]


def test_what_is_no_source_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(StoreError, match=r"there is no file|without files"):
            open_evidence(wrong, tmp_path)
    torn = tmp_path / "torn.gz"
    torn.write_bytes(gzip.compress(b"[]" * 1000)[:-9])
    with pytest.raises(StoreError, match="cut short"):
        open_evidence(torn, tmp_path)


def test_each_event_counts_once_and_not_if_it_was_voided(tmp_path: Path) -> None:
    taken_back = statement(1, "passed", id="x")
    target = {"objectType": "StatementRef", "id": "x"}
    voiding = {
        **statement(2, "x", id="v", object=target),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
    }
    evidence = opened(tmp_path, taken_back, voiding, *[statement(3, "passed", id="y")] * 2)
    assert numbers(evidence.count({"statement.verb.id": VERB + "passed"})) == (1, 2)


def test_a_condition_is_shown_with_what_matches_and_what_nearly_does(tmp_path: Path) -> None:
    evidence = opened(
        tmp_path,
        statement(1, "passed", result={"score": {"scaled": 0.9}}),
        statement(2, "passed", result={"score": {"scaled": 0.5}}),
        statement(3, "failed", result={"score": {"scaled": 0.1}}),
        statement(4, "failed"),
    )
    counted = evidence.count(
        {"statement.verb.id": VERB + "passed", "statement.result.score.scaled": {"$gte": 0.8}}
    )
    assert numbers(counted) == (1, 4)
    assert counted.example is not None
    assert counted.example["statement"]["result"]["score"]["scaled"] == 0.9
    assert counted.near_miss is not None
    assert counted.near_miss.clause == "result.score.scaled ≥ 0.8"
    assert counted.near_miss.found == (0.5,)


def test_a_wrong_value_is_nearer_than_none(tmp_path: Path) -> None:
    evidence = opened(tmp_path, track(1, "Quiz"), track(2, "Quiz", grade=3))
    near = evidence.count({"properties.grade": 5}).near_miss
    assert near is not None
    assert near.found == (3,)


def test_conditions_in_segments_language_are_counted_by_the_events_they_look_at(tmp_path: Path) -> None:
    evidence = opened(tmp_path, *(track(at, "Quiz", grade=at) for at in range(5)), track(9, "Song"))
    assert numbers(evidence.count(called("Quiz"))) == (5, 6)
    good = evidence.count("event('Quiz').where(property('grade') >= 3).count() >= 2")
    assert numbers(good) == (2, 6)
    assert not good.alone
    assert good.near_miss is not None
    assert good.near_miss.found == (0,)


def test_a_condition_that_means_nothing_says_so(tmp_path: Path) -> None:
    evidence = opened(tmp_path, statement(1, "passed"))
    for wrong in ({"a": {"$near": 1}}, "event("):
        with pytest.raises(ConditionError):
            evidence.count(wrong)


def test_whoever_lost_interest_stops_a_count_and_an_opening(tmp_path: Path) -> None:
    evidence = open_evidence(REAL, tmp_path)
    answers = iter([False, True])
    with pytest.raises(TrialStopped):
        evidence.count(PLAYED, lambda: next(answers))
    with pytest.raises(TrialStopped):
        open_evidence(REAL, tmp_path, stop=lambda: True)


def test_paths_and_values_are_those_of_the_documents(tmp_path: Path) -> None:
    evidence = open_evidence(REAL, tmp_path)
    paths = {each.path: each for each in evidence.paths()}
    assert paths["statement.verb.id"].types == ("string",)
    assert PLAYED["statement.verb.id"] in evidence.values("statement.verb.id")
    assert evidence.values("statement.nothing.here") == ()


def test_values_within_arrays_are_found_by_the_array_s_path(tmp_path: Path) -> None:
    evidence = opened(
        tmp_path, track(1, "Order", items=[{"sku": "a"}, {"sku": "b"}]), track(2, "Order", on=True)
    )
    assert set(evidence.values("properties.items.sku")) == {"a", "b"}
    assert evidence.values("properties.on") == (True,)


CONDITIONS: list[Condition] = [
    PLAYED,
    {**PLAYED, "statement.context.extensions": {"$exists": True}},
    {"statement.verb.id": {"$regex": "pl.yed$"}},
    {"statement.nobody.knows": None},
    called("Quiz"),
]


def test_a_long_log_counts_as_a_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = open_evidence(REAL, tmp_path)
    logged = as_log(held, tmp_path / "log", monkeypatch)
    for condition in CONDITIONS:
        expected, counted = held.count(condition), logged.count(condition)
        assert numbers(counted) == numbers(expected)
        assert (counted.example is None) == (expected.example is None)
        assert (counted.near_miss is None) == (expected.near_miss is None)


def test_a_large_file_is_taken_into_a_log_once_it_is_known_to_have_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "MOST_BYTES", 100)
    monkeypatch.setattr(loader, "ENOUGH", 1)
    nothing = opened(tmp_path, *["no event at all"] * 10)
    assert nothing.rejected.impression
    assert not (tmp_path / OF_FILES).exists()
    evidence = opened(tmp_path, *(statement(minute, "passed") for minute in range(3)))
    assert (tmp_path / OF_FILES).exists()
    assert numbers(evidence.count({"statement.verb.id": f"{VERB}passed"})) == (3, 3)


def test_a_long_log_runs_through_a_journey_as_a_file_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {"start": first_match(), "play": {"kind": "waypoint", "condition": PLAYED}, "done": exit_()}
    plan = Plan(design(steps, "start>play>done"))
    held = open_evidence(REAL, tmp_path)
    logged = as_log(held, tmp_path / "log", monkeypatch)
    assert len(logged) == len(held) == 3331
    assert {path.path for path in logged.paths()} >= {"statement.verb.id", "statement.actor.account.name"}
    assert report(logged.simulated(plan), owners=True) == report(held.simulated(plan), owners=True)
    assert sorted(event.id for event in logged.events) == sorted(event.id for event in held.events)


def test_a_long_file_is_taken_into_a_log_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "MOST_HELD", 100)
    first = open_evidence(REAL, tmp_path)
    assert len(first) == 3331
    assert len(list((tmp_path / "logs").iterdir())) == 1
    again = open_evidence(REAL, tmp_path)
    assert numbers(again.count(PLAYED)) == numbers(first.count(PLAYED))


def test_the_clock_and_the_documents_are_there_for_a_simulation(tmp_path: Path) -> None:
    evidence = opened(tmp_path, statement(1, "passed", id="a"), statement(9, "passed", id="b"), "no event")
    plan = Plan(
        design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
    )
    simulated = evidence.simulated(plan, until=instant(5))
    assert simulated.until == instant(0) + 5 * MINUTE
    assert simulated.counts.rejected == 1
    assert simulated.owners[0].log[0].document is not None


def test_the_workspace_remembers_what_a_design_is_looked_at_with(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        assert last_attached(workspace.settings, "one") is None
        attach(workspace.settings, "one", REAL)
        attach(workspace.settings, "two", tmp_path)
    with Workspace.open(tmp_path) as workspace:
        assert last_attached(workspace.settings, "one") == REAL
        attach(workspace.settings, "one", None)
        assert last_attached(workspace.settings, "one") is None
        assert last_attached(workspace.settings, "two") == tmp_path
