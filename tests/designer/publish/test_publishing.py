"""Publishing from the command line, on servers kept by several people, some of which misbehave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli import Said, Terminal
from journey_server import (
    KEY,
    SECRET,
    SECRETS,
    TOKEN,
    Behaviour,
    LearningLockerServer,
    SegmentServer,
    done_but_says,
    half,
    lost,
    nothing,
    says,
    well,
)

from designer import publish
from designer.errors import Refused
from designer.publish.retries import RetryPolicy
from store.workspace import Workspace

DATA = Path(__file__).parents[2] / "data"
JOURNEY = "/api/v2/journey"
ONE = rf"{JOURNEY}/\w+"
LOST = {
    "lost": lost,
    "half": half,
    "a failure afterwards": done_but_says(500, {"errorId": "e", "message": "oh"}),
    "a page afterwards": done_but_says(201, b"<html>", Content_Type="text/html"),
}


class Desk(Terminal):
    """Somebody with a workspace, two targets and a design for each."""

    def knows(self, locker: LearningLockerServer | None = None, segment: SegmentServer | None = None) -> None:
        if locker:
            self("target", "add", "lrs", "--kind", "learninglocker", "--url", locker.url)
            self("new", "Course", "--template", "seed")
        if segment:
            self("target", "add", "cdp", "--kind", "segment", "--url", segment.url, "--space", "spa")
            self("import", DATA / "segment-create-journey.json", "--name", "card")

    def edits(self, design: str, *path: str, to: object) -> Said:
        """Change one value of a design, as an editor of files does."""
        document: Any = self("show", design, "--json").json
        place = document
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to
        return self("import", self.write("edited.journey.json", document), "--name", design)

    def state(self, design: str) -> str:
        (standing,) = self("status", design, "--json").json
        return str(standing["state"])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    quick = RetryPolicy(attempts=3, first=0.001, jitter=0.001, between=2.0)
    monkeypatch.setattr("designer.publish.operations.PATIENCE", quick)
    return Desk(tmp_path)


@pytest.fixture
def locker() -> Iterator[LearningLockerServer]:
    with LearningLockerServer() as server:
        yield server


@pytest.fixture
def segment() -> Iterator[SegmentServer]:
    with SegmentServer(lists=True) as server:
        yield server


def only(server: LearningLockerServer) -> tuple[str, dict[str, Any]]:
    ((id, journey),) = server.journeys.items()
    return id, journey


def test_publish_change_publish_again(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    said = desk("publish", "course", "--to", "lrs", "--json").json
    assert (said["state"], said["sent"], said["publication"]["version"]) == ("new", True, 1)
    id, journey = only(locker)
    assert [point["count"] for point in journey["waypoints"]] == [5, 1]
    assert desk.state("course") == "in step"
    points = [point["_id"] for point in journey["waypoints"]]

    desk.edits("course", "steps", "comments", "count", to=6)
    assert desk.state("course") == "ahead"
    assert desk("publish", "course").code == 0
    assert only(locker)[0] == id
    assert [point["count"] for point in only(locker)[1]["waypoints"]] == [6, 1]
    assert [point["_id"] for point in only(locker)[1]["waypoints"]] == points

    writes = len(locker.writes())
    assert desk("publish", "course").code == 0
    assert len(locker.writes()) == writes
    assert [row["version"] for row in desk("history", "course", "--json").json] == [1, 2]


def test_what_the_server_keeps_for_itself_stays(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    id, journey = only(locker)
    outcomes = [outcome | {"tripCount": 3} for outcome in journey["outcomes"]]
    locker.change(id, {"outcomes": outcomes, "recalculateStatus": {"inProgress": False}})
    assert desk.state("course") == "in step"
    desk.edits("course", "steps", "comments", "count", to=6)
    assert desk("publish", "course").code == 0
    assert only(locker)[1]["outcomes"][0]["tripCount"] == 3
    assert only(locker)[1]["recalculateStatus"] == {"inProgress": False}


def test_recalculate_what_was_published(
    desk: Desk, locker: LearningLockerServer, segment: SegmentServer
) -> None:
    desk.knows(locker, segment)
    assert desk("publish", "course", "--to", "lrs", "--recalculate").code == 0
    assert locker.asked[-2].query == {"journeyId": only(locker)[0]}
    assert desk.state("course") == "in step"
    assert desk("publish", "card", "--to", "cdp", "--recalculate").code == 2


def test_a_dry_run_shows_the_requests_and_sends_none(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    shown = desk("publish", "card", "--to", "cdp", "--publish", "--dry-run")
    assert "Authorization: Bearer •••" in shown.out
    assert segment.writes() == []
    create, destinations, status = desk(
        "publish", "card", "--to", "cdp", "--publish", "--dry-run", "--json"
    ).json["requests"]
    assert create["body"] == json.loads((DATA / "segment-create-journey.json").read_text())
    assert destinations["url"].endswith("/journeys/{containerId}/destinations")
    assert status["body"] == {"action": "PUBLISH", "version": 1}


def test_somebody_elses_change_is_not_overwritten(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    id, journey = only(locker)
    theirs = json.loads(json.dumps(journey["waypoints"]))
    theirs[0]["count"] = 9
    locker.change(id, {"waypoints": theirs})
    assert desk.state("course") == "behind"
    refused = desk("publish", "course")
    assert refused.code == 1
    assert "the count of 5 comments" in refused.out
    assert "$.waypoints[0].count: 5 → 9" in refused.out
    assert "take theirs in    waypost pull course --from lrs" in refused.err
    assert "overwrite theirs  waypost publish course --to lrs --force" in refused.err
    assert "look              waypost publish course --to lrs --dry-run" in refused.err
    (stands,) = desk("status", "course", "--json").json
    assert stands["ways_out"]["take theirs in"] == "waypost pull course --from lrs"
    assert "take theirs in    waypost pull course --from lrs" in desk("status", "course").out
    assert only(locker)[1]["waypoints"][0]["count"] == 9

    assert desk("pull", "course").code == 0
    assert desk("show", "course", "--json").json["steps"]["comments"]["count"] == 9
    assert desk.state("course") == "in step"

    back = desk("rollback", "course", "1", "--json").json
    assert back["publication"]["read_back"] is True
    assert only(locker)[1]["waypoints"][0]["count"] == 5
    assert desk.state("course") == "ahead"
    assert [row["how"] for row in desk("history", "course", "--json").json] == [
        "published",
        "pulled",
        "rolled back",
    ]


def test_force_overwrites(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    locker.change(only(locker)[0], {"description": "Theirs"})
    desk.edits("course", "steps", "comments", "count", to=6)
    assert desk.state("course") == "diverged"
    assert desk("publish", "course").code == 1
    assert desk("publish", "course", "--force").code == 0
    assert only(locker)[1]["description"] == "Course"
    assert desk.state("course") == "in step"


def test_a_touch_without_a_change_is_none(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    locker.change(only(locker)[0], {})
    desk.edits("course", "steps", "comments", "count", to=6)
    assert desk("publish", "course").code == 0


def test_both_made_the_same_change(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    locker.change(only(locker)[0], {"isActive": False})
    desk.edits("course", "active", to=False)
    assert desk.state("course") == "in step"


def test_a_pull_keeps_what_only_we_changed(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    locker.change(only(locker)[0], {"description": "Theirs"})
    desk.edits("course", "steps", "comments", "count", to=6)
    assert desk("pull", "course").code == 0
    design = desk("show", "course", "--json").json
    assert (design["name"], design["steps"]["comments"]["count"]) == ("Theirs", 6)
    assert desk.state("course") == "ahead"


def test_a_pull_of_what_both_changed_asks(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    locker.change(only(locker)[0], {"description": "Theirs"})
    desk.edits("course", "name", to="Ours")
    refused = desk("pull", "course")
    assert refused.code == 1
    assert "name" in refused.err
    assert desk("pull", "course", "--force").code == 0
    assert desk("show", "course", "--json").json["name"] == "Theirs"


def test_a_journey_of_the_server_becomes_a_design(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    id, _ = only(locker)
    assert desk("pull", "copy", "--from", "lrs", "--id", id).code == 0
    assert desk.state("copy") == "in step"
    assert desk("pull", "another", "--from", "lrs").code == 2
    assert desk("pull", "another", "--from", "lrs", "--id", "f" * 24).code == 2


def test_a_journey_that_is_there_and_was_never_published_here(
    desk: Desk, locker: LearningLockerServer
) -> None:
    desk.knows(locker)
    id = desk("list", "--json").json[0]["id"]
    locker.change(id, {"description": "Somebody's", "waypoints": [], "outcomes": []})
    refused = desk("publish", "course", "--to", "lrs")
    assert refused.code == 1
    assert "another than the design" in refused.err
    assert locker.writes() == []


def test_deleted_on_the_server(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    id, _ = only(locker)
    locker.journeys.clear()
    assert desk.state("course") == "gone"
    assert desk("publish", "course").code == 1
    assert desk("publish", "course", "--anew").code == 0
    assert only(locker)[0] != id


def test_a_change_between_plan_and_sending(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    desk.edits("course", "steps", "comments", "count", to=6)
    id, _ = only(locker)

    def meanwhile(exchange: Any) -> None:
        well(exchange)
        locker.change(id, {"description": "Theirs"})

    locker.when("GET", ONE, meanwhile)
    refused = desk("publish", "course")
    assert refused.code == 1
    assert "changed just now" in refused.err
    assert only(locker)[1]["description"] == "Theirs"


def test_two_who_planned_the_same_make_one_journey(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    with Workspace.open(desk.folder / "workspace") as workspace:
        one, other = (asyncio.run(publish.plan(workspace, "card", "cdp")) for _ in range(2))
        asyncio.run(publish.send(workspace, one))
        with pytest.raises(Refused, match="just now"):
            asyncio.run(publish.send(workspace, other))
    assert len(segment.journeys) == 1


@pytest.mark.parametrize("trouble", LOST.values(), ids=LOST)
@pytest.mark.parametrize("own_ids", [False, True], ids=["our id", "an id of its own"])
def test_a_create_whose_answer_was_lost_is_not_repeated(
    desk: Desk, trouble: Behaviour, own_ids: bool
) -> None:
    with LearningLockerServer(own_ids=own_ids) as server:
        desk.knows(server)
        server.when("POST", JOURNEY, trouble)
        assert desk("publish", "course", "--to", "lrs").code == 0
        assert server.writes() == [f"POST {JOURNEY}"]
        assert len(server.journeys) == 1
        assert desk.state("course") == "in step"


@pytest.mark.parametrize("trouble", [nothing, says(500), says(429, None, Retry_After="0"), says(503)])
def test_a_create_that_did_not_work_is_tried_again(
    desk: Desk, locker: LearningLockerServer, trouble: Behaviour
) -> None:
    desk.knows(locker)
    locker.when("POST", JOURNEY, trouble)
    assert desk("publish", "course", "--to", "lrs").code == 0
    assert len(locker.journeys) == 1


def test_a_create_whose_answer_was_lost_where_nobody_can_look(desk: Desk) -> None:
    with SegmentServer() as server:
        desk.knows(segment=server)
        server.when("POST", ".*", lost)
        refused = desk("publish", "card", "--to", "cdp")
        assert refused.code == 3
        assert "--adopt" in refused.err
        assert desk("publish", "card", "--to", "cdp").code == 3
        assert len(server.journeys) == 1
        assert desk("publish", "card", "--to", "cdp", "--adopt", "jcon_1").code == 0
        assert len(server.journeys) == 1
        assert desk.state("card") == "in step"


@pytest.mark.parametrize("trouble", [says(429, None, Retry_After="0"), says(500), half, nothing, lost])
def test_changing_goes_on_after_trouble(desk: Desk, locker: LearningLockerServer, trouble: Behaviour) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    desk.edits("course", "steps", "comments", "count", to=6)
    locker.when("GET", ONE, trouble)
    locker.when("PATCH", ONE, trouble)
    assert desk("publish", "course").code == 0
    assert only(locker)[1]["waypoints"][0]["count"] == 6
    assert desk.state("course") == "in step"


def test_401_in_the_middle(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    segment.when("PATCH", ".*/destinations", says(401, {"errors": [{"type": "unauthorized"}]}))
    refused = desk("publish", "card", "--to", "cdp", "--publish")
    assert refused.code == 3
    assert "credentials" in refused.err
    assert desk("publish", "card", "--to", "cdp", "--publish").code == 0
    assert len(segment.journeys) == 1
    assert segment.journeys["jcon_1"]["version"]["status"] == "PUBLISHED"


def test_a_refusal_names_the_step_of_the_design(
    desk: Desk, locker: LearningLockerServer, segment: SegmentServer
) -> None:
    desk.knows(locker, segment)
    message = "journey validation failed: waypoints.1.count: Path `count` is too large."
    locker.when("POST", JOURNEY, says(400, {"errorId": "e", "message": message}))
    refused = desk("publish", "course", "--to", "lrs")
    assert refused.code == 3
    assert "In the design: the step 'course'" in refused.err

    fault = {"type": "validation", "message": "is unknown", "field": "definition.states[0].condition"}
    segment.when("POST", ".*", says(422, {"errors": [fault]}))
    refused = desk("publish", "card", "--to", "cdp")
    assert "In the design: the step 'entry_12345'" in refused.err
    assert desk("publish", "card", "--to", "cdp").code == 0  # it was refused, so there is nothing to find out


def test_what_was_read_back_is_compared(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)

    def in_its_own_way(exchange: Any) -> None:
        well(exchange)
        id, journey = only(locker)
        locker.change(id, {"waypoints": journey["waypoints"][:1]})

    locker.when("POST", JOURNEY, in_its_own_way)
    differs = desk("publish", "course", "--to", "lrs")
    assert differs.code == 3
    assert "does not have what was sent" in differs.err
    assert "1 course completion" in differs.err


def test_segment_is_created_replaced_and_moved_on(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    desk("publish", "card", "--to", "cdp", "--publish")
    found = segment.journeys["jcon_1"]["version"]
    assert (found["status"], found["version"]) == ("PUBLISHED", 1)
    desk.edits("card", "steps", "entry_12345", "trigger", "condition", to="event('X').count() = 1")
    assert desk("publish", "card", "--publish").code == 0
    assert (found["status"], found["version"]) == ("PUBLISHED", 2)
    assert desk("publish", "card", "--pause-entry").code == 0
    assert desk("publish", "card", "--archive").code == 0
    assert found["status"] == "ARCHIVED"
    assert desk("publish", "card", "--archive").code == 0
    assert segment.writes()[-1].endswith("/status")
    assert desk("publish", "card", "--archive", "--publish").code == 2


def test_segment_ends_what_people_are_in_and_not_what_changed_since(
    desk: Desk, segment: SegmentServer
) -> None:
    desk.knows(segment=segment)
    desk("publish", "card", "--to", "cdp", "--publish")
    desk.edits("card", "steps", "entry_12345", "trigger", "condition", to="event('X').count() = 1")
    before = segment.writes()
    ended = desk("publish", "card", "--archive")
    found = segment.journeys["jcon_1"]["version"]
    assert (ended.code, found["status"], found["version"]) == (0, "ARCHIVED", 1)
    assert [each.split("/")[-1] for each in segment.writes()[len(before) :]] == ["status"]
    assert "event('X')" not in str(found["definition"])
    assert "what changed in the design since is not sent" in ended.err
    assert "card v1 published on cdp" in ended.out
    assert desk.state("card") == "ahead"


def test_segment_says_what_runs_on_beside_a_draft_that_is_ended(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    desk("publish", "card", "--to", "cdp", "--publish")
    desk.edits("card", "steps", "entry_12345", "trigger", "condition", to="event('X').count() = 1")
    desk("publish", "card")
    ended = desk("publish", "card", "--archive")
    assert ended.code == 0
    assert "one before it that is published runs on" in ended.err


def test_segment_pauses_no_draft(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    new = desk("publish", "card", "--to", "cdp", "--pause-entry")
    assert (new.code, "--publish" in new.err) == (1, True)
    desk("publish", "card", "--to", "cdp", "--publish")
    desk.edits("card", "steps", "entry_12345", "trigger", "condition", to="event('X').count() = 1")
    writes = segment.writes()
    changed = desk("publish", "card", "--pause-entry")
    assert (changed.code, "--publish" in changed.err) == (1, True)
    assert segment.writes() == writes


def test_segment_cannot_change_its_rules(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    desk("publish", "card", "--to", "cdp")
    desk.edits("card", "name", to="Another name")
    refused = desk("publish", "card")
    assert refused.code == 1
    assert "$.name" in refused.err
    assert desk("publish", "card", "--anew").code == 0
    assert len(segment.journeys) == 2


def test_an_xstate_draft_is_made_once(desk: Desk, segment: SegmentServer) -> None:
    desk("target", "add", "cdp", "--kind", "segment-xstate", "--url", segment.url, "--space", "spa")
    desk("import", DATA / "segment-xstate-create-journey.json", "--name", "sms")
    assert desk("publish", "sms", "--to", "cdp").code == 0
    assert segment.asked[-1].body == json.loads((DATA / "segment-xstate-create-journey.json").read_text())
    assert desk("publish", "sms").code == 0
    desk.edits("sms", "description", to="another")
    assert desk("publish", "sms").code == 1
    assert segment.writes() == ["POST /spaces/spa/journeys"]


def test_what_the_server_cannot_hold_is_not_sent(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("new", "--template", "ab-split")
    refused = desk("publish", "ab-split", "--to", "lrs")
    names = [row["name"] for row in desk("list", "--json").json]
    refused = desk("publish", next(name for name in names if name != "course"), "--to", "lrs")
    assert refused.code == 1
    assert "cannot hold" in refused.err
    assert locker.asked == []


def test_how_everything_stands(desk: Desk, locker: LearningLockerServer, segment: SegmentServer) -> None:
    desk.knows(locker, segment)
    assert desk("status", "--json").json == []
    desk("publish", "course", "--to", "lrs")
    desk("publish", "card", "--to", "cdp")
    segment.when("GET", ".*", says(403, {"errors": [{"message": "not for you"}]}))
    said = desk("status", "--json")
    assert said.code == 3
    assert [(row["design"], row["target"], row["state"]) for row in said.json] == [
        ("card", "cdp", None),
        ("course", "lrs", "in step"),
    ]


def test_each_difference_is_told_once_and_on_its_side(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    desk("publish", "course", "--to", "lrs")
    locker.change(only(locker)[0], {"description": "Theirs"})
    (standing,) = desk("status", "--json").json
    assert '$.description: "Course" → "Theirs"' in standing["theirs"]
    assert standing["ours"] == []
    desk.edits("course", "steps", "comments", "count", to=6)
    (standing,) = desk("status", "--json").json
    assert not any("Theirs" in line for line in standing["ours"])
    assert "$.waypoints[0].count: 5 → 6" in standing["ours"]


def test_a_status_that_somebody_gave_it_is_told(desk: Desk, segment: SegmentServer) -> None:
    desk.knows(segment=segment)
    desk("publish", "card", "--to", "cdp", "--publish")
    assert "note:" not in desk("status", "card").out
    segment.journeys["jcon_1"]["version"]["status"] = "ENTRY_PAUSED"
    assert desk.state("card") == "in step"
    assert "ENTRY_PAUSED; it was PUBLISHED" in desk("status", "card").out
    desk("pull", "card")
    assert "note:" not in desk("status", "card").out


def test_names_that_are_not_there(desk: Desk, locker: LearningLockerServer) -> None:
    desk.knows(locker)
    assert desk("publish", "curse", "--to", "lrs").code == 2
    assert desk("publish", "course", "--to", "lsr").code == 2
    assert desk("rollback", "course", "7", "--to", "lrs").code == 2
    assert locker.asked == []


def test_no_secret_is_anywhere(desk: Desk, locker: LearningLockerServer, segment: SegmentServer) -> None:
    """In no file of the workspace, in nothing that is printed, whatever the server repeats."""
    desk.knows(locker, segment)
    said = []
    for name, target, server, own in (
        ("course", "lrs", locker, f"{SECRET} {KEY}"),
        ("card", "cdp", segment, TOKEN),
    ):
        echo = {"errorId": "e", "message": own, "errors": [{"message": own, "field": own}]}
        said.append(desk("publish", name, "--to", target, "--dry-run"))
        said.append(desk("publish", name, "--to", target, "--dry-run", "--json"))
        said.append(desk("publish", name, "--to", target, "--json"))
        for trouble in (says(401, echo), says(422, echo), says(500, echo), says(500, echo), says(500, echo)):
            server.when("GET", ".*", trouble)
        said += [desk("publish", name), desk("publish", name), desk("publish", name)]
        said += [desk("status", name), desk("history", name, "--json"), desk("target", "test", target)]
    said += [desk("target", "list", "--json"), desk("outbox"), desk("log", "pull", "lrs")]
    printed = "".join(each.out + each.err for each in said)
    kept = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
    for secret in (KEY, SECRET, TOKEN, locker.asked[0].headers["authorization"].split()[1]):
        assert secret not in printed
        assert secret.encode() not in kept
