"""Verbs and activity types that are in wide use. Sources: ADL's vocabulary, the video and cmi5 profiles, Tin Can."""

from __future__ import annotations

from typing import Final

_ADL: Final = (
    "answered", "asked", "attempted", "attended", "commented", "completed", "exited", "experienced", "failed",
    "imported", "initialized", "interacted", "launched", "mastered", "passed", "preferred", "progressed", "registered",
    "responded", "resumed", "scored", "shared", "suspended", "terminated", "voided",
)  # fmt: skip
_VIDEO: Final = ("played", "paused", "seeked")
_W3ID: Final = ("abandoned", "logged-in", "logged-out", "satisfied", "waived")
_TIN_CAN: Final = (
    "viewed",
    "earned",
    "downloaded",
    "rated",
    "selected",
    "skipped",
    "requested",
    "bookmarked",
    "read",
)
_TYPES: Final = (
    "assessment", "attempt", "course", "file", "interaction", "lesson", "link", "media", "meeting", "module",
    "objective", "performance", "profile", "question", "simulation",
)  # fmt: skip

VERBS: Final = (
    *(f"http://adlnet.gov/expapi/verbs/{name}" for name in _ADL),
    *(f"https://w3id.org/xapi/video/verbs/{name}" for name in _VIDEO),
    *(f"https://w3id.org/xapi/adl/verbs/{name}" for name in _W3ID),
    *(f"http://id.tincanapi.com/verb/{name}" for name in _TIN_CAN),
)
ACTIVITY_TYPES: Final = (
    *(f"http://adlnet.gov/expapi/activities/{name}" for name in _TYPES),
    "https://w3id.org/xapi/video/activity-type/video",
)
