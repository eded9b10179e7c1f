"""Recalculation of a journey over all that ever arrived, in portions, while requests go on being answered."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from designer.sandbox.faults import Fault
from designer.sandbox.feed import ALL
from designer.sandbox.ids import number_of
from designer.sandbox.learninglocker import journeys
from designer.sandbox.live_journey import LiveJourney
from designer.sandbox.live_journeys import replay
from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState

PORTION: Final = 500
"""Events that are dealt with in one turn."""


class Which(Struct, frozen=True, rename="camel"):
    """The journey to recalculate."""

    journey_id: Annotated[str, Meta(description="The journey's _id.")]


def start(world: ServerState, asked: OperationCall[Which]) -> OperationAnswer:
    """Begin the recalculation ``asked`` for in ``world``; ``recalculateStatus`` of the journey then tells how far it
    is.
    """
    kept = journeys.editable(world, asked.key, asked.query.journey_id)
    if not kept.feed.is_open:
        raise Fault(400, f"the journey {kept.id} is not active")
    if kept.id in world.recalculations:
        raise Fault(409, f"the journey {kept.id} is being recalculated already")
    recalculation = Recalculation(world, kept.id)
    world.recalculations[kept.id] = recalculation.status
    world.jobs.append(recalculation)
    return OperationAnswer(body=journeys.journey_answer(world, kept))


class Recalculation:
    """One recalculation under way. What it finds takes the place of what was, all at once at the end."""

    def __init__(self, world: ServerState, id: str) -> None:
        self._id = id
        self._total = world.through
        self._begin(world.lives[id])

    def _begin(self, present: LiveJourney) -> None:
        self._plan = present.plan
        self._next = 0
        self._live = LiveJourney(
            present.plan, ALL, forgotten=dict(present.forgotten), describe=present.describe
        )

    @property
    def status(self) -> JSON:
        """Learning Locker's ``recalculateStatus``."""
        remaining = max(self._total - self._next, 0)
        return {"inProgress": True, "totalCount": self._total, "remainingCount": remaining}

    def work(self, world: ServerState) -> bool:
        """Deal with a portion; whether there is more to do. Begins anew if the journey was edited meanwhile."""
        present = world.lives.get(self._id)
        if present is None:
            world.recalculations.pop(self._id, None)
            return False
        if present.plan is not self._plan:
            self._begin(present)
        end = min(self._next + PORTION, world.through)
        replay([self._live], world.arrived.events(self._next, end))
        self._next = end
        world.recalculations[self._id] = self.status
        if end < world.through:
            return True
        self._finish(world, present)
        return False

    def _finish(self, world: ServerState, present: LiveJourney) -> None:
        self._live.settle(world.clock(), world.lives.identities)
        kept = world.journeys.get(number_of(self._id))
        assert kept is not None
        self._live.feed = ALL if kept.feed.is_open else ALL.close_from(world.through)
        self._live.forgotten = present.forgotten
        world.journeys.put(number_of(self._id), replace(kept, feed=self._live.feed))
        world.put(self._id, self._live)
        del world.recalculations[self._id]
