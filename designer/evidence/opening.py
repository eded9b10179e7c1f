"""Opening events. Long files are taken into a log of the workspace first, so that they never have to be held."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from designer.console import Refused
from designer.evidence.counted import Stop, stoppable
from designer.evidence.evidence import Evidence, Rejections, Watch
from designer.evidence.held import Held
from engine.events import Event, RejectedEvent, from_line
from store.source import lines

MARK: Final = "log.json"
"""The file by which the folder of a log is known."""

MOST_HELD: Final = 50_000
"""Events; of a kilobyte each they take about 300 MB."""

NAMED: Final = 20
"""Rejected lines whose reasons are kept."""


def opened(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Evidence:
    """See ``Evidence.open``."""
    if (source / MARK).is_file():
        from designer.evidence.logs import of_log  # and so DuckDB, which no short file needs

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
    from designer.evidence.logs import of_log, taken_in

    return of_log(source, taken_in(source, workspace, watch, stop), stop)
