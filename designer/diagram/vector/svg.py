"""SVG in a few words: elements with their attributes, texts escaped, a whole picture that stands by itself."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from designer.diagram.measure import printable
from designer.diagram.vector.colours import FONT, style

Number = int | float
WIDE: Final = 1600
"""Pixels. A wider picture is scrolled rather than shrunk until nobody can read it."""
_SPELT: Final = {"class_": "class"}


def element(name: str, *inside: str, **attributes: object) -> str:
    """An element around parts that are SVG already; ``stroke_width`` is written ``stroke-width``, None left out."""
    written = "".join(
        f' {_SPELT.get(key, key.replace("_", "-"))}="{escaped(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def text(said: str, x: Number, y: Number, **attributes: object) -> str:
    """Whatever is ``said``, as text at (``x``, ``y``)."""
    return element("text", escaped(said), x=x, y=y, **attributes)


def title(said: str) -> str:
    """Return what a pointer that rests on the element shows, and a screen reader says."""
    return element("title", escaped(said))


def escaped(said: str) -> str:
    """A text as XML and UTF-8 have it, without the characters that they cannot have."""
    spoken = printable(said).encode("utf-8", "replace").decode()
    return escape("".join(each for each in spoken if each not in "\ufffe\uffff"))


def path(points: Iterable[tuple[Number, Number]], **attributes: object) -> str:
    """A line through these points."""
    steps = " L".join(f"{_plain(x)},{_plain(y)}" for x, y in points)
    return element("path", d=f"M{steps}", **attributes)


def whole(label: str, width: Number, height: Number, *parts: str) -> str:
    """A picture of its own, ``width`` by ``height``, with a ``label`` that is read out, in the colours of light or
    dark.
    """
    return element(
        "svg",
        element("style", f"{style()}.waypost text{{font-family:{FONT}}}"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="waypost",
        role="graphics-document document",
        aria_label=label,
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        width=width,
        height=height,
        style="max-width:100%;height:auto" if width <= WIDE else None,
    )


def _plain(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
