"""Which events a design is looked at with: remembered by the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from store.settings import Settings

SETTING: Final = "events"
"""Holds the source of each design, by the design's id."""


def attach(settings: Settings, design: str, source: Path | None) -> None:
    """Remember which events a design (its id) is looked at with; None: none. Raises StoreError."""
    known = settings.get(SETTING)
    others = {id: path for id, path in known.items() if id != design} if isinstance(known, dict) else {}
    settings.set(SETTING, others if source is None else {**others, design: str(source.absolute())})


def attached(settings: Settings, design: str) -> Path | None:
    """What was attached to a design (its id) last. It may be gone by now."""
    known = settings.get(SETTING)
    source = known.get(design) if isinstance(known, dict) else None
    return Path(source) if isinstance(source, str) else None
