"""What publishing needs of a server, whatever it speaks: one module a dialect, all with the interface ``Side``."""

from __future__ import annotations

from designer.publish.adapters.adapter import Adapter
from designer.publish.adapters.learninglocker import LearningLockerAdapter
from designer.publish.adapters.segment import SegmentAdapter
from designer.publish.adapters.segment_xstate import SegmentXStateAdapter
from designer.publish.connection import TargetConnection

__all__ = ["Adapter", "adapter_for"]


def adapter_for(server: TargetConnection) -> Adapter:
    """The dialect of a target."""
    match server.target.kind:
        case "learninglocker":
            return LearningLockerAdapter(server)
        case "segment":
            return SegmentAdapter(server)
        case "segment-xstate":
            return SegmentXStateAdapter(server)
