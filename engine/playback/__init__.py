"""Time travel over a simulation: every moment at which somebody moved, and how things stood then."""

from engine.playback.frames import Frame, StepCount
from engine.playback.inject import CannotInject
from engine.playback.playback import Playback
from engine.playback.timeline import TimelineEntry, timeline

__all__ = ["CannotInject", "Frame", "Playback", "StepCount", "TimelineEntry", "timeline"]
