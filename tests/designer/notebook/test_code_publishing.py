"""Publishing from code to the local journey API: looking first, sending, what others did, what is refused."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from practice import statement
from scenario import verb

from designer import sandbox
from designer.errors import Refused
from designer.notebook import Journey, Target, explain, publish, simulate
from engine.edit import ChangeStep
from engine.finding import InvalidJourney
from store.targets import NoSuchTarget
from store.workspace import Workspace

QUIZ = (
    Journey.new("Quiz").waypoint("quiz", verb("passed"), count=2).outcome("https://example.org/done").exit()
)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """A server on a folder of its own, and the target that it is."""
    with sandbox.running(tmp_path / "server") as server:
        keys = server.keys.learninglocker
        monkeypatch.setenv("WAYPOST_TARGET_PRACTICE_KEY", keys.key)
        monkeypatch.setenv("WAYPOST_TARGET_PRACTICE_SECRET", keys.secret)
        yield Target(name="practice", kind="learninglocker", url=server.url)


def test_a_dry_run_shows_the_request_and_sends_nothing(tmp_path: Path, practice: Target) -> None:
    planned = publish(QUIZ, practice, tmp_path, dry_run=True)
    assert planned.publication is None
    assert "POST" in repr(planned)
    assert "•••" in repr(planned)
    assert publish(QUIZ, practice, tmp_path, dry_run=True).plan.state == "new"


def test_what_was_published_is_in_step(tmp_path: Path, practice: Target) -> None:
    done = publish(QUIZ, practice, tmp_path)
    assert done.publication is not None
    assert done.publication.found is not None
    assert "published on practice" in done._repr_html_()
    again = publish(QUIZ, "practice", tmp_path)
    assert (again.plan.state, again.publication) == ("in step", None)
    more = QUIZ.edited(ChangeStep("quiz", {"count": 3}))
    assert publish(more, "practice", tmp_path, dry_run=True).plan.state == "ahead"
    with Workspace.open(tmp_path) as workspace:
        assert [row.versions for row in workspace.designs()] == [2]


def test_it_can_be_published_from_a_loop_that_runs(tmp_path: Path, practice: Target) -> None:
    async def cell() -> bool:
        return publish(QUIZ, practice, tmp_path).publication is not None

    assert asyncio.run(cell())


def test_a_target_that_moved_is_remembered_where_it_is_now(tmp_path: Path, practice: Target) -> None:
    elsewhere = Target(name="practice", kind="learninglocker", url="http://127.0.0.1:9")
    with Workspace.open(tmp_path) as workspace:
        workspace.targets.add(elsewhere)
    assert publish(QUIZ, practice, tmp_path).publication is not None
    with Workspace.open(tmp_path) as workspace:
        assert workspace.targets.all() == [practice]


def test_what_a_server_cannot_hold_is_not_sent(tmp_path: Path, practice: Target) -> None:
    waits = Journey.new("Waits").waypoint("quiz", verb("passed")).delay("1d").exit()
    refused = publish(waits, practice, tmp_path)
    assert refused.publication is None
    assert [finding.step for finding in refused.findings.errors] == ["wait"]
    assert "cannot hold this design" in repr(refused)


def test_without_its_secrets_a_target_says_what_to_set(
    tmp_path: Path, practice: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYPOST_TARGET_PRACTICE_SECRET")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(Refused, match="set WAYPOST_TARGET_PRACTICE_SECRET"):
        publish(QUIZ, practice, tmp_path)


def test_half_a_journey_and_an_unknown_target_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InvalidJourney, match="lacks a transition"):
        publish(Journey.new("Half").waypoint("quiz", verb("passed")), "nowhere", tmp_path)
    with pytest.raises(NoSuchTarget, match="nowhere"):
        publish(QUIZ, "nowhere", tmp_path)


def test_a_run_of_a_server_takes_what_is_new_there_each_time(
    tmp_path: Path, practice: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lrs = msgspec.structs.replace(practice, kind="lrs", url=f"{practice.url}/data/xAPI")
    assert simulate(QUIZ, lrs).progress.totals["entered"] == 0
    for number, others in enumerate((["anna"], ["bob", "carol"]), 1):
        passed = {"id": verb("passed")["statement.verb.id"]}
        said = [statement("passed", who, verb=passed) for who in others]
        pair = (os.environ["WAYPOST_TARGET_PRACTICE_KEY"], os.environ["WAYPOST_TARGET_PRACTICE_SECRET"])
        headers = {"X-Experience-API-Version": "1.0.3"}
        httpx.post(f"{lrs.url}/statements", json=said, auth=pair, headers=headers).raise_for_status()
        run = simulate(QUIZ, lrs)
        assert f"practice: {number} new statement{'s' * (number > 1)}, taken into " in repr(run)
    assert run.progress.totals["entered"] == 3
    assert explain(run, "bob@example.org").stays[0].here
