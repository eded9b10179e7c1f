"""Opening events. Long files are taken into a log of the workspace first, so that they never have to be held."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Final

from designer.console import Refused
from designer.evidence.counted import Stop, Stopped, stoppable
from designer.evidence.evidence import Evidence, Rejections, Watch
from designer.evidence.held import Held
from designer.evidence.logged import Logged
from designer.logs import OF_FILES, is_log, named
from engine.events import Event, RejectedEvent, from_line
from store.log import events_of, import_files, read_manifest, rejected
from store.source import lines

MOST_HELD: Final = 50_000
"""Events; of a kilobyte each they take about 300 MB."""

NAMED: Final = 20
"""Rejected lines whose reasons are kept."""


def opened(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Evidence:
    """See ``Evidence.open``."""
    if is_log(source):
        return _of_log(source, source, stop)
    if source.is_dir():
        raise Refused(f"{source} is a folder, but no statement log; name a file, or the folder of a log")
    if not source.is_file():
        raise Refused(f"there is no file and no log {source}")
    return _of_file(source, watch, stop) or _of_log(source, _taken_in(source, workspace, watch, stop), stop)


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
            refused.append(f"line {line.number}: {error}")
        if len(events) > MOST_HELD:
            return None
    return Held(source, events, Rejections(len(refused), tuple(refused[:NAMED])))


def _taken_in(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Path:
    """The log of a file, made or brought up to date."""

    def watching(_: str, position: int) -> None:
        if stop():
            raise Stopped
        if watch is not None:
            watch(position)

    folder = workspace / OF_FILES / named(source)
    import_files(folder, [str(source)], watch=watching)
    return folder


def _of_log(source: Path, folder: Path, stop: Stop) -> Evidence:
    totals = read_manifest(folder).totals
    refused = (f"{Path(each.source).name}, line {each.line}: {each.reason}" for each in rejected(folder))
    rejections = Rejections(totals.rejected, tuple(islice(refused, NAMED)))
    if totals.rows <= MOST_HELD:
        return Held(source, list(stoppable(events_of(folder), stop)), rejections)
    return Logged(source, folder, rejections)
