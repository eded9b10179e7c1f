"""Events that a design is looked at with: remembered by the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from store.settings import Settings

SETTING: Final = "events"
"""Holds the source of each design, by the design's id."""


def attach(settings: Settings, design: str, source: Path | None) -> None:
    """Remember in ``settings`` that a ``design`` (its id) is looked at with the events of ``source``; None: none.
    Raises StoreError.
    """
    others = {id: path for id, path in _sources(settings).items() if id != design}
    settings.set(SETTING, others if source is None else {**others, design: str(source.absolute())})


def last_attached(settings: Settings, design: str) -> Path | None:
    """Return what was attached to a design (its id) last. It may be gone by now."""
    source = _sources(settings).get(design)
    return None if source is None else Path(source)


def all_attached(settings: Settings) -> list[Path]:
    """Return what is attached to any design, the one that was attached last first. Any of it may be gone by now."""
    return [Path(source) for source in dict.fromkeys(reversed(_sources(settings).values()))]


def _sources(settings: Settings) -> dict[str, str]:
    kept = settings.get(SETTING)
    return {id: str(path) for id, path in kept.items()} if isinstance(kept, dict) else {}
