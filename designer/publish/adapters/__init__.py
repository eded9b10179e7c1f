"""Adapters: what publishing needs of a server, one module a dialect, all with the interface ``Adapter``."""

from __future__ import annotations

from designer.errors import Refused
from designer.publish.adapters.adapter import Adapter
from designer.publish.adapters.learninglocker import LearningLockerAdapter
from designer.publish.adapters.segment import SegmentAdapter
from designer.publish.adapters.segment_xstate import SegmentXStateAdapter
from designer.publish.connection import TargetConnection
from store.targets import Target

__all__ = ["Adapter", "adapter_for", "no_journeys"]


def adapter_for(server: TargetConnection) -> Adapter:
    """The dialect of a target. Raises Refused for one that keeps no journeys."""
    match server.target.kind:
        case "learninglocker":
            return LearningLockerAdapter(server)
        case "segment":
            return SegmentAdapter(server)
        case "segment-xstate":
            return SegmentXStateAdapter(server)
        case "lrs" | "track":
            raise no_journeys(server.target)


def no_journeys(target: Target) -> Refused:
    """The refusal to publish to, or to pull from, a target of a kind that keeps no journeys."""
    return Refused(
        f"{target.name} is of kind {target.kind} and keeps no journeys; journeys go to a target of kind "
        "learninglocker, segment or segment-xstate"
    )
