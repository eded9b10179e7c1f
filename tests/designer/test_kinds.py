"""Every kind of step has a sign, a shape, a colour and a blank one wherever front ends look them up by its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib.resources import files
from typing import Final

import pytest

from designer.app.themes import THEMES
from designer.app.widgets.inks import INKS
from designer.diagram.vector.colours import COLOURS
from designer.editing.new_parts import _BLANK
from engine.diagrams import _DOT, _MERMAID
from engine.labels import GLYPHS
from engine.steps import KINDS

STATIC: Final = files("designer.notebook.static")
ICONS: Final = STATIC.joinpath("icons.js").read_text("utf-8").partition("};")[0]
STYLES: Final = STATIC.joinpath("canvas.css").read_text("utf-8")

TABLES: Final[dict[str, Collection[str]]] = {
    "GLYPHS in engine/labels.py": GLYPHS,
    "_MERMAID in engine/diagrams.py": _MERMAID,
    "_DOT in engine/diagrams.py": _DOT,
    "COLOURS in designer/diagram/vector/colours.py": COLOURS,
    "INKS in designer/app/widgets/inks.py": {kind for kind, ink in INKS.items() if f"$kind-{kind} " in ink},
    **{
        f"the theme {theme.name} in designer/app/themes.py": {
            name.removeprefix("kind-") for name in theme.variables if name.startswith("kind-")
        }
        for theme in THEMES
    },
    "_BLANK in designer/editing/new_parts.py": _BLANK,
    "KIND_ICONS in designer/notebook/static/icons.js": re.findall(r"^  (\w+):", ICONS, re.MULTILINE),
    "designer/notebook/static/canvas.css": re.findall(r"\.kind-(\w+) \{", STYLES),
}


@pytest.mark.parametrize("table", TABLES)
def test_every_kind_of_step_is_known_everywhere(table: str) -> None:
    missing = [kind for kind in KINDS if kind not in TABLES[table]]
    assert missing == [], f"{table} lacks {', '.join(missing)}"
