"""DESIGN on the command line: a file in any dialect, or the name of a design in the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from designer.errors import Refused
from engine.dialects import Imported, read_design
from engine.finding import Finding
from engine.journey import Journey, from_document
from engine.rules import checked
from store.errors import outside
from store.names import NoSuchDesign, slug
from store.workspace import NoSuchVersion, Workspace

LARGEST_DESIGN: Final = 16 * 1024 * 1024
"""Bytes. A larger file is no design."""


def read_file(path: Path, pick: str = "") -> Imported:
    """The design in a file, whatever dialect it is written in, or in what a server answered.

    ``pick`` is the id or the name of the one that is meant of several. Raises InvalidJourney, Refused or StoreError.
    """
    if path.is_dir():
        raise Refused(f"{path} is a folder; name a file in it")
    with outside("read", path):
        if path.stat().st_size > LARGEST_DESIGN:
            raise Refused(f"{path} is larger than {LARGEST_DESIGN:,} bytes, so it is no design")
        return read_design(path.read_bytes(), pick, path.name)


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
    """A slug of the journey's name: the design of that name if it is this very journey, else an unused one."""
    title = journey.name or journey.id
    kept = {row.name: row.id for row in workspace.designs()}
    return slug(title) if kept.get(slug(title)) == journey.id else workspace.unused_name(title)
