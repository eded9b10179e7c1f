"""The paths of a design, and made-up people whose events walk each of them, proven by the engine.

Nothing here is random: the same design, bound, seed and start give the same people.
"""

from engine.coverage.cover import cover, steps_of
from engine.coverage.coverage import (
    Coverage,
    CoverageGap,
    JourneyPath,
    JourneyPaths,
    OmittedPath,
    PartCoverage,
    Walk,
)
from engine.coverage.path_search import paths

__all__ = [
    "Coverage",
    "CoverageGap",
    "JourneyPath",
    "JourneyPaths",
    "OmittedPath",
    "PartCoverage",
    "Walk",
    "cover",
    "paths",
    "steps_of",
]
