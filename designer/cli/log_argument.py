"""LOG on the command line: the folder of a statement log, or a file, of which the workspace keeps a log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from designer.cli.console import ReadingBar, narrate
from designer.cli.event_files import stop_if_nothing
from designer.cli.interrupts import explain_interrupt
from designer.errors import Refused
from store.log import ImportTotals, import_files
from store.log_folders import OF_FILES, OWN, is_log, log_name
from store.sources.byte_streams import size
from store.sources.column_mapping import ColumnMapping
from store.sources.file_names import expanded


def open_log(log: str | None, workspace: Path, columns: ColumnMapping | None = None) -> Path:
    """The folder of the ``log`` that was meant. A file's events are taken into its log in ``workspace`` first, as
    far as they are new; ``columns`` say how tables are read.
    """
    path = workspace / OWN if log is None else Path(log)
    if is_log(path):
        return path
    if log is None:
        raise Refused(
            f"the workspace has no log at {path}: make it with `waypost log import FILE`, or name one"
        )
    folder = workspace / OF_FILES / log_name(path)
    done = take_in(folder, [log], columns)
    stop_if_nothing(done.impression, done.reasons)
    return folder


def take_in(folder: Path, sources: Sequence[str], columns: ColumnMapping | None = None) -> ImportTotals:
    """Import the files ``sources`` into the log in ``folder``, with a progress bar where somebody watches. Raises
    StoreError.

    ``columns`` say how tables are read.
    """
    files = expanded(sources)
    with ReadingBar({file: size(file) for file in files}) as bar, explain_interrupt(goes_on(folder)):
        return import_files(folder, files, columns=columns, watch=bar.watch, tell=narrate)


def goes_on(folder: Path) -> str:
    """Return what is said where taking statements in is stopped."""
    return f"what was taken into {folder} stays there, and the same command goes on from there"
