"""Diagnoses of the files of a workspace, and repairing what can be repaired.

Nothing is thrown away: a damaged file is copied aside before anything is changed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from store import disk
from store.errors import outside, reimport_hint
from store.journal import replace_journal
from store.lines import Header
from store.lock import PATIENCE, locked
from store.log_folders import NAME
from store.progress.book import COLUMNS
from store.salvage import Salvage, salvage
from store.schema import DocumentSchema

Code = Literal[
    "no-header",
    "no-end-mark",
    "damaged-lines",
    "torn-tail",
    "newer-format",
    "older-format",
    "missing-journal",
    "leftover-file",
    "damaged-log",
    "damaged-progress",
    "damaged-events",
    "damaged-index",
]

_REBUILT: Final[set[Code]] = {"no-header", "no-end-mark", "damaged-lines"}  # by writing anew what is left
_REPAIRED: Final[set[Code]] = {
    *_REBUILT,
    "torn-tail",
    "leftover-file",
    "damaged-progress",
    "damaged-events",
    "damaged-index",
}
REBUILD_HINT: Final = "`waypost doctor --repair` keeps what can be read, and a copy of the damaged file"


class Diagnosis(Struct, frozen=True, kw_only=True):
    """One thing wrong, or worth knowing, with a file. ``done`` says how it was repaired; empty: it was not."""

    code: Code
    severity: Literal["error", "note"]
    file: str
    message: str
    hint: str = ""
    done: str = ""

    @property
    def repairable(self) -> bool:
        """Tell whether ``repair`` does something about it; else ``hint`` says what a person does."""
        return self.code in _REPAIRED


def inspect(folder: Path, schema: DocumentSchema | None = None) -> list[Diagnosis]:
    """Return what is wrong with the files of a workspace; nothing for a folder that is not there. Raises StoreError."""
    found = _missing(folder)
    for path in _journals(folder):
        with outside("read", path):
            found += _symptoms(path, salvage(path), schema or DocumentSchema())
    found += [_leftover(path) for path in _leftovers(folder)]
    return [*found, *_damaged_logs(folder), *map(_lost_progress, _damaged_progress(folder))]


def repair(
    folder: Path, schema: DocumentSchema | None = None, *, patience: float = PATIENCE
) -> list[Diagnosis]:
    """Repair what can be in the workspace of ``folder``; all that was found, each with what was done. Raises
    WorkspaceLocked, StoreError.

    ``schema`` is that of its documents, ``patience`` the seconds to wait for another writer.
    """
    found = _missing(folder)
    for path in _journals(folder):
        with locked(path.with_suffix(".lock"), patience), outside("repair", path):
            found += _repair(path, schema or DocumentSchema())
    found += [_remove(path) for path in _leftovers(folder)]
    return [*found, *_damaged_logs(folder), *map(_without_progress, _damaged_progress(folder))]


def _journals(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.journal"))


def _leftovers(folder: Path) -> list[Path]:
    """Return what a kill leaves half written: it was never in use."""
    return sorted([*folder.glob("*.new"), *folder.glob("*.journal.copy")])


def _leftover(path: Path) -> Diagnosis:
    message = "it was left by a write that was stopped half-way, and was never in use"
    return _note(path, "leftover-file", message, "`waypost doctor --repair` removes it")


def _remove(path: Path) -> Diagnosis:
    with outside("remove", path):
        path.unlink(missing_ok=True)
    return replace(_leftover(path), done="removed")


def _damaged_logs(folder: Path) -> list[Diagnosis]:
    """Return what is wrong with the statement logs in a workspace. Nothing of it can be repaired: the statements are
    gone.
    """
    logs = [path.parent for path in (*folder.glob(f"*/{NAME}"), *folder.glob(f"*/*/{NAME}"))]
    if not logs:
        return []
    from store.log.integrity import faults  # its library takes long to load

    return [
        error_diagnosis(path, "damaged-log", why, reimport_hint(log))
        for log in sorted(logs)
        for path, why in faults(log)
    ]


def _damaged_progress(folder: Path) -> list[Path]:
    if not (folder / COLUMNS).is_dir():
        return []
    from store.progress.column_files import Columns

    return Columns(folder / COLUMNS).damaged()


def _lost_progress(path: Path) -> Diagnosis:
    hint = "`waypost doctor --repair` sets it aside; then `waypost recalculate` makes what is missing"
    return error_diagnosis(path, "damaged-progress", "people's progress in it cannot be read", hint)


def _without_progress(path: Path) -> Diagnosis:
    aside = path.with_name(f"{path.name}.damaged")
    with outside("repair", path):
        path.rename(aside)
    return replace(_lost_progress(path), done=f"set aside as {aside}; recalculate its journey")


def _missing(folder: Path) -> list[Diagnosis]:
    """Journals of which there are only copies."""
    copies = [path for path in folder.glob("*.journal.*") if path.suffix != ".copy"]
    newest = {_original(copy): copy for copy in sorted(copies, key=lambda path: path.stat().st_mtime)}
    message = "it is missing, though there is a copy of it"
    return [
        error_diagnosis(
            path, "missing-journal", message, f"unless it was removed on purpose, copy {copy} to {path}"
        )
        for path, copy in newest.items()
        if not path.exists()
    ]


def _original(copy: Path) -> Path:
    return copy.with_name(copy.name.partition(".journal.")[0] + ".journal")


def _symptoms(path: Path, found: Salvage, schema: DocumentSchema) -> list[Diagnosis]:
    format = found.header.format if found.header else schema.format
    if found.header and format > schema.format:
        message = f"its format is {format}, and this Waypost reads up to {schema.format}"
        return [
            error_diagnosis(path, "newer-format", message, f"install waypost {found.header.needs} or newer")
        ]
    symptoms = []
    if found.header is None:
        symptoms.append(
            error_diagnosis(path, "no-header", "it does not begin as a journal does", REBUILD_HINT)
        )
    if found.gaps:
        symptoms.append(error_diagnosis(path, "damaged-lines", _gaps(found), REBUILD_HINT))
    if not found.sealed:
        symptoms.append(
            error_diagnosis(path, "no-end-mark", "the end of its snapshot is missing", REBUILD_HINT)
        )
    if found.torn:
        message = (
            f"its last {found.torn} bytes are a write that never finished; nobody was told that it was saved"
        )
        symptoms.append(_note(path, "torn-tail", message, "the next write removes them"))
    if format < schema.format:
        message = f"its format is {format}, and the newest is {schema.format}"
        symptoms.append(_note(path, "older-format", message, "the next write upgrades it and keeps a copy"))
    return symptoms


def error_diagnosis(path: Path, code: Code, message: str, hint: str) -> Diagnosis:
    """Diagnose an error in the file at ``path``: the ``message`` says which, the ``hint`` what a person does."""
    return Diagnosis(code=code, severity="error", file=str(path), message=message, hint=hint)


def _note(path: Path, code: Code, message: str, hint: str) -> Diagnosis:
    return Diagnosis(code=code, severity="note", file=str(path), message=message, hint=hint)


def _gaps(found: Salvage) -> str:
    documents = sum(map(len, found.tables.values()))
    places = f"{len(found.gaps)} places are" if len(found.gaps) > 1 else "one place is"
    return f"{places} damaged, the first at byte {found.gaps[0]}; {documents} documents can be read"


def _repair(path: Path, schema: DocumentSchema) -> list[Diagnosis]:
    found = salvage(path)
    symptoms = _symptoms(path, found, schema)
    codes = {symptom.code for symptom in symptoms}
    if codes & _REBUILT:
        done = _rebuild(path, found, schema)
    elif "torn-tail" in codes:
        os.truncate(path, found.end)
        done = "removed"
    else:
        return symptoms
    return [
        replace(symptom, done=done if symptom.code in {*_REBUILT, "torn-tail"} else "")
        for symptom in symptoms
    ]


def _rebuild(path: Path, found: Salvage, schema: DocumentSchema) -> str:
    """Write what could be read (``found``, of this ``schema``) in place of the damaged file at ``path``, of which a
    copy is kept.
    """
    copy = disk.set_aside(path, "damaged")
    old = found.header or Header(format=schema.format, needs=schema.needs, generation=0)
    replace_journal(path, replace(old, generation=old.generation + 1), found.tables)
    return f"rebuilt from what could be read; the damaged file is kept as {copy}"
