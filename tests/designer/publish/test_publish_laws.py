"""Whatever can be published is in step then, and pulling it changes nothing; what somebody changed there comes back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from journey_server import SECRETS, JourneyServer, LearningLockerServer, SegmentServer
from strategies.segment_journeys import portable_journeys

from designer import publish
from engine.dialects import TARGETS
from engine.journey import Journey, from_document, to_document
from engine.steps import Checklist, Entry, Exit, FirstMatch, Item, Outcome, Step, Transition, Waypoint
from store.targets import Kind, Target
from store.workspace import Workspace

# Shrinking takes minutes where each try speaks over sockets; the cases are small as they are.
over_sockets = settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])

names = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=8)
ids = st.sampled_from(["a", "quiz", "59c237bebdf9ac67b2ab5ee9", "59c237bebdf9ac67b2ab5eea", "b-2", "C_3"])
points = st.fixed_dictionaries(
    {
        "name": names | st.just(""),
        "active": st.booleans(),
        "count": st.integers(1, 9),
        "condition": st.sampled_from(
            [
                {"statement.verb.id": "http://a/b"},
                {"$or": [{"lrs_id": "x"}, {"statement.result.success": True}]},
            ]
        ),
    }
)
parts = st.lists(st.tuples(ids, points), min_size=1, max_size=4, unique_by=lambda part: part[0])


@st.composite
def locker_journeys(draw: st.DrawFn) -> Journey:
    """Journeys that Learning Locker can hold: waypoints in a row or one checklist of them, perhaps an outcome."""
    rows = draw(parts)
    steps: dict[str, Step] = {"start": Entry(trigger=FirstMatch())}
    if draw(st.booleans()):
        steps |= {id: Waypoint(**fields) for id, fields in rows}
    else:
        steps["either"] = Checklist(items={id: Item(**fields) for id, fields in rows})
    if draw(st.booleans()):
        steps["tell"] = Outcome(name=draw(names), type="callback", callback="https://example.org/done")
    row = [*steps, "done"]
    return Journey(
        id=draw(st.sampled_from(["59c23527bdf9ac67b2ab5ee6", "course"])),
        name=draw(names),
        active=draw(st.booleans()),
        public=draw(st.booleans()),
        track_by=draw(st.sampled_from(["actor", "persona"])),
        entry_rule=draw(st.sampled_from(["once", "after_exit"])),
        steps=steps | {"done": Exit()},
        transitions=tuple(Transition(source=one, target=next) for one, next in pairwise(row)),
    )


class Somebody:
    """A workspace with one design and one target."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def publish(self) -> None:
        plan = asyncio.run(publish.plan(self.workspace, "it", "there"))
        assert not plan.refusal, plan
        asyncio.run(publish.send(self.workspace, plan))

    def pull(self) -> publish.PullResult:
        return asyncio.run(publish.pull(self.workspace, "it", "there"))

    @property
    def state(self) -> str | None:
        (standing,) = asyncio.run(publish.status(self.workspace, "it", ["there"]))
        return standing.state

    @property
    def journey(self) -> Journey:
        return from_document(self.workspace.load("it").document)


@contextmanager
def somebody(journey: Journey, server: JourneyServer, kind: Kind, space: str = "") -> Iterator[Somebody]:
    secrets = {
        name.replace("_LRS_", "_THERE_").replace("_CDP_", "_THERE_"): text for name, text in SECRETS.items()
    }
    with (
        TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, secrets),
        Workspace.open(Path(folder)) as workspace,
    ):
        workspace.targets.add(Target(name="there", kind=kind, url=server.url, space=space))
        workspace.save("it", to_document(journey))
        yield Somebody(workspace)


@over_sockets
@given(locker_journeys(), st.booleans())
def test_learning_locker_gives_back_what_it_got(journey: Journey, own_ids: bool) -> None:
    with LearningLockerServer(own_ids=own_ids) as server, somebody(journey, server, "learninglocker") as me:
        me.publish()
        assert me.state == "in step"
        assert me.pull().changes == ()
        assert me.state == "in step"


@over_sockets
@given(locker_journeys(), names, st.integers(10, 20))
def test_learning_locker_gives_back_what_somebody_changed(journey: Journey, name: str, count: int) -> None:
    with LearningLockerServer() as server, somebody(journey, server, "learninglocker") as me:
        me.publish()
        ((id, there),) = server.journeys.items()
        changed = [there["waypoints"][0] | {"count": count}, *there["waypoints"][1:]]
        server.change(id, {"description": name, "waypoints": changed})
        assert me.state == "behind"
        me.pull()
        assert me.state == "in step"
        assert me.journey.name == name
        assert me.journey.steps.keys() == journey.steps.keys()


@over_sockets
@given(portable_journeys().filter(lambda journey: TARGETS["segment"](journey).document is not None))
def test_segment_gives_back_what_it_got(journey: Journey) -> None:
    with SegmentServer(lists=True) as server, somebody(journey, server, "segment", "spa") as me:
        me.publish()
        assert me.state == "in step"
        assert me.pull().changes == ()
        assert me.state == "in step"
