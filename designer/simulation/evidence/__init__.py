"""The events that a person looks at a design with: a file or a statement log, opened for both front ends."""

from designer.simulation.evidence.attachments import attach, attached, known
from designer.simulation.evidence.condition_trial import Counted, NearMiss, Stop, Stopped
from designer.simulation.evidence.evidence import Evidence, Rejections, Watch

__all__ = [
    "Counted",
    "Evidence",
    "NearMiss",
    "Rejections",
    "Stop",
    "Stopped",
    "Watch",
    "attach",
    "attached",
    "known",
]
