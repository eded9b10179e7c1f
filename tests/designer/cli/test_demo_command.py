"""``waypost demo``: the main job over real sockets, with the documented bodies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from listener import Listener
from locker import example, stored_journey

DATA = Path(__file__).parents[2] / "data"
OF_THE_SERVER = {"createdAt", "updatedAt", "organisation", "owner", "__v"}
OF_THE_RUN = {"_id", "createdAt", "updatedAt", "organisation", "lockKey"}


@contextmanager
def alone(folder: Path) -> Iterator[Terminal]:
    """A machine without a keyring, with a proxy that must not be used. Nothing may be left on it."""
    (folder / "temporary").mkdir()
    threads = threading.active_count()
    with Listener() as proxy, pytest.MonkeyPatch.context() as here:
        here.setattr("tempfile.tempdir", str(folder / "temporary"))
        here.setattr("keyring.get_password", _never)
        here.chdir(folder)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            here.setenv(name, proxy.url)
        yield Terminal(folder)
        assert proxy.asked == []
    assert sorted(folder.rglob("*")) == [folder / "temporary"]
    assert threading.active_count() == threads


def _never(*arguments: object) -> None:
    raise AssertionError("the keyring was asked")


def without(document: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: part for key, part in document.items() if key not in keys}


def test_every_body_is_the_documented_one(tmp_path: Path) -> None:
    with alone(tmp_path) as waypost:
        said = waypost("demo", "--json")
    assert (said.code, said.err) == (0, "")
    locker, segment = said.json["learning_locker"], said.json["segment"]
    _is_documented(locker)
    create, *_, status = segment["published"]["requests"]
    assert create["body"] == json.loads((DATA / "segment-create-journey.json").read_text())
    assert status["body"] == {"action": "PUBLISH", "version": 1}
    figures = segment["analytics"]["topLevelAnalytics"]
    assert figures["entered"] == figures["completed"] == {"total": 1, "unique": 1}
    requests = [*locker["published"]["requests"], *segment["published"]["requests"]]
    assert {each["headers"]["Authorization"] for each in requests} == {"Basic •••", "Bearer •••"}


def _is_documented(run: dict[str, Any]) -> None:
    callbacks = [callback["body"] for callback in run["callbacks"]]
    urls = [outcome["callback"] for outcome in callbacks[0]["journey"]["outcomes"]]
    assert all(url.startswith("http://127.0.0.1:") for url in urls), "the listener is there"
    assert callbacks == [_documented_callback(urls, body) for body in callbacks]
    assert len({callback["key"] for callback in run["callbacks"]}) == len(callbacks) == 2
    (progress,) = run["progress"]
    assert without(progress, OF_THE_RUN) == without(example("journey-progress"), OF_THE_RUN)
    (request,) = run["published"]["requests"]
    assert request["body"] == _documented_journey(urls)


def _documented_callback(urls: list[str], found: dict[str, Any]) -> dict[str, Any]:
    """With the listener's address, what the server draws by itself, and the owner's name (an editing slip)."""
    body: dict[str, Any] = example("callback")
    body["owner"]["ident"]["account"]["name"] = "Dave20"
    drawn = {key: found["journey"][key] for key in OF_THE_SERVER}
    outcomes = [
        outcome | {"callback": url} for outcome, url in zip(body["journey"]["outcomes"], urls, strict=True)
    ]
    return body | {"journey": body["journey"] | drawn | {"outcomes": outcomes}}


def _documented_journey(urls: list[str]) -> dict[str, Any]:
    """The documented journey as it is sent: conditions are text, and the server's own keys stay at home."""
    document = without(_documented_callback(urls, {"journey": stored_journey()})["journey"], OF_THE_SERVER)
    waypoints = [
        waypoint | {"conditions": json.dumps(waypoint["conditions"])} for waypoint in document["waypoints"]
    ]
    return without(document, {"recalculateStatus"}) | {"waypoints": waypoints}


def test_it_is_told_to_people(tmp_path: Path) -> None:
    with alone(tmp_path) as waypost:
        told = waypost("demo")
    assert (told.code, told.err) == (0, "")
    for line in (
        "1 attempt of 1 owner: 1 completed",
        "POST /api/v2/journey",
        "POST /data/xAPI/statements took 6 statements",
        "2 callbacks arrived",
        '"duration": 12133',
        "PATCH /spaces/demo/journeys/{containerId}/status",
        "1 entered, 1 completed, 0 inProgress, 0 exited",
    ):
        assert line in told.out
