"""What publishing needs of a server, whatever it speaks: one module a dialect, all with the interface ``Side``."""

from __future__ import annotations

from designer.publish.server import Server
from designer.publish.sides.learninglocker import LearningLockerSide
from designer.publish.sides.segment import SegmentSide
from designer.publish.sides.segment_xstate import SegmentXStateSide
from designer.publish.sides.side import Side

__all__ = ["Side", "side_of"]


def side_of(server: Server) -> Side:
    """The dialect of a target."""
    match server.target.kind:
        case "learninglocker":
            return LearningLockerSide(server)
        case "segment":
            return SegmentSide(server)
        case "segment-xstate":
            return SegmentXStateSide(server)
