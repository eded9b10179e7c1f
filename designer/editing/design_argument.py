"""DESIGN on the command line: a file in any dialect, or the name of a design in the workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from designer.errors import Refused
from engine.dialects import ImportResult, read_design
from engine.finding import Finding
from engine.journey import Journey, from_document
from engine.rules import checked
from store.names import NoSuchDesign, slug
from store.sources.small_files import LargeFile, small_file
from store.workspace import NoSuchVersion, Workspace

LARGEST_DESIGN: Final = 16 * 1024 * 1024
"""Bytes. A larger file is no design."""


def read_file(path: Path, pick: str = "") -> ImportResult:
    """The design in a file, whatever dialect it is written in, or in what a server answered; compressed or not.

    ``pick`` is the id or the name of the one that is meant of several. Raises InvalidJourney, Refused or StoreError.
    """
    if path.is_dir():
        raise Refused(f"{path} is a folder; name a file in it")
    try:
        file = small_file(path, LARGEST_DESIGN)
    except LargeFile as error:
        raise Refused(f"{error}, so it is no design") from None
    return read_design(file.text, pick, file.name)


def is_file(path: Path) -> bool:
    """Tell whether there is something to read: a file, a pipe; not a folder, nor a name too long for one."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


Tell = Callable[[Iterable[Finding], Journey], object]
"""Told what was found in a design of a foreign dialect."""


def untold(findings: Iterable[Finding], journey: Journey) -> None:
    """Tell nobody of ``findings`` about ``journey``."""


def open_design(design: str, workspace: Workspace, tell: Tell = untold) -> Journey:
    """The design that was meant, ready to run. ``tell`` is told the findings of a foreign dialect."""
    path = Path(design)
    if is_file(path):
        imported = read_file(path)
        tell(imported.findings, imported.journey)
        return imported.journey
    return checked(open_draft(design, workspace))


def as_it_stands(design: str, workspace: Workspace) -> Journey:
    """The design in a file of any dialect, or a design of the workspace even if half-built."""
    path = Path(design)
    return read_file(path).journey if is_file(path) else open_draft(design, workspace)


def check_step(journey: Journey, step: str | None) -> None:
    """Check that ``journey`` has the ``step`` that is meant, if one is. Raises Refused."""
    if step is not None and step not in journey.steps:
        raise Refused(f"the design has no step {step!r}; it has {', '.join(journey.steps)}")


def open_draft(design: str, workspace: Workspace) -> Journey:
    """A design of the workspace as it stands, even if half-built; ``NAME@3`` is its third version."""
    name, _, number = design.partition("@")
    try:
        return from_document(workspace.load(name, int(number) if number.isdecimal() else None).document)
    except NoSuchDesign as error:
        raise Refused(f"there is no file {design[:80]!r}, and {error}") from None
    except NoSuchVersion as error:
        raise Refused(str(error)) from None


def name_for(workspace: Workspace, journey: Journey) -> str:
    """The journey's id if it is a word that somebody chose, else a slug of its name: as it is if the design of that
    name is this very journey or there is none, else with a number.
    """
    wanted = journey.id if _is_chosen(journey.id) else slug(journey.name or journey.id)
    kept = {row.name: row.id for row in workspace.designs()}
    return wanted if kept.get(wanted) == journey.id else workspace.unused_name(wanted)


def _is_chosen(id: str) -> bool:
    """Tell whether ``id`` may be a name and was not generated."""
    return slug(id) == id and not _RANDOM_PART.fullmatch(id)


_RANDOM_PART: Final = re.compile(r"[0-9a-f-]{16,}|[0-9]+")
"""Ids of MongoDB, UUIDs, numbers."""
