"""Opening events. Long files are taken into a log of the workspace first, so that they never have to be held."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from designer.simulation.evidence.condition_trial import Stop, never, stoppable
from designer.simulation.evidence.evidence import (
    MOST_BYTES,
    MOST_HELD,
    MOST_NAMED,
    Evidence,
    Rejections,
    Watch,
)
from designer.simulation.evidence.memory_evidence import MemoryEvidence
from engine.events import Event
from store.log_folders import is_log
from store.sources.reader import Reader

ENOUGH: Final = 1_000
"""Events of a large file that tell that it is one of events."""


def open_evidence(
    source: Path, workspace: Path, *, watch: Watch | None = None, stop: Stop = never
) -> Evidence:
    """Open the events of ``source``: a file, a folder of files, a pattern, or the log in a folder.

    ``workspace``: its folder, where the logs of long files are kept. ``watch`` is told how far it is, ``stop`` ends
    it. Raises StoreError, Stopped.
    """
    if is_log(source):
        from designer.simulation.evidence.log_loader import (
            of_log,  # and so DuckDB, which no short file needs
        )

        return of_log(source, source, stop)
    held = _of_file(source, watch, stop)
    return _of_long_file(source, workspace, watch, stop) if held is None else held


def _of_file(source: Path, watch: Watch | None, stop: Stop) -> MemoryEvidence | None:
    """The events of the file ``source``; None if there are more than can be held. ``watch`` is told how far it is,
    ``stop`` ends it.
    """
    events: list[Event] = []
    refused: list[str] = []
    notes: list[str] = []
    is_large = source.is_file() and source.stat().st_size > MOST_BYTES
    most = ENOUGH if is_large else MOST_HELD
    watched = None if watch is None else lambda _, position: watch(position)
    reader = Reader([str(source)], watch=watched, tell=notes.append)
    for each in stoppable(reader.events(), stop):
        if isinstance(each, Event):
            events.append(each)
        elif len(refused) < MOST_NAMED:
            refused.append(str(each).replace(str(source), source.name, 1))
        if len(events) > most:
            return None
    rejections = Rejections(
        reader.rejections.count, tuple(refused), tuple(notes), reader.impression(len(events))
    )
    return MemoryEvidence(source, events, rejections)


def _of_long_file(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Evidence:
    from designer.simulation.evidence.log_loader import import_source, of_log

    return of_log(source, import_source(source, workspace, watch, stop), stop)
