"""Everything that can be found while a design is open, beside what can be done: as entries of the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from designer.app.palette import PaletteEntry
from designer.app.widgets.findings_list import GLYPHS
from designer.editing.search import places
from designer.editing.selection import Place, place_of, title_at

if TYPE_CHECKING:
    from designer.app.open_design import OpenDesign
    from designer.app.shell import Shell


def entries(
    opened: OpenDesign, go_to: Callable[[Place], object], find_person: Callable[[str], object]
) -> Iterator[PaletteEntry]:
    """Places of the ``opened`` design, what was found in it, people, other designs.

    ``go_to`` shows a place, ``find_person`` somebody by name.
    """
    journey = opened.desk.journey
    for hit in places(journey):
        yield PaletteEntry(
            hit.kind, f"{hit.glyph} {hit.title}", partial(go_to, hit.place), hit.about, hit.text
        )
    for finding in opened.findings:
        place = place_of(journey, finding)
        title = f"{GLYPHS[finding.severity]} {finding.message}"
        yield PaletteEntry(
            "finding", title, partial(go_to, place), title_at(journey, place), finding.hint or ""
        )
    for name in opened.people():
        yield PaletteEntry("person", name, partial(find_person, name))
    yield from designs(opened.app, other_than=opened.desk.name)


def designs(app: Shell, other_than: str = "") -> Iterator[PaletteEntry]:
    """The designs of the workspace of ``app``, but for the one named ``other_than``."""
    for row in app.workspace.designs():
        if row.name != other_than:
            yield PaletteEntry("design", row.title or row.name, partial(app.switch_to, row.name), row.name)
