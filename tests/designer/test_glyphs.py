"""Every sign on a screen is in the fonts that terminals have, so that none is an empty box."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import designer
import engine

IN_ALL_FONTS: Final = frozenset(
    "–—‘’“”„†•…‹›←↑→↓↔↕−∙√∞≈≠≡≤≥⌂░▒▓■□▪▫▲▶►▼▀▄◀◄◆◇◊◎●◕◧◨◩◪◫◯✓❰❱▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▐▕▔"
)
"""Read from DejaVu Sans Mono 2.37, Fira Code 6.2, JetBrains Mono 2.304 and the sources of Cascadia Code."""
BORROWED: Final = frozenset("✗✖")
"""Not in Fira Code and Cascadia Code; every terminal tried has them from another font."""


def is_drawing(sign: str) -> bool:
    """Lines and corners of boxes, which terminals draw themselves."""
    return "─" <= sign <= "╿"


def test_every_sign_is_in_the_fonts() -> None:
    unknown = {
        (sign, path.name)
        for package in (designer, engine)
        for path in Path(str(package.__file__)).parent.rglob("*")
        if path.suffix in (".py", ".tcss", ".js")
        for sign in path.read_text(encoding="utf-8")
        if ord(sign) > 0x2000 and sign not in IN_ALL_FONTS | BORROWED and not is_drawing(sign)
    }
    assert unknown == set()
