"""Evidence of statement logs, and the logs that the workspace keeps of long files."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from designer.evidence import opening
from designer.evidence.counted import Stop, Stopped, stoppable
from designer.evidence.evidence import Evidence, Rejections, Watch
from designer.evidence.held import Held
from designer.evidence.logged import Logged
from designer.logs import OF_FILES, named
from store.log import events_of, import_files, read_manifest, rejected


def of_log(source: Path, folder: Path, stop: Stop) -> Evidence:
    """The events of the log in a folder, held if they are few. Raises StoreError, Stopped."""
    totals = read_manifest(folder).totals
    refused = (f"{Path(each.source).name}, line {each.line}: {each.reason}" for each in rejected(folder))
    rejections = Rejections(totals.rejected, tuple(islice(refused, opening.NAMED)))
    if totals.rows <= opening.MOST_HELD:
        return Held(source, list(stoppable(events_of(folder), stop)), rejections)
    return Logged(source, folder, rejections)


def taken_in(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Path:
    """The log that a workspace keeps of a file, made or brought up to date. Raises StoreError, Stopped."""

    def watching(_: str, position: int) -> None:
        if stop():
            raise Stopped
        if watch is not None:
            watch(position)

    folder = workspace / OF_FILES / named(source)
    import_files(folder, [str(source)], watch=watching)
    return folder
