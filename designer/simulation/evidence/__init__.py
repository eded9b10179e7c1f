"""The events that a person looks at a design with: a file or a statement log, opened for both front ends."""

from designer.simulation.evidence.attachments import all_attached, attach, last_attached
from designer.simulation.evidence.condition_trial import MatchCounts, NearMiss, Stop, TrialStopped
from designer.simulation.evidence.evidence import Evidence, Rejections, Watch

__all__ = [
    "Evidence",
    "MatchCounts",
    "NearMiss",
    "Rejections",
    "Stop",
    "TrialStopped",
    "Watch",
    "all_attached",
    "attach",
    "last_attached",
]
