"""Evidence of statement logs, and the logs that the workspace keeps of long files."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from designer.simulation.evidence.condition_trial import Stop, TrialStopped, stoppable
from designer.simulation.evidence.evidence import MOST_HELD, MOST_NAMED, Evidence, Rejections, Watch
from designer.simulation.evidence.log_evidence import LogEvidence
from designer.simulation.evidence.memory_evidence import MemoryEvidence
from store.log import events_of, import_files, read_manifest, read_rejects
from store.log_folders import OF_FILES, log_name


def of_log(source: Path, folder: Path, stop: Stop) -> Evidence:
    """The events of the log in ``folder``, meant by ``source``, held if they are few, unless ``stop`` says so.
    Raises StoreError, TrialStopped.
    """
    totals = read_manifest(folder).totals
    refused = (str(each).replace(each.source, Path(each.source).name, 1) for each in read_rejects(folder))
    rejections = Rejections(totals.rejected, tuple(islice(refused, MOST_NAMED)))
    if totals.rows <= MOST_HELD:
        return MemoryEvidence(source, list(stoppable(events_of(folder), stop)), rejections)
    return LogEvidence(source, folder, rejections)


def import_source(source: Path, workspace: Path, watch: Watch | None, stop: Stop) -> Path:
    """The log that a ``workspace`` keeps of the file ``source``, made or brought up to date.

    ``watch`` is told how far it is, ``stop`` ends it. Raises StoreError, TrialStopped.
    """

    def watching(_: str, position: int) -> None:
        if stop():
            raise TrialStopped
        if watch is not None:
            watch(position)

    folder = workspace / OF_FILES / log_name(source)
    import_files(folder, [str(source)], watch=watching)
    return folder
