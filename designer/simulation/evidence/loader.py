"""Opening events. Long files are taken into a log of the workspace first, so that they never have to be held."""

from __future__ import annotations

from pathlib import Path

from designer.errors import Refused
from designer.simulation.evidence.condition_trial import Stop, never, stoppable
from designer.simulation.evidence.evidence import MOST_HELD, NAMED, Evidence, Rejections, Watch
from designer.simulation.evidence.memory_evidence import Held
from engine.events import Event, RejectedEvent, from_line
from store.log_folders import is_log
from store.source import lines


def open_evidence(
    source: Path, workspace: Path, *, watch: Watch | None = None, stop: Stop = never
) -> Evidence:
    """Open the events of a file (NDJSON or one array, gzipped or not), or of the log in a folder.

    ``workspace``: its folder, where the logs of long files are kept. Raises Refused, StoreError, Stopped.
    """
    if is_log(source):
        from designer.simulation.evidence.log_loader import (
            of_log,  # and so DuckDB, which no short file needs
        )

        return of_log(source, source, stop)
    if source.is_dir():
        raise Refused(f"{source} is a folder, but no statement log; name a file, or the folder of a log")
    if not source.is_file():
        raise Refused(f"there is no file and no log {source}")
    held = _of_file(source, watch, stop)
    return _of_long_file(source, workspace, watch, stop) if held is None else held


def _of_file(source: Path, watch: Watch | None, stop: Stop) -> Held | None:
    """The events of a file; None if there are more than can be held."""
    events: list[Event] = []
    refused: list[str] = []
    for line in stoppable(lines(str(source), watch), stop):
        try:
            if line.raw is None:
                raise RejectedEvent("the line is too long to be a statement")
            events.append(from_line(line.raw))
        except RejectedEvent as error:
            refused.append(f"{source.name}, line {line.number}: {error}")
        if len(events) > MOST_HELD:
            return None
    return Held(source, events, Rejections(len(refused), tuple(refused[:NAMED])))


def _of_long_file(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Evidence:
    from designer.simulation.evidence.log_loader import of_log, taken_in

    return of_log(source, taken_in(source, workspace, watch, stop), stop)
