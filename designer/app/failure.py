"""The end by a fault of the app itself: a sentence for people, the traceback in a file."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from textual.worker import WorkerFailed

LOG: Final = "crash.log"
"""The file in the workspace's folder."""


def failure_sentence(error: BaseException | None, folder: Path, keep_draft: Callable[[], None]) -> str:
    """Keep the draft, write the traceback of ``error`` to a log file, and say both. Raises nothing."""
    try:
        keep_draft()
        draft = "the draft is kept"
    except Exception as problem:  # noqa: BLE001 — the app is at its end: all that is left is to say so
        draft = f"the last changes could not be kept ({problem})"
    log = _write_log(error, folder)
    where = f"What went wrong is in {log}" if log else "What went wrong could not be written anywhere"
    return f"Waypost has ended by a fault of its own; {draft}. {where}."


def _write_log(error: BaseException | None, folder: Path) -> Path | None:
    """Write ``error`` to the log file in ``folder``, else among temporary files; return its path."""
    inner = error.error if isinstance(error, WorkerFailed) else error
    text = "".join(traceback.format_exception(inner)) if inner is not None else "no exception is known\n"
    entry = f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n"
    for path in (folder / LOG, Path(tempfile.gettempdir()) / f"waypost-{LOG}"):
        try:
            with path.open("a", encoding="utf-8") as log:
                log.write(entry)
        except OSError:
            continue
        return path
    return None
